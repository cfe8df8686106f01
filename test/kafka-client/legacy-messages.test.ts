import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  batchAt,
  compress,
  numbered,
  offsetsOf,
  seenIn,
  sliced,
  textOf,
} from '../support/batches.js';
import { type OldMessage, messageSet } from '../support/kafkajs-encoder.js';

const CODECS = [
  ['gzip', 1],
  ['snappy', 2],
  ['xerial', 2],
  ['lz4', 3],
] as const;

describe('old messages', () => {
  it('of format v0 are read, and have no time', () => {
    const set = messageSet(0, [
      { offset: 5n, key: Buffer.from('k'), value: Buffer.from('v') },
      { offset: 7n, key: null, value: null },
    ]);
    const slice = sliced(set, { offset: 5n });
    const { messages, damage } = seenIn(slice);
    expect(damage).toEqual([]);
    expect(messages).toMatchObject([
      { offset: 5n, timestamp: -1, timestampType: 'none', headers: [] },
      { offset: 7n, key: null, value: null },
    ]);
    expect(textOf(messages[0]?.value ?? null)).toBe('v');
    expect(slice.next).toBe(8n);
  });

  it('of format v1 have the time of the producer, or of the broker', () => {
    const message = {
      offset: 1n,
      key: null,
      value: Buffer.from('v'),
      timestamp: 1_500_000_000_123,
    };
    const created = messageSet(1, [message]);
    const appended = stampedByBroker(messageSet(1, [{ ...message, offset: 2n }]));
    const { messages } = seenIn(
      sliced(Buffer.concat([created, appended]), { offset: 1n, checkCrcs: false }),
    );
    expect(messages).toMatchObject([
      { offset: 1n, timestamp: 1_500_000_000_123, timestampType: 'create' },
      { offset: 2n, timestamp: 1_500_000_000_123, timestampType: 'append' },
    ]);
  });

  it.each(CODECS)('of format v1 wrapped with %s have their own offsets back', (name, codec) => {
    const wrapper = wrapped(1, name, codec, 109n, relative(10));
    const { messages, damage } = seenIn(sliced(wrapper, { offset: 102n }));
    expect(damage).toEqual([]);
    expect(offsetsOf(messages)).toEqual([102n, 103n, 104n, 105n, 106n, 107n, 108n, 109n]);
    expect(messages[0]).toMatchObject({ timestamp: 1_500_000_000_002, timestampType: 'create' });
  });

  it.each(CODECS)('of format v0 wrapped with %s keep the offsets that they have', (name, codec) => {
    const inner = relative(3).map((message, index) => ({ ...message, offset: BigInt(40 + index) }));
    const { messages } = seenIn(sliced(wrapped(0, name, codec, 42n, inner), { offset: 40n }));
    expect(offsetsOf(messages)).toEqual([40n, 41n, 42n]);
  });

  it('wrapped by a broker that stamps have its time', () => {
    const wrapper = stampedByBroker(wrapped(1, 'gzip', 1, 2n, relative(3)));
    const { messages } = seenIn(sliced(wrapper, { checkCrcs: false }));
    expect(messages.map(({ timestamp, timestampType }) => [timestamp, timestampType])).toEqual(
      [0, 1, 2].map(() => [1_600_000_000_000, 'append']),
    );
  });

  it('go before batches of the new format, and reading goes over into those', () => {
    const set = Buffer.concat([
      messageSet(1, relative(5)),
      batchAt(5n, numbered(5, 5)),
      wrapped(1, 'gzip', 1, 14n, relative(5)),
      batchAt(15n, numbered(5, 15)),
    ]);
    const { messages, damage } = seenIn(sliced(set));
    expect(damage).toEqual([]);
    expect(offsetsOf(messages)).toEqual(Array.from({ length: 20 }, (_, n) => BigInt(n)));
  });

  it('that can not be read are damage alone: those around them are delivered', () => {
    const bad = wrapped(1, 'gzip', 1, 9n, relative(5));
    bad.fill(0xff, 60);
    const set = Buffer.concat([
      messageSet(1, relative(5)),
      bad,
      wrapped(1, 'lz4', 3, 14n, relative(5)),
      batchAt(15n, numbered(1)),
    ]);
    for (const checkCrcs of [true, false]) {
      const { messages, damage } = seenIn(sliced(set, { checkCrcs }));
      expect(damage).toMatchObject([{ from: 5n, to: 9n }]);
      expect(offsetsOf(messages)).toEqual([0n, 1n, 2n, 3n, 4n, 10n, 11n, 12n, 13n, 14n, 15n]);
    }
  });

  it.each([-30, -2, 0x7fff_ffff])(
    'with a field of %s bytes are damage, and hold nobody up',
    (length) => {
      const set = messageSet(1, relative(2));
      set.writeInt32BE(length, 26);
      const { messages, damage } = seenIn(sliced(set, { checkCrcs: false }));
      expect(damage).toMatchObject([{ from: 0n, to: 0n }]);
      expect(offsetsOf(messages)).toEqual([1n]);
    },
  );

  it('that wrap too much are damage', () => {
    const bomb = messageSet(
      1,
      [{ offset: 0n, key: null, value: gzipSync(Buffer.alloc(300 * 1024 * 1024)) }],
      1,
    );
    expect(seenIn(sliced(bomb)).damage).toMatchObject([{ from: 0n, to: 0n }]);
  });

  it('that end before the offset asked for are not asked for again and again', () => {
    const slice = sliced(messageSet(1, relative(3)), { offset: 10n, high: 100n });
    expect(seenIn(slice).messages).toEqual([]);
    expect(slice.next).toBe(11n);
  });

  it('that claim an offset behind the end are damage', () => {
    const slice = sliced(messageSet(1, [{ offset: 2n ** 61n, key: null, value: null }]), {
      high: 10n,
    });
    expect(seenIn(slice)).toMatchObject({ messages: [], damage: [{ from: 0n, to: 0n }] });
  });
});

/** Messages 0, 1, 2, …, as they stand in a wrapper of format v1. */
function relative(count: number): OldMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    offset: BigInt(index),
    key: Buffer.from(`k${index}`),
    value: Buffer.from(`v${index}`),
    timestamp: 1_500_000_000_000 + index,
  }));
}

function wrapped(
  magic: 0 | 1,
  name: (typeof CODECS)[number][0],
  codec: number,
  offset: bigint,
  inner: readonly OldMessage[],
): Buffer {
  const value = compress(name, messageSet(magic, inner));
  return messageSet(magic, [{ offset, key: null, value, timestamp: 1_600_000_000_000 }], codec);
}

/** Sets the attribute that says so, and leaves the CRC as it was: as wrong as the test says. */
function stampedByBroker(message: Buffer): Buffer {
  const stamped = Buffer.from(message);
  stamped.writeInt8(stamped.readInt8(17) | 0x08, 17);
  return stamped;
}

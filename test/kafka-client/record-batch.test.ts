import { describe, expect, it } from 'vitest';
import { readBatch } from '../../src/kafka/record-batch.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import { countInHeader } from '../../src/kafka/slice.js';
import type { NewRecord } from '../../src/demo/broker/batch-writer.js';
import {
  CODEC_NUMBER,
  TEST_CODECS,
  batchAt,
  headerTexts,
  numbered,
  offsetsOf,
  resealed,
  seenIn,
  sliced,
  textOf,
} from '../support/batches.js';
import { kafkajsBatch } from '../support/kafkajs-encoder.js';

describe('a record batch', () => {
  it.each(TEST_CODECS)('comes back as it was written, compressed with %s', (codec) => {
    const records: NewRecord[] = [
      { key: null, value: null },
      { key: '', value: '' },
      { key: 'lara', value: 'x'.repeat(100_000) },
      { key: Buffer.from([0xff, 0x00]), value: Buffer.from([0x80, 0x00]) },
    ];
    const { messages, damage } = seenIn(sliced(batchAt(7n, records, { codec })));
    expect(damage).toEqual([]);
    expect(offsetsOf(messages)).toEqual([7n, 8n, 9n, 10n]);
    expect(messages.map(({ key }) => key?.toString('latin1') ?? null)).toEqual([
      null,
      '',
      'lara',
      '\xff\x00',
    ]);
    expect(messages.map(({ value }) => value?.length ?? null)).toEqual([null, 0, 100_000, 2]);
  });

  it.each(TEST_CODECS.filter((codec) => codec !== 'xerial'))(
    "of kafkajs's encoder is read, compressed with %s",
    async (codec) => {
      const records = Array.from({ length: 300 }, (_, index) => ({
        key: Buffer.from(`key ${index}`),
        value: Buffer.from(JSON.stringify({ index, text: 'ö'.repeat(index % 50) })),
        timestamp: 1_700_000_000_000 + index * 7,
        headers: { source: `line ${index}` },
      }));
      const batch = await kafkajsBatch(41n, records, CODEC_NUMBER[codec]);
      const { messages, damage } = seenIn(sliced(batch));
      expect(damage).toEqual([]);
      expect(messages.map(({ key, value, timestamp }) => ({ key, value, timestamp }))).toEqual(
        records.map(({ key, value, timestamp }) => ({ key, value, timestamp })),
      );
      expect(headerTexts(messages[299]?.headers ?? [])).toEqual([['source', 'line 299']]);
      expect(messages[299]?.offset).toBe(340n);
    },
  );

  it('keeps headers in order, null and empty values apart, a thousand of them', () => {
    const headers = [
      ['a', null],
      ['a', ''],
      ['', 'no name'],
      ...Array.from({ length: 1000 }, (_, n) => [`h${n}`, `${n}`] as const),
    ] as const;
    const { messages } = seenIn(sliced(batchAt(0n, [{ value: 'v', headers }])));
    expect(headerTexts(messages[0]?.headers ?? [])).toEqual(headers);
  });

  it('has the times of its records, older than its first one included', () => {
    const times = [1_700_000_000_000, 1_700_000_000_005, 1_600_000_000_000, 0];
    const records = times.map((timestamp) => ({ value: 'v', timestamp }));
    const { messages } = seenIn(sliced(batchAt(0n, records)));
    expect(messages.map(({ timestamp }) => timestamp)).toEqual(times);
    expect(messages.map(({ timestampType }) => timestampType)).toEqual(times.map(() => 'create'));
  });

  it("has one time for all where the broker stamped it: the header's newest", () => {
    const records = [5, 9, 7].map((timestamp) => ({ value: 'v', timestamp }));
    const batch = batchAt(0n, records, { timestampType: 'append' });
    const { messages } = seenIn(sliced(batch));
    expect(messages.map(({ timestamp }) => timestamp)).toEqual([9, 9, 9]);
    expect(messages[0]?.timestampType).toBe('append');
  });

  it('has no time where the producer gave none', () => {
    const batch = resealed(batchAt(0n, numbered(1)), (bytes) => {
      bytes.writeBigInt64BE(-1n, 27);
    });
    const [message] = seenIn(sliced(batch)).messages;
    expect(message).toMatchObject({ timestamp: -1, timestampType: 'none' });
  });

  it.each([2n ** 53n - 2n, 2n ** 53n, 2n ** 62n])('has exact offsets from %s on', (offset) => {
    const batch = batchAt(offset, numbered(4));
    const slice = sliced(batch, { offset: offset + 1n, high: offset + 4n });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([offset + 1n, offset + 2n, offset + 3n]);
    expect(slice.next).toBe(offset + 4n);
  });

  it('is cut to what was asked for, at both ends', () => {
    const batch = batchAt(10n, numbered(10));
    const { messages } = seenIn(sliced(batch, { offset: 13n, until: 16n }));
    expect(messages.map(({ value }) => textOf(value))).toEqual(['v3', 'v4', 'v5']);
  });

  it('is counted by its header only where all of it was asked for', () => {
    const batch = batchAt(10n, numbered(10));
    const counts = [
      sliced(batch, { offset: 10n }),
      sliced(batch, { offset: 11n }),
      sliced(batch, { offset: 10n, until: 19n }),
    ].map(({ parts: [part] }) => (part?.kind === 'batch' ? countInHeader(part) : undefined));
    expect(counts).toEqual([10, null, null]);
  });

  it('that compaction has thinned out is read without damage', () => {
    const batch = resealed(batchAt(10n, numbered(3)), (bytes) => {
      bytes.writeInt32BE(9, 23);
    });
    const slice = sliced(batch, { offset: 10n });
    expect(seenIn(slice)).toMatchObject({ damage: [] });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([10n, 11n, 12n]);
    expect(slice.next).toBe(20n);
  });

  it('that was emptied by compaction is passed', () => {
    const batch = resealed(batchAt(0n, numbered(1)).subarray(0, 61), (bytes) => {
      bytes.writeInt32BE(49, 8);
      bytes.writeInt32BE(0, 57);
    });
    const slice = sliced(batch);
    expect(seenIn(slice)).toEqual({ messages: [], damage: [] });
    expect(slice.next).toBe(1n);
  });

  it('gives messages bytes of their own, or puts them where it is told', () => {
    const batch = batchAt(0n, [{ key: 'key', value: 'value', headers: [['h', 'header']] }]);
    const slice = sliced(batch);
    const read = readBatch(batch, 0);
    if (read.kind !== 'batch') throw new Error('no batch');
    const cursor = new RecordCursor();
    cursor.open(read.batch.bytes.subarray(61), read.batch);
    cursor.next();
    const page = Buffer.alloc(100);
    const placed = cursor.toMessage('t', 0, 0, (source, start, end) => {
      source.copy(page, 7, start, end);
      return { bytes: page, at: 7 };
    });
    const copy = cursor.toMessage('t', 0, 0);
    batch.fill(0x2e, 61);
    expect([textOf(placed.key), textOf(placed.value), headerTexts(placed.headers)]).toEqual([
      'key',
      'value',
      [['h', 'header']],
    ]);
    expect([textOf(copy.key), textOf(copy.value), headerTexts(copy.headers)]).toEqual([
      'key',
      'value',
      [['h', 'header']],
    ]);
    expect(slice.parts).toHaveLength(1);
  });
});

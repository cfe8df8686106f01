import { describe, expect, it } from 'vitest';
import {
  TEST_CODECS,
  batchAt,
  numbered,
  offsetsOf,
  resealed,
  seenIn,
  sliced,
} from '../support/batches.js';

const three = (second: Buffer): Buffer =>
  Buffer.concat([batchAt(0n, numbered(5)), second, batchAt(10n, numbered(5, 10))]);
const good = batchAt(5n, numbered(5, 5));
const firstAndLast = [0n, 1n, 2n, 3n, 4n, 10n, 11n, 12n, 13n, 14n];

describe('a damaged batch between good ones', () => {
  it.each([
    ['whose CRC is wrong', flipped(good, 17), /CRC/],
    ['of an unknown format', changed(good, 16, 9), /magic 9/],
    ['with an unknown codec', resealed(good, (b) => b.writeInt16BE(7, 21)), /codec 7/],
    ['with records that are none', resealed(good, (b) => b.fill(0xff, 61)), /record|number/],
    [
      'that counts more records than it has offsets',
      resealed(good, (b) => b.writeInt32BE(9, 57)),
      /claims 9 records/,
    ],
    [
      'that counts fewer records than it holds',
      resealed(good, (b) => b.writeInt32BE(0, 57)),
      /more than the records/,
    ],
    [
      'that is cut inside but not in its header',
      resealed(good, (b) => b.writeInt8(120, 61)),
      /claims|shorter/,
    ],
  ])('%s is damage at its offsets, and reading goes on behind it', (_, batch, reason) => {
    const slice = sliced(three(batch), { high: 15n });
    const { messages, damage } = seenIn(slice);
    expect(offsetsOf(messages)).toEqual(firstAndLast);
    expect(damage).toEqual([{ from: 5n, to: 9n, reason: expect.stringMatching(reason) as string }]);
    expect(slice.next).toBe(15n);
  });

  it('is not looked at for its CRC where nobody asks', () => {
    const slice = sliced(three(flipped(good, 17)), { high: 15n, checkCrcs: false });
    expect(seenIn(slice).messages).toHaveLength(15);
  });

  it('with a mad length ends the walk, and is passed by what its header says when it comes first', () => {
    const mad = Buffer.from(good);
    mad.writeInt32BE(0x7000_0000, 8);
    const before = sliced(three(mad), { high: 15n });
    expect(before.next).toBe(5n);
    const at = sliced(three(mad).subarray(batchAt(0n, numbered(5)).length), {
      offset: 5n,
      high: 15n,
    });
    expect(seenIn(at).damage).toMatchObject([{ from: 5n, to: 9n }]);
    expect(at.next).toBe(10n);
  });

  it('with a length that is too short for a batch is passed by what its header says', () => {
    const mad = Buffer.from(good);
    mad.writeInt32BE(20, 8);
    const slice = sliced(Buffer.concat([mad, batchAt(10n, numbered(1))]), {
      offset: 5n,
      high: 15n,
    });
    expect(seenIn(slice).damage).toMatchObject([{ from: 5n, to: 9n }]);
  });

  it('that tells nothing is passed by the step given, but not behind the end', () => {
    const rubbish = Buffer.alloc(100, 0xff);
    const step = (blindStep: bigint, high: bigint) =>
      seenIn(sliced(rubbish, { offset: 5n, high, blindStep })).damage[0];
    expect(step(1n, 1000n)).toMatchObject({ from: 5n, to: 5n });
    expect(step(64n, 1000n)).toMatchObject({ from: 5n, to: 68n });
    expect(step(64n, 10n)).toMatchObject({ from: 5n, to: 9n });
  });

  it('shows its first bytes, at most 4 KiB', () => {
    const [part] = sliced(flipped(batchAt(0n, [{ value: 'x'.repeat(9000) }]), 17)).parts;
    expect(part?.kind === 'damage' && part.damage.bytes?.length).toBe(4096);
  });
});

describe('a batch that gives out half-way', () => {
  it('delivers what comes before, and counts the rest as damage', () => {
    const batch = resealed(batchAt(10n, numbered(10)), (bytes) => {
      // The length of the fifth record: they are all of one size here.
      const size = 1 + (bytes[61] ?? 0) / 2;
      bytes[61 + 4 * size] = 0x7f;
    });
    const { messages, damage } = seenIn(sliced(batch, { offset: 10n }));
    expect(offsetsOf(messages)).toEqual([10n, 11n, 12n, 13n]);
    expect(damage).toMatchObject([{ from: 14n, to: 19n }]);
  });

  it('is damage only up to where reading ends', () => {
    const broken = resealed(batchAt(10n, numbered(10)), (bytes) => bytes.fill(0xff, 61));
    const { damage } = seenIn(sliced(broken, { offset: 12n, until: 15n }));
    expect(damage).toMatchObject([{ from: 12n, to: 14n }]);
    const badCrc = flipped(batchAt(10n, numbered(10)), 17);
    expect(seenIn(sliced(badCrc, { offset: 12n, until: 15n })).damage).toMatchObject([
      { from: 12n, to: 14n },
    ]);
  });

  it('does not deliver a record that claims an offset behind its batch', () => {
    const batch = resealed(batchAt(0n, numbered(3)), (bytes) => {
      // Offset delta of the last record: length, attributes, time delta, then it.
      const size = 1 + (bytes[61] ?? 0) / 2;
      bytes[61 + 2 * size + 3] = 2 * 50;
    });
    const { messages, damage } = seenIn(sliced(batch));
    expect(offsetsOf(messages)).toEqual([0n, 1n]);
    expect(damage).toMatchObject([{ from: 2n, to: 2n }]);
  });

  it('whose headers are mad is damage from that record on', () => {
    const batch = resealed(
      batchAt(0n, [{ value: 'a' }, { value: 'b', headers: [['h', 'value']] }]),
      (bytes) => {
        // The length of the header's value.
        bytes[bytes.length - 6] = 0x7e;
      },
    );
    const { messages, damage } = seenIn(sliced(batch));
    expect(offsetsOf(messages)).toEqual([0n]);
    expect(damage).toMatchObject([
      { from: 1n, to: 1n, reason: expect.stringContaining('header') as string },
    ]);
  });

  it('makes no array for a header count that its bytes can not hold', () => {
    // The value is all lengths of -1, which a careless reader takes for headers.
    const batch = resealed(batchAt(0n, [{ value: Buffer.alloc(500_000, 1) }]), (bytes) => {
      const tail = Buffer.from([0x00, 0x00, 0x00, 0x01, 0x01, 0xfe, 0xff, 0xff, 0xff, 0x0f]);
      bytes.writeUInt8(tail.length * 2, 61);
      tail.copy(bytes, 62);
    });
    expect(seenIn(sliced(batch))).toMatchObject({
      messages: [],
      damage: [{ from: 0n, to: 0n, reason: expect.stringContaining('headers') as string }],
    });
  });
});

describe('what does not belong where it comes', () => {
  it('is not delivered twice when a batch ends before the offset asked for', () => {
    const slice = sliced(batchAt(0n, numbered(5)), { offset: 9n, high: 15n });
    expect(seenIn(slice).messages).toEqual([]);
    expect(slice.next).toBeGreaterThan(9n);
  });

  it('is asked for again when an old batch stands behind a new one', () => {
    const slice = sliced(Buffer.concat([good, batchAt(0n, numbered(5))]), { offset: 5n });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([5n, 6n, 7n, 8n, 9n]);
    expect(slice.next).toBe(10n);
  });

  it('is delivered when it was appended while the broker was answering', () => {
    const slice = sliced(Buffer.concat([good, batchAt(10n, numbered(5, 10))]), {
      offset: 5n,
      high: 5n,
    });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([
      5n,
      6n,
      7n,
      8n,
      9n,
      10n,
      11n,
      12n,
      13n,
      14n,
    ]);
    expect(slice.next).toBe(15n);
  });

  it.each([20n, 2n ** 62n])('is passed when it claims offsets far behind the end: %s', (offset) => {
    const slice = sliced(batchAt(offset, numbered(5)), { offset: 5n, high: 10n });
    expect(seenIn(slice)).toMatchObject({ messages: [], damage: [{ from: 5n, to: 5n }] });
  });

  it.each(TEST_CODECS)(
    'is no batch cut short at its end: that comes with the next fetch (%s)',
    (codec) => {
      const batch = batchAt(5n, numbered(5, 5), { codec });
      for (let cut = 0; cut < batch.length; cut++) {
        const slice = sliced(Buffer.concat([batchAt(0n, numbered(5)), batch.subarray(0, cut)]), {
          high: 10n,
        });
        expect(slice.next).toBe(5n);
        expect(seenIn(slice).damage).toEqual([]);
      }
    },
  );
});

function flipped(batch: Buffer, at: number): Buffer {
  return changed(batch, at, (batch[at] ?? 0) ^ 0xff);
}

function changed(batch: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(batch);
  copy[at] = value;
  return copy;
}

import { describe, expect, it } from 'vitest';
import { writeMarker } from '../../src/demo/broker/batch-writer.js';
import { batchAt, numbered, offsetsOf, seenIn, sliced } from '../support/batches.js';

/** A log that is written batch by batch, as a broker would. */
class LogWriter {
  readonly #batches: Buffer[] = [];
  end = 0n;

  records(count: number, producerId: bigint | null = null): this {
    const options = producerId === null ? {} : { producerId, transactional: true };
    this.#batches.push(batchAt(this.end, numbered(count), options));
    this.end += BigInt(count);
    return this;
  }

  marker(committed: boolean, producerId: bigint): this {
    const marker = writeMarker(committed, { producerId, producerEpoch: 0 }, 1_700_000_000_000);
    marker.writeBigInt64BE(this.end, 0);
    this.#batches.push(marker);
    this.end += 1n;
    return this;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#batches);
  }
}

describe('transactions', () => {
  it('that were committed are delivered, and their markers are counted and not shown', () => {
    const log = new LogWriter().records(3, 7n).marker(true, 7n).records(2);
    const slice = sliced(log.bytes, { high: log.end });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([0n, 1n, 2n, 4n, 5n]);
    expect(slice).toMatchObject({ control: 1, aborted: 0, next: 6n });
  });

  it('that were aborted are passed over and counted, up to their marker', () => {
    const log = new LogWriter().records(3, 7n).marker(false, 7n).records(2, 7n).marker(true, 7n);
    const aborted = [{ producerId: 7n, firstOffset: 0n }];
    const slice = sliced(log.bytes, { high: log.end, aborted });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([4n, 5n]);
    expect(slice).toMatchObject({ control: 2, aborted: 3, next: 7n });
  });

  it('of several producers that interleave are kept apart', () => {
    const log = new LogWriter()
      .records(1, 7n) // 0, aborted
      .records(1, 8n) // 1, committed
      .records(1) // 2, in no transaction
      .records(1, 7n) // 3, aborted
      .marker(true, 8n) // 4
      .records(1, 8n) // 5, aborted
      .marker(false, 7n) // 6
      .records(1, 7n) // 7, committed
      .marker(false, 8n) // 8
      .marker(true, 7n); // 9
    const aborted = [
      { producerId: 8n, firstOffset: 5n },
      { producerId: 7n, firstOffset: 0n },
    ];
    const slice = sliced(log.bytes, { high: log.end, aborted });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([1n, 2n, 7n]);
    expect(slice).toMatchObject({ control: 4, aborted: 3 });
  });

  it('of one producer that were aborted several times in a row are all passed over', () => {
    const log = new LogWriter();
    const aborted = [];
    for (let round = 0; round < 3; round++) {
      aborted.push({ producerId: 7n, firstOffset: log.end });
      log.records(2, 7n).marker(false, 7n).records(1, 7n).marker(true, 7n);
    }
    const slice = sliced(log.bytes, { high: log.end, aborted });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([3n, 8n, 13n]);
    expect(slice).toMatchObject({ control: 6, aborted: 6 });
  });

  it('that began before the offset asked for are still known as aborted', () => {
    const log = new LogWriter().records(10, 7n).marker(false, 7n).records(1);
    const aborted = [{ producerId: 7n, firstOffset: 0n }];
    const slice = sliced(log.bytes, { offset: 4n, high: log.end, aborted });
    expect(offsetsOf(seenIn(slice).messages)).toEqual([11n]);
    expect(slice.aborted).toBe(6);
  });

  it('do not hide what the same producer wrote outside of them', () => {
    const plain = batchAt(0n, numbered(2), { producerId: 7n });
    const aborted = [{ producerId: 7n, firstOffset: 0n }];
    expect(seenIn(sliced(plain, { aborted })).messages).toHaveLength(2);
  });

  it('that were aborted are delivered to who reads uncommitted: the broker then names none', () => {
    const log = new LogWriter().records(3, 7n).marker(false, 7n);
    const slice = sliced(log.bytes, { high: log.end });
    expect(seenIn(slice).messages).toHaveLength(3);
    expect(slice).toMatchObject({ control: 1, aborted: 0 });
  });

  it('behind the end of reading are not counted', () => {
    const log = new LogWriter().records(3).records(2, 7n).marker(false, 7n);
    const aborted = [{ producerId: 7n, firstOffset: 3n }];
    const slice = sliced(log.bytes, { high: log.end, until: 3n, aborted });
    expect(slice).toMatchObject({ control: 0, aborted: 0, next: 3n });
  });
});

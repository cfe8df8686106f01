import { BATCH, type BatchHeader, readBatchHeader } from './batch.js';

/** Small at first: most topics of a demo hold little, and the buffer doubles as it fills. */
const FIRST_CAPACITY = 16 * 1024;

interface Entry {
  readonly position: number;
  readonly baseOffset: bigint;
  readonly lastOffset: bigint;
  /** The newest time in this batch and all before it in the segment. */
  readonly maxTimestampSoFar: number;
}

/**
 * A stretch of a log: whole batches one behind the other in one buffer, so that a fetch is answered
 * with one slice of it and nothing is copied. Slices that were handed out stay as they are: bytes
 * are only ever added behind them, and a full buffer is replaced, not reused.
 */
export class Segment {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  #size = 0;
  readonly #entries: Entry[] = [];

  get size(): number {
    return this.#size;
  }

  get batches(): number {
    return this.#entries.length;
  }

  get firstOffset(): bigint {
    return this.#entries[0]?.baseOffset ?? 0n;
  }

  get lastOffset(): bigint {
    return this.#entries.at(-1)?.lastOffset ?? -1n;
  }

  get maxTimestamp(): number {
    return this.#entries.at(-1)?.maxTimestampSoFar ?? -1;
  }

  /** Copies a batch in and gives it its place in the log; the producer's bytes are left alone. */
  append(batch: Buffer, baseOffset: bigint, leaderEpoch: number): BatchHeader {
    this.#reserve(batch.length);
    const position = this.#size;
    batch.copy(this.#bytes, position);
    // Neither field is covered by the checksum, so that brokers can do just this.
    this.#bytes.writeBigInt64BE(baseOffset, position + BATCH.baseOffset);
    this.#bytes.writeInt32BE(leaderEpoch, position + BATCH.leaderEpoch);
    this.#size += batch.length;
    const header = readBatchHeader(this.#bytes, position);
    this.#entries.push({
      position,
      baseOffset,
      lastOffset: baseOffset + BigInt(header.lastOffsetDelta),
      maxTimestampSoFar: Math.max(this.maxTimestamp, header.maxTimestamp),
    });
    return header;
  }

  /**
   * The bytes from the batch that holds `offset` (or the first one behind it) up to the batches that
   * start at `end`, at most `maxBytes`: the last batch may be cut, as a real broker cuts it.
   */
  slice(offset: bigint, end: bigint, maxBytes: number): Buffer {
    const first = this.#entries[this.#find((entry) => entry.lastOffset >= offset)];
    if (first === undefined) return Buffer.alloc(0);
    const behind = this.#entries[this.#find((entry) => entry.baseOffset >= end)];
    const stop = behind?.position ?? this.#size;
    return this.#bytes.subarray(
      first.position,
      Math.max(first.position, Math.min(stop, first.position + maxBytes)),
    );
  }

  /** The whole batch that holds `offset`, or the first one behind it. */
  batchAt(offset: bigint): Buffer | null {
    return this.#batch(this.#find((entry) => entry.lastOffset >= offset));
  }

  /** All of its batches, in order. */
  whole(): readonly Buffer[] {
    return this.#entries.flatMap((_, index) => this.#batch(index) ?? []);
  }

  /** The first batch with a record that is not older than `timestamp`. */
  batchSince(timestamp: number): Buffer | null {
    return this.#batch(this.#find((entry) => entry.maxTimestampSoFar >= timestamp));
  }

  /** Drops the batch that holds `offset` and all behind it; says where the segment then ends. */
  truncate(offset: bigint): bigint | null {
    const from = this.#find((entry) => entry.lastOffset >= offset);
    const first = this.#entries[from];
    if (first === undefined) return null;
    // The bytes behind may be in a response that is still being sent: they must not be written over.
    this.#bytes = Buffer.from(this.#bytes.subarray(0, first.position));
    this.#size = first.position;
    this.#entries.length = from;
    return first.baseOffset;
  }

  #batch(index: number): Buffer | null {
    const entry = this.#entries[index];
    if (entry === undefined) return null;
    return this.#bytes.subarray(entry.position, this.#entries[index + 1]?.position ?? this.#size);
  }

  /** Index of the first entry that passes a test which all behind it pass too. */
  #find(passes: (entry: Entry) => boolean): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && passes(entry)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #reserve(length: number): void {
    const needed = this.#size + length;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}

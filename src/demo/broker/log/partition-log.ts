import {
  ATTRIBUTE,
  BATCH,
  type BatchHeader,
  type Decompress,
  firstRecordSince,
  readBatchHeader,
} from './batch.js';
import { compacted } from './compaction.js';
import { Segment } from './segment.js';
import { ProducerSequences } from './sequences.js';
import { type AbortedTransaction, LogTransactions } from './transactions.js';

export interface Retention {
  /** A segment is closed once it has this many bytes. */
  readonly segmentBytes: number;
  /** The oldest segment goes while the others hold at least this much. */
  readonly retentionBytes: number;
  /** And while there are more segments than this. */
  readonly retentionSegments: number;
}

export interface LogSlice {
  readonly records: readonly Buffer[];
  readonly bytes: number;
  /** First offset that is surely not in `records`. */
  readonly end: bigint;
}

/** How far a reader may see: all there is, or only what no open transaction can take back. */
export type Isolation = 'read_uncommitted' | 'read_committed';

/** One partition's log. There is one copy: every broker of the cluster reads and writes this one. */
export class PartitionLog {
  readonly transactions = new LogTransactions();
  readonly sequences = new ProducerSequences();
  readonly #retention: Retention;
  #segments: Segment[] = [];
  #start = 0n;
  #end = 0n;
  #bytes = 0;
  readonly #watchers = new Set<() => void>();

  constructor(retention: Retention) {
    this.#retention = retention;
  }

  /** First offset that is still there. */
  get startOffset(): bigint {
    return this.#start;
  }

  /** The high watermark: every replica has everything at once. */
  get endOffset(): bigint {
    return this.#end;
  }

  get bytes(): number {
    return this.#bytes;
  }

  endFor(isolation: Isolation): bigint {
    return isolation === 'read_committed'
      ? this.transactions.lastStableOffset(this.#end)
      : this.#end;
  }

  /** Appends one whole batch and says which offset its first record got. */
  append(batch: Buffer, leaderEpoch: number): bigint {
    const baseOffset = this.#end;
    const header = this.#segmentFor(batch.length).append(batch, baseOffset, leaderEpoch);
    this.#bytes += batch.length;
    this.#end = baseOffset + BigInt(header.lastOffsetDelta) + 1n;
    this.#noteProducer(header, baseOffset);
    this.#dropOldest();
    this.changed();
    return baseOffset;
  }

  /** Leaves offsets out, as compaction does. */
  skip(count: bigint): void {
    this.#end += count;
    this.changed();
  }

  /** Does what the log cleaner does, to all that no open transaction stands before. */
  compact(): void {
    const stable = this.transactions.lastStableOffset(this.#end);
    const batches = this.#segments.flatMap((segment) => segment.whole());
    const behind = batches.findIndex((batch) => readBatchHeader(batch).baseOffset >= stable);
    const cleanable = behind < 0 ? batches : batches.slice(0, behind);
    const left = compacted(cleanable, (batch) =>
      this.transactions.isAborted(readBatchHeader(batch)),
    );
    this.#segments = [];
    this.#bytes = 0;
    for (const batch of [...left, ...batches.slice(cleanable.length)]) {
      const { baseOffset } = readBatchHeader(batch);
      const leaderEpoch = batch.readInt32BE(BATCH.leaderEpoch);
      this.#segmentFor(batch.length).append(batch, baseOffset, leaderEpoch);
      this.#bytes += batch.length;
    }
    this.changed();
  }

  /**
   * Reads from `offset` on. The first batch comes whole where `firstWhole` says so, however big it
   * is, so that a reader always gets ahead (KIP-74).
   */
  read(offset: bigint, isolation: Isolation, maxBytes: number, firstWhole: boolean): LogSlice {
    const limit = this.endFor(isolation);
    const records: Buffer[] = [];
    let bytes = 0;
    let end = offset;
    const first = this.#indexOf(offset);
    for (let i = first; i < this.#segments.length; i += 1) {
      const segment = this.#segments[i];
      if (segment === undefined || segment.firstOffset >= limit) break;
      const room = maxBytes - bytes;
      let piece = segment.slice(offset, limit, Math.max(room, 0));
      const whole = segment.slice(offset, limit, Infinity);
      const batch = bytes === 0 ? segment.batchAt(offset) : null;
      if (batch !== null && whole.length > 0 && batch.length > piece.length) {
        if (!firstWhole) break;
        piece = batch;
      }
      if (piece.length === 0) break;
      records.push(piece);
      bytes += piece.length;
      end = segment.lastOffset + 1n;
      if (piece.length < whole.length) break;
    }
    return { records, bytes, end: end < limit ? end : limit };
  }

  aborted(from: bigint, end: bigint): AbortedTransaction[] {
    return this.transactions.abortedWithin(from, end);
  }

  /** The first record that is not older than `timestamp`, or null when all are. */
  offsetSince(
    timestamp: number,
    decompress: Decompress,
  ): { readonly offset: bigint; readonly timestamp: number } | null {
    for (const segment of this.#segments) {
      if (segment.maxTimestamp < timestamp) continue;
      const batch = segment.batchSince(timestamp);
      if (batch !== null) return firstRecordSince(batch, timestamp, decompress);
    }
    return null;
  }

  /** The newest timestamp and where it stands; null for an empty log. */
  newest(decompress: Decompress): { readonly offset: bigint; readonly timestamp: number } | null {
    const timestamp = Math.max(-1, ...this.#segments.map((one) => one.maxTimestamp));
    return timestamp < 0 ? null : this.offsetSince(timestamp, decompress);
  }

  /** Moves the start of the log up, as retention or DeleteRecords do. */
  dropBefore(offset: bigint): void {
    if (offset <= this.#start) return;
    this.#start = offset < this.#end ? offset : this.#end;
    while (this.#segments.length > 0 && (this.#segments[0]?.lastOffset ?? 0n) < this.#start) {
      this.#bytes -= this.#segments.shift()?.size ?? 0;
    }
    this.transactions.forgetBefore(this.#start);
    this.changed();
  }

  /** Cuts the batch with `offset` and all behind it, as an unclean election does. */
  dropFrom(offset: bigint): void {
    if (offset >= this.#end) return;
    let end = offset;
    for (let last = this.#segments.at(-1); last !== undefined; last = this.#segments.at(-1)) {
      if (last.lastOffset < offset) break;
      const before = last.size;
      end = last.truncate(offset) ?? end;
      this.#bytes -= before - last.size;
      if (last.batches > 0) break;
      this.#segments.pop();
    }
    this.#end = end < offset ? end : offset;
    if (this.#start > this.#end) this.#start = this.#end;
    this.transactions.truncate(this.#end);
    this.sequences.forget();
    this.changed();
  }

  /** Calls `listener` after the log or who leads it changed; returns how to stop that. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  changed(): void {
    for (const listener of [...this.#watchers]) listener();
  }

  #noteProducer(header: BatchHeader, baseOffset: bigint): void {
    if ((header.attributes & ATTRIBUTE.control) !== 0) return;
    this.sequences.note(header, baseOffset);
    if ((header.attributes & ATTRIBUTE.transactional) !== 0) {
      this.transactions.begin(header.producerId, baseOffset);
    }
  }

  #segmentFor(size: number): Segment {
    const last = this.#segments.at(-1);
    const fits = last !== undefined && last.size + size <= this.#retention.segmentBytes;
    if (last !== undefined && (fits || last.batches === 0)) return last;
    const next = new Segment();
    this.#segments.push(next);
    return next;
  }

  #dropOldest(): void {
    const { retentionBytes, retentionSegments } = this.#retention;
    for (;;) {
      const [oldest, second] = this.#segments;
      if (oldest === undefined || second === undefined) return;
      const over =
        this.#bytes - oldest.size >= retentionBytes || this.#segments.length > retentionSegments;
      if (!over) return;
      this.dropBefore(second.firstOffset);
    }
  }

  #indexOf(offset: bigint): number {
    let low = 0;
    let high = this.#segments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#segments[middle]?.lastOffset ?? 0n) >= offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

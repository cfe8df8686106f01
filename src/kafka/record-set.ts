import type { AbortedTransaction } from './fetch.js';
import { crcMatches, legacyCrcMatches } from './checksums.js';
import { MARKER, type RecordBatch, controlType, readBatch } from './record-batch.js';

/** Offsets that could not be read, both ends included. */
export interface DamagedRange {
  readonly from: bigint;
  readonly to: bigint;
  readonly reason: string;
  /** The first bytes of what is there, for a look at them; at most 4 KiB. */
  readonly bytes: Buffer | null;
}

/** A part of a record set, in the order of the log. */
export type Part =
  | { readonly kind: 'batch'; readonly batch: RecordBatch }
  /** One message of format v0 or v1, which may wrap others; `last` is the last offset in it. */
  | { readonly kind: 'legacy'; readonly bytes: Buffer; readonly last: bigint }
  | { readonly kind: 'damage'; readonly damage: DamagedRange };

/** A batch that was passed over: of its offsets `count` were records, the others are not in the log. */
export interface PassedBatch {
  readonly from: bigint;
  readonly to: bigint;
  readonly count: number;
  readonly reason: 'aborted' | 'abort' | 'commit' | 'control';
}

export interface WalkedRecordSet {
  readonly parts: readonly Part[];
  /** What was passed over, in the order of the log. */
  readonly passed: readonly PassedBatch[];
  /** Next offset to fetch; the one that was asked for when nothing could be passed. */
  readonly next: bigint;
  /** Control records and records of aborted transactions that were passed over. */
  readonly control: number;
  readonly aborted: number;
}

export interface WalkOptions {
  /** The offset that was fetched; the first batch may begin before it. */
  readonly offset: bigint;
  /** Where the log ended when the broker began to answer. */
  readonly high: bigint;
  /** Batches that begin here or behind are left alone; null for none. */
  readonly until: bigint | null;
  /** Aborted transactions that the broker named; empty when reading uncommitted. */
  readonly aborted: readonly AbortedTransaction[];
  readonly checkCrcs: boolean;
  /** How many offsets to pass over where a mad batch does not tell how many it holds. */
  readonly blindStep: bigint;
}

const CONTROL_NAMES: Readonly<Record<number, PassedBatch['reason']>> = {
  [MARKER.abort]: 'abort',
  [MARKER.commit]: 'commit',
};

const SAMPLE_BYTES = 4096;

/** A copy of the first bytes of what can't be read. */
export function sampleOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, SAMPLE_BYTES));
}

/**
 * Walks the batches of one partition's record set: drops control batches and aborted transactions and
 * counts them, and passes mad batches as damage at their offsets. Only headers are looked at.
 */
export function walkRecordSet(records: Buffer, options: WalkOptions): WalkedRecordSet {
  const walk = new Walk(records, options);
  walk.run();
  return walk;
}

class Walk implements WalkedRecordSet {
  readonly parts: Part[] = [];
  readonly passed: PassedBatch[] = [];
  next: bigint;
  control = 0;
  aborted = 0;

  readonly #records: Buffer;
  readonly #options: WalkOptions;
  readonly #transactions: AbortedFilter;
  #at = 0;

  constructor(records: Buffer, options: WalkOptions) {
    this.#records = records;
    this.#options = options;
    this.#transactions = new AbortedFilter(options.aborted);
    this.next = options.offset;
  }

  run(): void {
    while (this.#at < this.#records.length && this.#step());
    // Nothing but what lies before the offset: asked again, the broker would send the same for ever.
    if (this.#records.length > 0 && this.next === this.#options.offset && this.parts.length === 0) {
      this.#at = 0;
      this.#pass(null, 'what came for this offset ends before it');
    }
  }

  /** One batch; false when the walk has to end here. */
  #step(): boolean {
    const at = this.#at;
    const read = readBatch(this.#records, at);
    switch (read.kind) {
      case 'partial':
        if (at === 0) {
          const came = this.#records.length;
          this.#bad(`a record batch is longer than the ${came} bytes that came`, read.lastOffset);
        }
        return false;
      case 'bad':
        return this.#bad(read.reason, read.lastOffset, read.end);
      case 'legacy':
        return this.#legacy(at, read.end);
      case 'batch':
        return this.#batch(read.batch, read.end);
    }
  }

  #batch(batch: RecordBatch, end: number): boolean {
    if (batch.lastOffset < this.next) {
      // The broker answers with whole batches; one that ends before the offset asked for is a mad one.
      return this.#bad(
        `a record batch ends at ${batch.lastOffset.toString()}, before the offset read`,
        null,
        end,
      );
    }
    if (batch.lastOffset >= this.#options.high && !this.#goesOn(batch)) {
      return this.#bad(
        `a record batch claims offsets up to ${batch.lastOffset.toString()}, behind the end`,
        null,
        end,
      );
    }
    const { until, checkCrcs } = this.#options;
    if (until !== null && batch.baseOffset >= until) {
      if (until > this.next) this.next = until;
      return false;
    }
    if (checkCrcs && !crcMatches(batch.bytes)) {
      return this.#bad('the CRC of a record batch does not match', batch.lastOffset, end);
    }
    this.#at = end;
    if (batch.isControl) {
      const type = this.#transactions.control(batch);
      this.control += this.#passOver(batch, CONTROL_NAMES[type ?? -1] ?? 'control');
    } else if (this.#transactions.isAborted(batch)) {
      this.aborted += this.#passOver(batch, 'aborted');
    } else {
      this.parts.push({ kind: 'batch', batch });
    }
    this.next = batch.lastOffset + 1n;
    return true;
  }

  /** Says how many records that were. */
  #passOver(batch: RecordBatch, reason: PassedBatch['reason']): number {
    const count = this.#visible(batch);
    const from = batch.baseOffset > this.next ? batch.baseOffset : this.next;
    this.passed.push({ from, to: batch.lastOffset, count, reason });
    return count;
  }

  /**
   * A broker notes the end before it reads, and what was appended in between comes along: it begins where
   * the log ended and, being new, has a record for each of its offsets.
   */
  #goesOn(batch: RecordBatch): boolean {
    const { high } = this.#options;
    const end = this.next > high ? this.next : high;
    return batch.baseOffset === end && batch.lastOffset - end + 1n === BigInt(batch.count);
  }

  /** How many of a batch's records lie at or behind the offset read: exact unless it was compacted. */
  #visible(batch: RecordBatch): number {
    if (batch.baseOffset >= this.next) return batch.count;
    return Math.min(batch.count, Number(batch.lastOffset - this.next) + 1);
  }

  #legacy(at: number, end: number): boolean {
    // The wrapper of a compressed message set carries the offset of its last message.
    const last = this.#records.readBigInt64BE(at);
    const { high, until, checkCrcs } = this.#options;
    if (last >= high) {
      const reason = `an old message claims the offset ${last.toString()}, behind the end`;
      return this.#bad(reason, null, end);
    }
    const bytes = this.#records.subarray(at, end);
    this.#at = end;
    if (last < this.next) return true;
    if (checkCrcs && !legacyCrcMatches(bytes)) {
      this.#at = at;
      return this.#bad('the CRC of an old message does not match', last, end);
    }
    this.parts.push({ kind: 'legacy', bytes, last });
    this.next = last + 1n;
    return until === null || this.next < until;
  }

  /** A bad batch: passed when it is where we stand; otherwise the next fetch begins at it. */
  #bad(reason: string, claimed: bigint | null, end: number | null = null): boolean {
    const lastOffset = claimed ?? this.#lastBefore(end);
    const trusted =
      lastOffset !== null && lastOffset >= this.next && lastOffset < this.#options.high;
    if (trusted) {
      this.#pass(lastOffset, reason);
      if (end === null) return false;
      this.#at = end;
      return true;
    }
    if (this.#at === 0) this.#pass(null, reason);
    return false;
  }

  /** The last offset before the batch that follows, if a sound one does; null where that is not known. */
  #lastBefore(end: number | null): bigint | null {
    if (end === null || end >= this.#records.length) return null;
    const read = readBatch(this.#records, end);
    const isSound =
      read.kind === 'batch' && read.batch.baseOffset > this.next && crcMatches(read.batch.bytes);
    return isSound ? read.batch.baseOffset - 1n : null;
  }

  #pass(lastOffset: bigint | null, reason: string): void {
    const blind = this.next + this.#options.blindStep - 1n;
    const end = this.#options.high - 1n;
    const to = lastOffset ?? (blind > end && end >= this.next ? end : blind);
    const bytes = sampleOf(this.#records.subarray(this.#at));
    this.parts.push({ kind: 'damage', damage: { from: this.next, to, reason, bytes } });
    this.next = to + 1n;
  }
}

/**
 * Which batches belong to aborted transactions (KIP-98): the broker names each aborted transaction of the
 * range by producer and first offset; from there until the producer's abort marker its batches are void.
 */
class AbortedFilter {
  readonly #pending: AbortedTransaction[];
  readonly #producers = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#pending = [...aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? 1 : -1));
  }

  isAborted(batch: RecordBatch): boolean {
    this.#begin(batch);
    return batch.isTransactional && this.#producers.has(batch.producerId);
  }

  /** What kind of control record it is; null where the batch holds none any more. */
  control(batch: RecordBatch): number | null {
    this.#begin(batch);
    const type = batch.count === 0 ? null : controlType(batch);
    if (type === MARKER.abort) this.#producers.delete(batch.producerId);
    return type;
  }

  #begin(batch: RecordBatch): void {
    for (
      let next = this.#pending.at(-1);
      next && next.firstOffset <= batch.lastOffset;
      next = this.#pending.at(-1)
    ) {
      this.#producers.add(next.producerId);
      this.#pending.pop();
    }
  }
}

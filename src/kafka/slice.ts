import { type Gap, gapOf } from '../model/gap.js';
import { CodecError, decompress } from './codecs.js';
import type { FetchedPartition } from './fetch.js';
import { resolveLegacy } from './legacy-batch.js';
import { BATCH_HEADER, type RecordBatch } from './record-batch.js';
import type { RecordCursor } from './record-cursor.js';
import { RecordError } from './record-reader.js';
import { GapFinder } from './gap-finder.js';
import {
  type DamagedRange,
  type Part,
  type WalkOptions,
  sampleOf,
  walkRecordSet,
} from './record-set.js';

/** A batch with the part of it that was asked for: offsets from `from` up to but not including `until`. */
export interface SliceBatch {
  readonly kind: 'batch';
  readonly batch: RecordBatch;
  readonly from: bigint;
  readonly until: bigint;
  /** What is missing between it and the part before, or where reading began; null where nothing is. */
  readonly gap: Gap | null;
  /** Its records, where they were decompressed ahead; good as long as the slice. */
  readonly plain?: Buffer;
  /** How many records were asked for, where it is known ahead that all are sound, and that none matches. */
  readonly ruledOut?: number;
}

export interface SliceDamage {
  readonly kind: 'damage';
  readonly damage: DamagedRange;
  readonly gap: Gap | null;
}

export type SlicePart = SliceBatch | SliceDamage;

/** The right to take a partition's messages, for as long as a group leaves it with this member. */
export interface Lease {
  /** Nothing more may be taken: the partition is somebody else's now, or will be. */
  readonly isOver: boolean;
}

/** What one response brought for one partition, in the order of the log. */
export interface Slice {
  readonly partition: number;
  /** Asked before each part of it is taken; without one the slice may be taken whole. */
  readonly lease?: Lease;
  readonly parts: readonly SlicePart[];
  /** What is missing behind the last part, up to `next`. */
  readonly gap: Gap | null;
  /** Next offset to read behind this slice. */
  readonly next: bigint;
  readonly first: bigint;
  readonly high: bigint;
  readonly stable: bigint;
  readonly control: number;
  readonly aborted: number;
}

export interface SliceOptions extends Omit<WalkOptions, 'high' | 'aborted'> {
  /** Reading ends before this offset; null to go on for ever. */
  readonly until: bigint | null;
}

/** Never throws on bytes: what can't be read becomes damage at its offsets. */
export function sliceOf(fetched: FetchedPartition, options: SliceOptions): Slice {
  const { high, stable, first, partition } = fetched;
  const walked = walkRecordSet(fetched.records, { ...options, high, aborted: fetched.aborted });
  const until = options.until ?? walked.next;
  const finder = new GapFinder(walked.passed);
  const parts: SlicePart[] = [];
  let from = options.offset;
  for (const part of resolved(walked.parts, options.offset)) {
    const last = part.kind === 'batch' ? part.batch.lastOffset : part.damage.to;
    const begins = part.kind === 'batch' ? part.batch.baseOffset : part.damage.from;
    if (begins >= until) break;
    const gap = begins > from ? finder.between(from, begins - 1n) : null;
    parts.push(
      part.kind === 'batch'
        ? { kind: 'batch', batch: part.batch, from, until, gap }
        : { kind: 'damage', damage: { ...part.damage, to: before(until, last) }, gap },
    );
    from = last + 1n;
  }
  const { control, aborted, next } = walked;
  const gap = finder.between(from, before(until, next - 1n));
  return { partition, parts, gap, next, first, high, stable, control, aborted };
}

/** The parts with old messages taken apart, those that stand together at once. */
function resolved(parts: readonly Part[], offset: bigint): Exclude<Part, { kind: 'legacy' }>[] {
  const done: Exclude<Part, { kind: 'legacy' }>[] = [];
  let from = offset;
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at];
    if (part?.kind === 'legacy') {
      const together = [part];
      for (let next = parts[at + 1]; next?.kind === 'legacy'; next = parts[at + 1]) {
        together.push(next);
        at++;
      }
      done.push(...resolveLegacy(together, from));
      from = (together.at(-1)?.last ?? from) + 1n;
    } else if (part) {
      done.push(part);
      from = (part.kind === 'batch' ? part.batch.lastOffset : part.damage.to) + 1n;
    }
  }
  return done;
}

/** Throws a CodecError. */
function recordsOf({ batch, plain }: SliceBatch, { scratch }: RecordCursor): Buffer {
  return plain ?? decompress(batch.codec, batch.bytes.subarray(BATCH_HEADER), scratch);
}

/** The last offset before `until`, and not behind `last`. */
function before(until: bigint, last: bigint): bigint {
  return last < until ? last : until - 1n;
}

/** How many records of a batch were asked for, where that is known; null where it has to be walked. */
export function countInHeader({ batch, from, until, ruledOut }: SliceBatch): number | null {
  if (ruledOut !== undefined) return ruledOut;
  return batch.baseOffset >= from && batch.lastOffset < until ? batch.count : null;
}

/**
 * Takes a record, with the cursor on it, and how many offsets of its batch right before it are not in the log any
 * more; false stops the walk behind it, anything else goes on.
 */
export type VisitRecord = (cursor: RecordCursor, missing: number) => unknown;

/**
 * Calls `visit` for each record of the batch that was asked for.
 * Returns the stretch that could not be read when the bytes give out, else null.
 */
export function visitRecords(
  part: SliceBatch,
  cursor: RecordCursor,
  visit: VisitRecord,
): DamagedRange | null {
  const walk = new RecordWalk(part, cursor);
  walk.run(visit);
  return walk.damage;
}

/** A walk over the records of one batch that can be stopped and gone on with; the cursor is its own meanwhile. */
export class RecordWalk {
  /** What could not be read; known once the walk has come to its end. */
  damage: DamagedRange | null = null;
  readonly #part: SliceBatch;
  readonly #cursor: RecordCursor;
  readonly #from: number;
  readonly #until: number;
  readonly #lastDelta: number;
  #reached: number;
  #isOpen = false;

  constructor(part: SliceBatch, cursor: RecordCursor) {
    const { batch, from, until } = part;
    this.#part = part;
    this.#cursor = cursor;
    this.#from = Number(from - batch.baseOffset);
    this.#until = Number(until - batch.baseOffset);
    this.#lastDelta = Number(batch.lastOffset - batch.baseOffset);
    this.#reached = Math.max(0, this.#from);
  }

  /** The offset behind the last record that was visited. */
  get next(): bigint {
    return this.#part.batch.baseOffset + BigInt(this.#reached);
  }

  /** What is missing at the end of the batch; known once the walk has come to its end. */
  get gap(): Gap | null {
    if (this.damage !== null) return null;
    const { batch, until } = this.#part;
    return gapOf(this.next, before(until, batch.lastOffset), 'compacted');
  }

  /** Visits records until one of them stops it: then true, as there may be more. False at the end. */
  run(visit: VisitRecord): boolean {
    const { batch } = this.#part;
    const cursor = this.#cursor;
    try {
      if (!this.#isOpen) cursor.open(recordsOf(this.#part, cursor), batch);
      this.#isOpen = true;
      while (cursor.next()) {
        const delta = cursor.offsetDelta;
        if (delta < this.#from) continue;
        if (delta > this.#lastDelta) throw new RecordError('a record lies behind its batch');
        if (delta >= this.#until) return false;
        const stop = visit(cursor, delta - this.#reached) === false;
        this.#reached = delta + 1;
        if (stop) return true;
      }
      // Compaction may leave offsets at the end of a batch without records; bytes it never leaves.
      if (cursor.hasLeftover) this.#damaged('a batch holds more than the records it counts');
    } catch (error) {
      if (!(error instanceof RecordError) && !(error instanceof CodecError)) throw error;
      this.#damaged(error.message);
    }
    return false;
  }

  /** The rest of what was asked for; nothing when no offset is left in it. */
  #damaged(reason: string): void {
    const { batch, until } = this.#part;
    const from = this.next;
    const to = before(until, batch.lastOffset);
    if (from > to) return;
    this.damage = { from, to, reason, bytes: sampleOf(batch.bytes) };
  }
}

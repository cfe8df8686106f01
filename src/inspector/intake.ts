import type { OpenedPartition, Opening } from '../kafka/reader.js';
import { RecordCursor } from '../kafka/record-cursor.js';
import type { DamagedRange } from '../kafka/record-set.js';
import { RecordWalk, type Slice, type SliceBatch } from '../kafka/slice.js';
import type { Keeper } from './keeper.js';
import { PartitionTally } from './partition-tally.js';
import { RateMeter } from './rate-meter.js';

/** The event loop gets its turn this often while a response is taken apart: keys must not wait. */
const SLICE_MS = 8;
/** Records between two looks at the clock: a batch may hold a million of them. */
const RECORDS_A_LOOK = 256;

export interface IntakeOptions {
  readonly keeper: Keeper;
  /** Stop after this many messages; null for never. */
  readonly limit: number | null;
  readonly now: () => number;
  readonly isClosed: () => boolean;
  /** Gives the event loop its turn, and waits as long as nothing may be taken. */
  readonly breathe: () => Promise<void>;
}

/** Takes what the reader brings: counts it by partition, and keeps it. */
export class Intake {
  readonly meter: RateMeter;
  readonly #options: IntakeOptions;
  readonly #tallies = new Map<number, PartitionTally>();
  readonly #cursor = new RecordCursor();
  /** What the limit counts: messages that a filter lets through. */
  #wanted = 0;
  #lastArrivalAt: number | null = null;
  #turnEnds = 0;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.meter = new RateMeter(options.now());
  }

  /** By partition; empty until the topic is open. */
  get tallies(): ReadonlyMap<number, PartitionTally> {
    return this.#tallies;
  }

  /** ms since the epoch; null before the first message. */
  get lastArrivalAt(): number | null {
    return this.#lastArrivalAt;
  }

  get limitReached(): boolean {
    const { limit } = this.#options;
    return limit !== null && this.#wanted >= limit;
  }

  open(opening: Opening): void {
    const now = this.#options.now();
    for (const partition of opening.partitions) {
      const tally = new PartitionTally(partition, now);
      const skipped = opening.skipped.get(partition.partition);
      tally.control = skipped?.control ?? 0;
      tally.aborted = skipped?.aborted ?? 0;
      this.#tallies.set(partition.partition, tally);
    }
    if (opening.backlog.length > 0) this.#lastArrivalAt = now;
    for (const entry of opening.backlog) {
      if (this.limitReached) break;
      const tally = this.#tallies.get(entry.partition);
      if (entry.kind === 'damage') tally?.addDamage(entry.offset, entry.lastOffset);
      else if (tally) tally.seen++;
      const isWanted = this.#options.keeper.addEntry(entry);
      if (isWanted && entry.kind === 'message') this.#wanted++;
    }
  }

  /** The topic has more partitions than when it was opened. */
  grow(partitions: readonly OpenedPartition[]): void {
    for (const partition of partitions) {
      this.#tallies.set(partition.partition, new PartitionTally(partition, this.#options.now()));
    }
  }

  /**
   * Takes the slices of a response; ends early at the limit or a close. Says whether anything changed: at the
   * end of a quiet topic the broker answers twice a second that there is nothing.
   */
  async take(slices: readonly Slice[]): Promise<boolean> {
    this.#turnEnds = performance.now() + SLICE_MS;
    let changed = false;
    for (const slice of slices) {
      changed = this.#isNews(slice) || changed;
      await this.#slice(slice);
    }
    return changed;
  }

  #isNews(slice: Slice): boolean {
    const tally = this.#tallies.get(slice.partition);
    if (!tally) return false;
    const { first, high, stable, next } = slice;
    return (
      slice.parts.length > 0 ||
      tally.next !== next ||
      tally.high !== high ||
      tally.first !== first ||
      tally.stable !== stable
    );
  }

  async #slice(slice: Slice): Promise<void> {
    const tally = this.#tallies.get(slice.partition);
    if (!tally) return;
    tally.first = slice.first;
    tally.high = slice.high;
    tally.stable = slice.stable;
    for (const part of slice.parts) {
      await this.#pause();
      if (this.#isOver()) return;
      if (part.kind === 'batch') await this.#batch(part, tally);
      else {
        this.#damage(part.damage, tally);
        tally.next = part.damage.to + 1n;
      }
    }
    if (this.#isOver()) return;
    tally.control += slice.control;
    tally.aborted += slice.aborted;
    tally.next = slice.next;
  }

  async #batch(part: SliceBatch, tally: PartitionTally): Promise<void> {
    const walk = new RecordWalk(part, this.#cursor);
    while (this.#someRecords(walk, tally)) {
      if (this.limitReached) return;
      await this.#pause();
      if (this.#options.isClosed()) return;
    }
    if (walk.damage) this.#damage(walk.damage, tally);
    if (this.limitReached) return;
    const end = part.batch.lastOffset + 1n;
    tally.next = end < part.until ? end : part.until;
  }

  /** Takes the next records of a batch, as many as are taken between two looks at the clock. */
  #someRecords(walk: RecordWalk, tally: PartitionTally): boolean {
    const { keeper, now } = this.#options;
    const at = now();
    let count = 0;
    const isMore = walk.run((record) => {
      if (keeper.addRecord(record, tally.partition)) this.#wanted++;
      count++;
      return count < RECORDS_A_LOOK && !this.limitReached;
    });
    if (count > 0) {
      tally.seen += count;
      tally.next = walk.next;
      tally.meter.add(count, at);
      this.meter.add(count, at);
      this.#lastArrivalAt = at;
    }
    return isMore;
  }

  #damage(damage: DamagedRange, tally: PartitionTally): void {
    tally.addDamage(damage.from, damage.to);
    this.#options.keeper.addDamage(damage, tally.partition);
  }

  #isOver(): boolean {
    return this.#options.isClosed() || this.limitReached;
  }

  async #pause(): Promise<void> {
    if (performance.now() < this.#turnEnds) return;
    await this.#options.breathe();
    this.#turnEnds = performance.now() + SLICE_MS;
  }
}

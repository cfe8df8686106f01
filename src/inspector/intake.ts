import { Passing } from '../kafka/passing.js';
import type { OpenedPartition, Opening } from '../kafka/reader.js';
import { RecordCursor } from '../kafka/record-cursor.js';
import type { DamagedRange } from '../kafka/record-set.js';
import { type Lease, RecordWalk, type Slice, type SliceBatch } from '../kafka/slice.js';
import type { Repeats } from '../model/membership.js';
import type { Keeper } from './keeper.js';
import type { Ends } from './message-log.js';
import { PartitionTally } from './partition-tally.js';
import { RateMeter } from './rate-meter.js';

/** The event loop gets its turn this often while a response is taken apart: keys must not wait. */
const SLICE_MS = 8;
/** Records between two looks at the clock: a batch may hold a million of them. */
const RECORDS_A_LOOK = 256;
/** One for each time that a partition goes back: the entries of those before are long dropped. */
const MAX_REPEATS = 1_000;

export interface IntakeOptions {
  readonly keeper: Keeper;
  /** Stop after this many messages; null for never. */
  readonly limit: number | null;
  readonly now: () => number;
  readonly isClosed: () => boolean;
  /** Gives the event loop its turn, and waits as long as nothing may be taken. */
  readonly breathe: () => Promise<void>;
  /** The message that was taken last is one to stop at: the next `breathe` is to wait. */
  readonly stopped: () => void;
  /** Everything of a partition before `next` was taken. */
  readonly delivered: (partition: number, next: bigint) => void;
}

/** Takes what the reader brings: counts it by partition, and keeps it. */
export class Intake {
  readonly meter: RateMeter;
  readonly #options: IntakeOptions;
  readonly #tallies = new Map<number, PartitionTally>();
  readonly #cursor = new RecordCursor();
  /** What the limit counts: messages that a filter lets through. */
  #wanted = 0;
  readonly #repeats: Repeats[] = [];
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

  /** Where reading stands, by partition. */
  get reading(): Ends {
    const tallies = [...this.#tallies];
    return {
      edges: new Map(tallies.map(([partition, { next }]) => [partition, next])),
      gaps: new Map(
        tallies.flatMap(
          ([
            partition,
            {
              passing: { gap },
            },
          ]) => (gap ? [[partition, gap]] : []),
        ),
      ),
    };
  }

  get limitReached(): boolean {
    const { limit } = this.#options;
    return limit !== null && this.#wanted >= limit;
  }

  open(opening: Opening): void {
    const now = this.#options.now();
    this.assign(opening.partitions, opening.others ?? []);
    for (const { partition, next } of opening.partitions) {
      const oldest = opening.backlog.find((entry) => entry.partition === partition);
      const gap = opening.gaps?.get(partition) ?? null;
      this.#options.keeper.begin(
        partition,
        oldest === undefined ? (gap?.from ?? next) : (oldest.gap?.from ?? oldest.offset),
      );
      const tally = this.#tallies.get(partition);
      const skipped = opening.skipped.get(partition);
      if (!tally || !skipped) continue;
      if (oldest !== undefined || gap !== null) tally.passing = new Passing(null);
      tally.passing.pass(gap);
      tally.control = skipped.control;
      tally.aborted = skipped.aborted;
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

  /** What is ours to read from now on, and what is not: it changes where a group shares a topic out. */
  assign(ours: readonly OpenedPartition[], others: readonly OpenedPartition[]): void {
    const now = this.#options.now();
    for (const [opened, isOurs] of [
      ...ours.map((one) => [one, true] as const),
      ...others.map((one) => [one, false] as const),
    ]) {
      const tally = this.#tallies.get(opened.partition) ?? new PartitionTally(opened, now);
      this.#tallies.set(opened.partition, tally);
      tally.reopen(opened, isOurs);
      const { again } = opened;
      if (again && (again.certain > opened.next || again.possible > opened.next)) {
        this.#repeats.push({
          partition: opened.partition,
          arrival: this.#options.keeper.arrivals,
          ...again,
        });
        if (this.#repeats.length > MAX_REPEATS) this.#repeats.shift();
      }
    }
  }

  /** Which entries came a second time; the oldest are forgotten where there are many. */
  get repeats(): readonly Repeats[] {
    return this.#repeats;
  }

  /** The topic has more partitions than when it was opened. */
  grow(partitions: readonly OpenedPartition[]): void {
    for (const partition of partitions) {
      this.#tallies.set(partition.partition, new PartitionTally(partition, this.#options.now()));
      this.#options.keeper.begin(partition.partition, partition.next);
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
    if (!tally || this.#isOver(slice.lease)) return;
    tally.first = slice.first;
    tally.high = slice.high;
    tally.stable = slice.stable;
    for (const part of slice.parts) {
      await this.#pause();
      if (this.#isOver(slice.lease)) return;
      if (part.kind === 'batch') await this.#batch(part, tally, slice.lease);
      else {
        tally.passing.pass(part.gap);
        this.#damage(part.damage, tally);
        this.#came(tally, part.damage.to + 1n);
      }
    }
    if (this.#isOver(slice.lease)) return;
    tally.control += slice.control;
    tally.aborted += slice.aborted;
    tally.passing.pass(slice.gap);
    this.#came(tally, slice.next);
  }

  async #batch(part: SliceBatch, tally: PartitionTally, lease: Lease | undefined): Promise<void> {
    tally.passing.pass(part.gap);
    const walk = new RecordWalk(part, this.#cursor);
    while (this.#someRecords(walk, tally)) {
      if (this.limitReached) return;
      await this.#pause();
      if (this.#isOver(lease)) return;
    }
    if (walk.damage) this.#damage(walk.damage, tally);
    if (this.limitReached) return;
    tally.passing.pass(walk.gap);
    const end = part.batch.lastOffset + 1n;
    this.#came(tally, end < part.until ? end : part.until);
  }

  #came(tally: PartitionTally, next: bigint): void {
    tally.next = next;
    this.#options.delivered(tally.partition, next);
  }

  /** Takes the next records of a batch, as many as are taken between two looks at the clock. */
  #someRecords(walk: RecordWalk, tally: PartitionTally): boolean {
    const { keeper, now } = this.#options;
    const at = now();
    let count = 0;
    const { passing, partition } = tally;
    const isMore = walk.run((record, missing) => {
      if (keeper.addRecord(record, partition, passing.before(record, missing))) this.#wanted++;
      passing.taken();
      count++;
      return count < RECORDS_A_LOOK && !this.limitReached && keeper.breakpoint?.stops !== true;
    });
    if (count > 0) {
      tally.seen += count;
      this.#came(tally, walk.next);
      tally.meter.add(count, at);
      this.meter.add(count, at);
      this.#lastArrivalAt = at;
    }
    if (keeper.breakpoint?.stops === true) {
      this.#options.stopped();
      // Nothing behind it is taken before reading goes on.
      this.#turnEnds = 0;
    }
    return isMore;
  }

  #damage(damage: DamagedRange, tally: PartitionTally): void {
    tally.addDamage(damage.from, damage.to);
    const { passing, partition } = tally;
    this.#options.keeper.addDamage(damage, partition, passing.beforeDamage(damage.from));
    passing.taken();
  }

  /** Nothing more is taken: of this response, or of anything. */
  #isOver(lease: Lease | undefined): boolean {
    return this.#options.isClosed() || this.limitReached || lease?.isOver === true;
  }

  async #pause(): Promise<void> {
    if (performance.now() < this.#turnEnds) return;
    await this.#options.breathe();
    this.#turnEnds = performance.now() + SLICE_MS;
  }
}

import { type Gap, endsAt, gapOf, joined } from '../model/gap.js';
import { withGap } from '../model/detached.js';
import type { Entry } from '../model/message.js';
import type { Cluster } from './cluster.js';
import { CODE, nameOfCode } from './errors.js';
import { KafkaTuiError } from '../model/problem.js';
import { type FetchedPartition, type Isolation, fetchOnce } from './fetch.js';
import type { Position } from './position.js';
import type { Opening } from './reader.js';
import { RecordCursor } from './record-cursor.js';
import type { GapsAt } from './pages.js';
import { Passing, eachEntry } from './passing.js';
import { sliceOf } from './slice.js';

interface BacklogOptions {
  readonly cluster: Cluster;
  readonly topic: string;
  readonly isolation: Isolation;
  readonly checkCrcs: boolean;
  /** How many messages, over all partitions. */
  readonly count: number;
  /** How much of them is kept at most. */
  readonly bytes: number;
  /** Tells what is not as it was asked for. */
  readonly notice: (text: string) => void;
  /** Left at the ends. */
  readonly positions: readonly Position[];
  /** Partition → where its log ended when reading started. */
  readonly ends: ReadonlyMap<number, bigint>;
}

/** Large messages must not fill the memory before the first row is shown. */
export const BACKLOG_BYTES = 24 * 1024 * 1024;
/** Compaction and aborted transactions leave gaps: look further back this often, four times as far each. */
const MAX_ROUNDS = 6;

interface Collected {
  readonly position: Position;
  readonly end: bigint;
  /** Everything from here to the end was looked at. */
  start: bigint;
  /** Everything from here to the end was read and kept: `start`, unless older ones were dropped again. */
  keptFrom: bigint;
  entries: Entry[];
  /** What is missing behind the last entry, up to the end. */
  gap: Gap | null;
  /** Older ones were read, and dropped again: they are large. */
  isCut: boolean;
  control: number;
  aborted: number;
}

/**
 * Reads the newest messages of a topic: looks back a little in each partition, and further in those that may
 * hold more of the youngest by time, each in its own order. Leaves the positions at the ends.
 */
export async function readBacklog(options: BacklogOptions): Promise<Omit<Opening, 'partitions'>> {
  const { entries, skipped, gaps } = await readBackward(options);
  for (const position of options.positions) {
    position.next = options.ends.get(position.partition) ?? position.next;
  }
  return { backlog: entries, skipped, gaps };
}

interface Backward {
  readonly entries: readonly Entry[];
  readonly skipped: Opening['skipped'];
  /** Partition → everything from here to its end is in `entries`, but for what was passed over. */
  readonly starts: ReadonlyMap<number, bigint>;
  /** Partition → what is missing right before its end. */
  readonly gaps: GapsAt;
}

/** The newest messages before some ends, merged by time; leaves the positions alone. */
export async function readBackward(options: BacklogOptions): Promise<Backward> {
  const { count, positions, ends } = options;
  const collected = positions.map((position): Collected => {
    const end = ends.get(position.partition) ?? position.next;
    const nothing = { entries: [], gap: null, isCut: false, control: 0, aborted: 0 };
    return { position, end, start: end, keptFrom: end, ...nothing };
  });
  // Twice the fair share: where messages are spread evenly, one look is enough.
  let back = BigInt(Math.ceil((2 * count) / Math.max(1, positions.length)));
  let picked = youngest(collected, count);
  for (let round = 0; round < MAX_ROUNDS; round++, back *= 4n) {
    const more = collected.filter((one, at) => mayHoldMore(one, picked.taken[at] ?? 0));
    if (more.length === 0) break;
    await Promise.all(
      [...byLeader(more)].map(([leader, group]) =>
        readBack(options, leader, group, back).catch((error: unknown) => {
          throw options.cluster.explain(error, leader);
        }),
      ),
    );
    picked = youngest(collected, count);
  }
  if (picked.entries.length < count && collected.some(({ isCut }) => isCut)) {
    options.notice(`only the last ${picked.entries.length} messages are read: they are large`);
  }
  const skipped = new Map(
    collected.map(({ position, control, aborted }) => [position.partition, { control, aborted }]),
  );
  const starts = new Map(
    collected.map((one, at) => [one.position.partition, startOf(one, picked.taken[at] ?? 0)]),
  );
  const gaps = new Map(
    collected.flatMap(({ position, gap }) => (gap ? [[position.partition, gap] as const] : [])),
  );
  return { entries: picked.entries, skipped, starts, gaps };
}

/** What was not picked stands before what was. */
function startOf({ entries, keptFrom }: Collected, taken: number): bigint {
  const left = entries[entries.length - taken - 1];
  return left === undefined ? keptFrom : behind(left);
}

/** A gap up to `offset`, with what is missing at the end of the stretch before; nothing was looked at in between. */
function continued(before: Gap | null, gap: Gap | null, offset: bigint): Gap | null {
  if (before === null) return gap === null ? null : { ...gap, isOpen: false };
  if (gap !== null) return joined(before, gap);
  return endsAt(before, offset) ? before : null;
}

/** The offset behind an entry. */
export function behind(entry: Entry): bigint {
  return (entry.kind === 'damage' ? entry.lastOffset : entry.offset) + 1n;
}

/** All that was read of it is among the youngest, so that what stands before it may be too. */
function mayHoldMore(
  { position, start, keptFrom, entries, isCut }: Collected,
  taken: number,
): boolean {
  const isWhole = keptFrom === start && !isCut;
  return start > position.first && isWhole && taken === entries.length;
}

function byLeader(group: readonly Collected[]): Map<number, Collected[]> {
  const leaders = new Map<number, Collected[]>();
  for (const one of group) {
    const leader = one.position.leader ?? -1;
    leaders.set(leader, [...(leaders.get(leader) ?? []), one]);
  }
  return leaders;
}

/** Reads each partition from `back` offsets before its end up to where it was read already. */
async function readBack(
  options: BacklogOptions,
  leader: number,
  group: readonly Collected[],
  back: bigint,
): Promise<void> {
  const link = await options.cluster.broker(leader);
  const room = options.bytes / options.positions.length;
  const runs = group.map((one) => new Run(options, one, back, room));
  for (;;) {
    const open = runs.filter((run) => run.next < run.until);
    if (open.length === 0) break;
    const response = await fetchOnce(link, {
      topic: options.topic,
      partitions: open.map((run) => ({ partition: run.partition, offset: run.next })),
      isolation: options.isolation,
      maxWaitMs: 100,
      minBytes: 1,
      maxBytes: 1024 * 1024,
      partitionMaxBytes: 1024 * 1024,
    });
    for (const fetched of response.partitions) {
      open.find((run) => run.partition === fetched.partition)?.take(fetched);
    }
    const isEmpty = response.partitions.every(({ records }) => records.length === 0);
    options.cluster.responses.giveBack(response.payload);
    // No bytes for any of them: there is nothing between the last record and the end.
    if (isEmpty) break;
    // Those that got something wait behind the others, as the broker fills a response in this order.
    runs.sort((a, b) => Number(a.next - a.from) - Number(b.next - b.from));
  }
  for (const run of runs) run.finish();
}

/** One stretch of one partition. */
class Run {
  readonly from: bigint;
  readonly until: bigint;
  next: bigint;
  readonly #options: BacklogOptions;
  readonly #one: Collected;
  readonly #room: number;
  readonly #cursor = new RecordCursor();
  readonly #passing: Passing;
  readonly #entries: Entry[] = [];
  #keptFrom: bigint;
  #bytes = 0;

  constructor(options: BacklogOptions, one: Collected, back: bigint, room: number) {
    const from = one.end - back;
    this.#options = options;
    this.#one = one;
    this.#room = room;
    this.from = from < one.position.first ? one.position.first : from;
    this.next = this.from;
    this.#keptFrom = this.from;
    this.until = one.start;
    this.#passing = new Passing(this.from === one.position.first ? null : this.from);
  }

  get partition(): number {
    return this.#one.position.partition;
  }

  take(fetched: FetchedPartition): void {
    const { topic, checkCrcs } = this.#options;
    if (fetched.errorCode !== CODE.none) throw unreadable(topic, this.partition, fetched.errorCode);
    const slice = sliceOf(fetched, {
      offset: this.next,
      until: this.until,
      checkCrcs,
      blindStep: 64n,
    });
    this.#one.control += slice.control;
    this.#one.aborted += slice.aborted;
    const [partition, cursor, passing] = [this.partition, this.#cursor, this.#passing];
    for (const part of slice.parts) {
      eachEntry(part, { topic, partition, cursor, passing }, (entry) => this.#keep(entry));
    }
    passing.pass(slice.gap);
    this.next = slice.next;
  }

  finish(): void {
    if (this.next < this.until) this.#passing.pass(gapOf(this.next, this.until - 1n, 'compacted'));
    this.#join();
    this.#one.keptFrom = this.#keptFrom;
    this.#one.start = this.from;
  }

  /** Puts the stretch in front of what was read before: what is missing at its end stands before that. */
  #join(): void {
    const one = this.#one;
    const gap = this.#passing.gap;
    const [first, ...rest] = one.entries;
    if (first === undefined) {
      one.gap = continued(gap, one.gap, one.end);
      one.entries = this.#entries;
    } else {
      const before = withGap(first, continued(gap, first.gap, first.offset));
      one.entries = [...this.#entries, before, ...rest];
    }
  }

  #keep(entry: Entry): boolean {
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
    while (this.#entries.length > 1) {
      const isTooLarge = this.#bytes > this.#room;
      if (!isTooLarge && this.#entries.length <= this.#options.count) break;
      this.#one.isCut ||= isTooLarge;
      const dropped = this.#entries.shift();
      if (dropped) {
        this.#bytes -= sizeOf(dropped);
        this.#keptFrom = behind(dropped);
      }
    }
    return true;
  }
}

/**
 * Merges from the back: always the youngest of the partitions' last ones, so each keeps its own order.
 * Where times are equal the partitions take turns, so that none pushes the others out.
 */
function youngest(
  collected: readonly Collected[],
  count: number,
): { readonly entries: Entry[]; readonly taken: readonly number[] } {
  const rest = collected.map(({ entries }) => ({ entries, left: entries.length }));
  const picked: Entry[] = [];
  while (picked.length < count) {
    let best: (typeof rest)[number] | null = null;
    for (const one of rest) {
      if (one.left > 0 && (best === null || comesLater(one, best))) best = one;
    }
    const entry = best?.entries[--best.left];
    if (!entry) break;
    picked.push(entry);
  }
  return { entries: picked.reverse(), taken: rest.map(takenOf) };
}

interface Rest {
  readonly entries: readonly Entry[];
  readonly left: number;
}

function comesLater(one: Rest, other: Rest): boolean {
  const difference = timeOf(one) - timeOf(other);
  return difference !== 0 ? difference > 0 : takenOf(one) < takenOf(other);
}

const takenOf = ({ entries, left }: Rest): number => entries.length - left;

function timeOf({ entries, left }: Rest): number {
  const entry = entries[left - 1];
  // Damage has no time of its own and goes with what stands before it.
  return entry?.kind === 'message' ? entry.timestamp : Number.MAX_SAFE_INTEGER;
}

export function sizeOf(entry: Entry): number {
  return entry.kind === 'message' ? entry.size : (entry.bytes?.length ?? 0);
}

export function unreadable(topic: string, partition: number, code: number): KafkaTuiError {
  return new KafkaTuiError({
    code: 'PARTITION_UNAVAILABLE',
    message: `partition ${partition} of topic "${topic}" can't be read now: ${nameOfCode(code)}`,
    next: 'try again; the others can be read with -p',
  });
}

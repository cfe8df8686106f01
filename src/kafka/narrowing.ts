import { KafkaTuiError } from '../model/problem.js';
import type { QueryBounds } from '../model/query.js';
import type { Partitioner } from '../model/search.js';
import type { Cluster, PartitionMetadata } from './cluster.js';
import { CODE, nameOfCode } from './errors.js';
import type { Isolation } from './fetch.js';
import { type OffsetAnswer, listOffsets } from './list-offsets.js';
import { partitionOf } from './partitioners.js';
import { type Position, endAt, overSkips } from './position.js';
import { type Span, keysOf, mayHold, spansOf } from './regions.js';

/** What need not be read, as no match can be there. */
export interface Narrowing {
  readonly bounds: QueryBounds;
  /** Trust that an exact key is only where this partitioner puts it; null to look there first, then everywhere. */
  readonly partitioner: Partitioner | null;
}

/** More questions for a time than these are not asked. */
const MOST_TIMES = 16;
/** What lies closer together is read in one go: a response brings as much at once. */
const JUMP = 5_000n;

const PARTITIONERS: readonly Partitioner[] = ['murmur2', 'crc32'];

/** The partitions to be read, and those among them to be read before the others. */
export interface NarrowedPartitions {
  readonly partitions: readonly PartitionMetadata[];
  readonly first: ReadonlySet<number>;
  /** What the user should know about it. */
  readonly note: string | null;
}

/** `all` are the partitions of the topic, `wanted` those that were asked for. */
export function narrowPartitions(
  all: readonly PartitionMetadata[],
  wanted: readonly PartitionMetadata[],
  { bounds, partitioner }: Narrowing,
): NarrowedPartitions {
  const asked = wanted.filter(({ partition }) => mayHold(bounds, partition));
  const keys = keysOf(bounds);
  if (keys === null || keys.length === 0)
    return { partitions: asked, first: new Set(), note: null };
  const placesOf = (one: Partitioner): (number | null)[] =>
    keys.map((key) => partitionOf(key, all.length, one));
  if (partitioner === null) {
    const first = new Set(PARTITIONERS.flatMap(placesOf).filter((one) => one !== null));
    return { partitions: asked, first, note: null };
  }
  const places = placesOf(partitioner);
  const only = new Set(places.filter((one) => one !== null));
  if (only.size === 0 || places.includes(null)) {
    const note = `${partitioner} puts an empty key anywhere: every partition is read`;
    return { partitions: asked, first: only, note };
  }
  const named = [...only].sort((a, b) => a - b).join(', ');
  return {
    partitions: asked.filter(({ partition }) => only.has(partition)),
    first: new Set(),
    note: `only partition ${named} of ${all.length} is read: ${partitioner} puts the key there`,
  };
}

export interface NarrowOptions {
  readonly cluster: Cluster;
  readonly topic: string;
  readonly isolation: Isolation;
  readonly bounds: QueryBounds | null;
  /** Reading ends before the first message of this time or later, ms since the epoch; null for no such end. */
  readonly before: number | null;
  readonly positions: readonly Position[];
  /** What is odd about a partition. */
  readonly notice: (text: string) => void;
}

/**
 * Moves the positions to where matches can begin, and ends them where none can come any more. The broker's
 * time index tells the first message of a time or later: all before it are older, so it is a sound beginning.
 * Times need not be in order behind it, so it is an end only where it was asked for as one.
 */
export async function narrowPositions(options: NarrowOptions): Promise<void> {
  const { bounds, before, positions } = options;
  const times = timesOf(bounds ?? []);
  const [ends, ...begins] = await Promise.all([
    before === null ? null : offsetsAt(options, before),
    ...times.map((time) => offsetsAt(options, time)),
  ]);
  for (const position of positions) {
    const { partition, stable } = position;
    if (ends) endBefore(position, ends.get(partition)?.offset ?? -1n, options.notice);
    if (bounds === null) continue;
    /** Where the newest of the times begins that were asked for, and not later than this one. */
    const beginOf = (time: number): bigint => {
      const at = times.findLastIndex((one) => one <= time);
      const offset = begins[at]?.get(partition)?.offset;
      return offset === undefined ? 0n : offset < 0n ? stable : offset;
    };
    readOnly(position, spansOf(bounds, partition, beginOf, JUMP));
  }
}

/** The times that regions begin at, in order; where they are many, the earliest stands for all. */
function timesOf(bounds: QueryBounds): number[] {
  const times = new Set(
    bounds.flatMap(({ timestamps }) => (timestamps?.from == null ? [] : [timestamps.from])),
  );
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.length > MOST_TIMES ? sorted.slice(0, 1) : sorted;
}

/** From the first of these offsets to the last, without what lies between them. */
function readOnly(position: Position, spans: readonly Span[]): void {
  const [first] = spans;
  const last = spans.at(-1);
  if (first === undefined || last === undefined) {
    endAt(position, position.next);
    return;
  }
  startFrom(position, first.from);
  if (last.to !== null) endAt(position, last.to + 1n);
  position.skips = spans.slice(1).flatMap(({ from: to }, at) => {
    const end = spans[at]?.to ?? null;
    return end === null ? [] : [{ from: end + 1n, to }];
  });
  position.next = overSkips(position, position.next);
}

function startFrom(position: Position, offset: bigint): void {
  const within = offset > position.stable ? position.stable : offset;
  if (within > position.next) position.next = within;
}

/** No message of that time yet: then everything that is there now. */
function endBefore(position: Position, found: bigint, notice: (text: string) => void): void {
  if (found >= 0n && found < position.next) {
    notice(
      `partition ${position.partition}: a message of the time to end before stands at offset ${found.toString()} already, before the start; nothing of it is read`,
    );
  }
  endAt(position, found < 0n ? position.stable : found);
}

async function offsetsAt(
  { cluster, topic, isolation, positions }: NarrowOptions,
  time: number,
): Promise<Map<number, OffsetAnswer>> {
  const asks = positions.map(({ partition, leader }) => ({ partition, leader: leader ?? -1 }));
  // The index knows whole milliseconds; before 1970 there is nothing, and negative times mean other things.
  const at = BigInt(Math.max(0, Math.ceil(time)));
  const answers = await listOffsets(cluster, topic, asks, at, isolation).catch((error: unknown) => {
    throw cluster.explain(error, asks[0]?.leader ?? -1);
  });
  for (const { partition, errorCode } of answers.values()) {
    if (errorCode === CODE.none) continue;
    throw new KafkaTuiError({
      code: 'PARTITION_UNAVAILABLE',
      message: `partition ${partition} of topic "${topic}" can't be asked for a time now: ${nameOfCode(errorCode)}`,
      next: 'try again; the others can be read with -p',
    });
  }
  return answers;
}

import { KafkaTuiError } from '../model/problem.js';
import type { QueryBounds } from '../model/query.js';
import type { Partitioner } from '../model/search.js';
import type { Cluster, PartitionMetadata } from './cluster.js';
import { CODE, nameOfCode } from './errors.js';
import type { Isolation } from './fetch.js';
import { type OffsetAnswer, listOffsets } from './list-offsets.js';
import { partitionOf } from './partitioners.js';
import { type Position, endAt } from './position.js';

/** What need not be read, as no match can be there. */
export interface Narrowing {
  readonly bounds: QueryBounds;
  /** Trust that an exact key is only where this partitioner puts it; null to look there first, then everywhere. */
  readonly partitioner: Partitioner | null;
}

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
  const asked = wanted.filter(({ partition }) => bounds.partitions?.has(partition) ?? true);
  const { key } = bounds;
  if (key === null) return { partitions: asked, first: new Set(), note: null };
  if (partitioner === null) {
    const likely = PARTITIONERS.map((one) => partitionOf(key, all.length, one));
    const first = new Set(likely.filter((partition) => partition !== null));
    return { partitions: asked, first, note: null };
  }
  const only = partitionOf(key, all.length, partitioner);
  if (only === null) {
    const note = `${partitioner} puts an empty key anywhere: every partition is read`;
    return { partitions: asked, first: new Set(), note };
  }
  return {
    partitions: asked.filter(({ partition }) => partition === only),
    first: new Set(),
    note: `only partition ${only} of ${all.length} is read: ${partitioner} puts the key there`,
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
  const since = bounds?.timestamps?.from ?? null;
  const [begins, ends] = await Promise.all([
    since === null ? null : offsetsAt(options, since),
    before === null ? null : offsetsAt(options, before),
  ]);
  for (const position of positions) {
    if (ends) endBefore(position, ends.get(position.partition)?.offset ?? -1n, options.notice);
    if (begins) {
      const offset = begins.get(position.partition)?.offset ?? -1n;
      startFrom(position, offset < 0n ? position.stable : offset);
    }
    const { from = null, to = null } = bounds?.offsets ?? {};
    if (from !== null) startFrom(position, from);
    if (to !== null) endAt(position, to + 1n);
  }
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

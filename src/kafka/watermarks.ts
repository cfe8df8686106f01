import type { Cluster } from './cluster.js';
import { CODE } from './errors.js';
import { EARLIEST, LATEST, listOffsets } from './list-offsets.js';
import type { Position } from './position.js';
import type { Watermark } from './reader.js';

/** Where the logs begin and end now. Partitions without a leader, or with an error, are left out. */
export async function watermarksOf(
  cluster: Cluster,
  topic: string,
  positions: readonly Pick<Position, 'partition' | 'leader'>[],
): Promise<readonly Watermark[]> {
  const asks = positions.flatMap(({ partition, leader }) =>
    leader === null ? [] : [{ partition, leader }],
  );
  const [highs, firsts] = await Promise.all([
    listOffsets(cluster, topic, asks, LATEST, 'read_uncommitted'),
    listOffsets(cluster, topic, asks, EARLIEST, 'read_uncommitted'),
  ]);
  return asks.flatMap(({ partition }) => {
    const high = highs.get(partition);
    const first = firsts.get(partition);
    const known = high?.errorCode === CODE.none && first?.errorCode === CODE.none;
    return known ? [{ partition, high: high.offset, first: first.offset }] : [];
  });
}

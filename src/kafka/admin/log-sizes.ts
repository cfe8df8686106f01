import type { Cluster } from '../cluster.js';
import { describeLogDirs } from '../protocol/messages-admin.js';
import { askBroker, brokerSpeaks, grouped } from './broker-answer.js';
import type { PartitionAsk } from './log-ends.js';

export interface LogSize {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: bigint;
}

/** From this version on a refusal has a code; before it is an answer without directories. */
const NEWEST = 4;

/**
 * How many bytes these logs take on a broker; null where it does not say: not to this user (it takes DESCRIBE
 * on the cluster), or not at all.
 */
export async function logSizes(
  cluster: Cluster,
  nodeId: number,
  asks: readonly PartitionAsk[],
): Promise<LogSize[] | null> {
  if (!(await brokerSpeaks(cluster, nodeId, describeLogDirs))) return null;
  const topics = [...grouped(asks, ({ topic }) => topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map(({ partition }) => partition),
  }));
  const answer = await askBroker(cluster, nodeId, describeLogDirs, { topics }, NEWEST);
  if (answer.errorCode !== 0 || answer.results.length === 0) return null;
  return answer.results.flatMap((directory) =>
    directory.topics.flatMap(({ topic, partitions }) =>
      partitions
        // A copy that is still being moved to another disk is not the log yet.
        .filter(({ isFuture }) => !isFuture)
        .map(({ partition, size }) => ({ topic, partition, bytes: size })),
    ),
  );
}

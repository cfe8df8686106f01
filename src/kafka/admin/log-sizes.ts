import type { Cluster } from '../cluster.js';
import { describeLogDirs } from '../protocol/messages-admin.js';
import { askBroker, brokerSpeaks } from './broker-answer.js';

export interface LogSize {
  readonly topic: string;
  readonly partition: number;
  readonly bytes: bigint;
}

/** From this version on a refusal has a code; before it is an answer without directories. */
const NEWEST = 4;

/**
 * How many bytes the logs on a broker take, of all topics when null; null where the broker does not say:
 * not to this user (it takes DESCRIBE on the cluster), or not at all.
 */
export async function logSizes(
  cluster: Cluster,
  nodeId: number,
  topics: ReadonlyMap<string, readonly number[]> | null,
): Promise<LogSize[] | null> {
  if (!(await brokerSpeaks(cluster, nodeId, describeLogDirs))) return null;
  const wanted =
    topics === null ? null : [...topics].map(([topic, partitions]) => ({ topic, partitions }));
  const answer = await askBroker(cluster, nodeId, describeLogDirs, { topics: wanted }, NEWEST);
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

import { EXIT, KafkaTuiError } from '../model/problem.js';
import type { Cluster, PartitionMetadata } from './cluster.js';
import { CODE, nameOfCode } from './errors.js';
import { nearestNames } from '../model/nearest.js';

/**
 * Finds a topic. Throws a KafkaTuiError when it is not there (with the nearest names that are), may not be
 * described, or has none of the partitions asked for.
 */
export async function findTopic(
  cluster: Cluster,
  topic: string,
  wanted: readonly number[] | null,
): Promise<readonly PartitionMetadata[]> {
  const metadata = await cluster.metadata([topic]);
  const found = metadata.topics.find((candidate) => candidate.topic === topic);
  const errorCode = found?.errorCode ?? CODE.unknownTopicOrPartition;
  if (!found || errorCode === CODE.unknownTopicOrPartition || errorCode === CODE.invalidTopic) {
    throw await notFound(cluster, topic);
  }
  if (errorCode === CODE.topicAuthorizationFailed) throw topicUnauthorised(topic);
  if (errorCode !== CODE.none && errorCode !== CODE.leaderNotAvailable) {
    throw new KafkaTuiError({
      code: 'TOPIC_UNAVAILABLE',
      message: `the cluster can't tell about topic "${topic}": ${nameOfCode(errorCode)}`,
      next: 'try again; if it stays, tell whoever runs the cluster',
    });
  }
  return selectPartitions(topic, found.partitions, wanted);
}

export function topicUnauthorised(topic: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'TOPIC_UNAUTHORISED',
    message: `no permission to read topic "${topic}" (topic authorization failed)`,
    next: 'is this the right user? ask for the right to DESCRIBE and READ the topic',
    exitCode: EXIT.unauthorised,
  });
}

/** It was there, and was being read. */
export function topicGone(topic: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'TOPIC_GONE',
    message: `topic "${topic}" is not there any more`,
    next: 'it was deleted; reading goes on if it comes back',
  });
}

/** Those that are wanted, null for all. Throws a KafkaTuiError where one is not there. */
export function selectPartitions(
  topic: string,
  all: readonly PartitionMetadata[],
  wanted: readonly number[] | null,
): readonly PartitionMetadata[] {
  if (wanted === null) return all;
  const missing = wanted.find((id) => !all.some(({ partition }) => partition === id));
  if (missing !== undefined) {
    const last = all.length - 1;
    throw new KafkaTuiError({
      code: 'PARTITION_NOT_FOUND',
      message: `topic "${topic}" has no partition ${missing}`,
      next: last === 0 ? 'its only partition is 0' : `its partitions are 0 to ${last}`,
      exitCode: EXIT.usage,
    });
  }
  return all.filter(({ partition }) => wanted.includes(partition));
}

async function notFound(cluster: Cluster, topic: string): Promise<KafkaTuiError> {
  const all = await cluster.metadata(null).catch(() => null);
  const names =
    all?.topics.filter((candidate) => !candidate.isInternal).map((known) => known.topic) ?? [];
  const nearest = nearestNames(topic, names);
  const next =
    nearest.length > 0
      ? `did you mean ${nearest.map((name) => `"${name}"`).join(', ')}? nothing was created`
      : names.length > 0
        ? `there are ${names.length} other topics, none with a name like it; nothing was created`
        : 'the cluster has no topic that you may see; nothing was created';
  return new KafkaTuiError({
    code: 'TOPIC_NOT_FOUND',
    message: `there is no topic "${topic}" on ${cluster.name}`,
    next,
  });
}

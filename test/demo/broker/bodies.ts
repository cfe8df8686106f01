import { fetch, listOffsets, metadata } from '../../../src/kafka/protocol/messages-log.js';
import type { RawClient } from './raw-client.js';

export interface Wanted {
  readonly partition?: number;
  readonly offset?: bigint;
  readonly maxBytes?: number;
  readonly leaderEpoch?: number;
}

export interface FetchOptions {
  readonly topic?: string;
  readonly partitions?: readonly Wanted[];
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly committed?: boolean;
  readonly sessionId?: number;
}

/** Asks for topic `t`, partition 0, from the beginning, at once, if nothing else is said. */
export function fetchBody(options: FetchOptions = {}) {
  const { topic = 't', partitions = [{}], committed = false } = options;
  return {
    replicaId: -1,
    maxWaitMs: options.maxWaitMs ?? 0,
    minBytes: options.minBytes ?? 1,
    maxBytes: options.maxBytes ?? 10_000_000,
    isolationLevel: committed ? 1 : 0,
    sessionId: options.sessionId ?? 0,
    topics: [
      {
        topic,
        partitions: partitions.map((wanted) => ({
          partition: wanted.partition ?? 0,
          currentLeaderEpoch: wanted.leaderEpoch ?? -1,
          fetchOffset: wanted.offset ?? 0n,
          maxBytes: wanted.maxBytes ?? 1_000_000,
        })),
      },
    ],
  };
}

/** Fetches, and gives the partitions of the one topic. */
export async function fetchPartitions(client: RawClient, options: FetchOptions = {}) {
  const { topics } = await client.ask(fetch, fetchBody(options));
  return topics[0]?.partitions ?? [];
}

export async function fetchOne(client: RawClient, options: FetchOptions = {}) {
  const [partition] = await fetchPartitions(client, options);
  if (partition === undefined) throw new Error('no partition in the answer');
  return { ...partition, bytes: partition.records?.length ?? 0 };
}

export async function listOne(client: RawClient, timestamp: number, committed = false) {
  const { topics } = await client.ask(listOffsets, {
    replicaId: -1,
    isolationLevel: committed ? 1 : 0,
    topics: [{ topic: 't', partitions: [{ partition: 0, timestamp }] }],
  });
  const one = topics[0]?.partitions[0];
  if (one === undefined) throw new Error('no partition in the answer');
  return one;
}

export async function metadataOf(client: RawClient, topic: string) {
  const answer = await client.ask(metadata, { topics: [{ topic }] });
  const one = answer.topics[0];
  if (one === undefined) throw new Error('no topic in the answer');
  return { ...one, brokers: answer.brokers.map(({ nodeId }) => nodeId) };
}

import { Cluster } from '../../src/kafka/cluster.js';
import { askBroker } from '../../src/kafka/admin/broker-answer.js';
import { findCoordinator, offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import { createTopics } from '../../src/kafka/protocol/messages-admin.js';
import { settingsFor } from '../support/reading.js';
import { sleep } from './processes.js';

/** A broker keeps up to four files open for each partition: it takes some to have so many. */
export const CROWD = { topics: 1000, partitions: 5, groups: 500 } as const;

/** Topics in one request; a broker makes their files before it answers. */
const A_REQUEST = 20;
const TIMEOUT_MS = 60_000;
const MOST_TRIES = 60;

const topicName = (index: number): string => `crowd-${String(index).padStart(4, '0')}`;

/** Makes sure that a cluster has a thousand topics, and groups that have committed on them. */
export async function fillCrowd(brokers: string): Promise<void> {
  const cluster = new Cluster(settingsFor(brokers, { requestTimeoutMs: TIMEOUT_MS }), {
    changes: true,
    membership: false,
  });
  try {
    await eventually('topics', () => createMissing(cluster));
    const { brokers: nodes } = await cluster.metadata([]);
    const any = nodes[0]?.nodeId ?? -1;
    for (let group = 0; group < CROWD.groups; group += 1) {
      await eventually('commits', () => commit(cluster, any, group));
    }
  } finally {
    cluster.close();
  }
}

/** Brokers that have much to do answer late, and those that have just begun not at all. */
async function eventually(what: string, done: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    if (await done()) return;
    await sleep(500);
  }
  throw new Error(`the ${what} of the crowd did not come to be`);
}

async function createMissing(cluster: Cluster): Promise<boolean> {
  const { topics, brokers, controllerId } = await cluster.metadata(null);
  const present = new Set(topics.map(({ topic }) => topic));
  const all = Array.from({ length: CROWD.topics }, (_, index) => topicName(index));
  const missing = all.filter((name) => !present.has(name));
  for (let at = 0; at < missing.length; at += A_REQUEST) {
    await askBroker(cluster, controllerOf(brokers, controllerId), createTopics, {
      topics: missing.slice(at, at + A_REQUEST).map((topic) => ({
        ...{ topic, partitions: CROWD.partitions, replicationFactor: 1 },
        ...{ assignments: [], configs: [] },
      })),
      timeoutMs: TIMEOUT_MS,
      validateOnly: false,
    });
  }
  return missing.length === 0;
}

function controllerOf(brokers: readonly { readonly nodeId: number }[], id: number): number {
  return brokers.some(({ nodeId }) => nodeId === id) ? id : (brokers[0]?.nodeId ?? -1);
}

/** Each group commits on two topics, at the broker that looks after it. */
async function commit(cluster: Cluster, any: number, group: number): Promise<boolean> {
  const groupId = `crowd-group-${String(group).padStart(3, '0')}`;
  const found = await askBroker(cluster, any, findCoordinator, { key: groupId });
  if (found.errorCode !== 0) return false;
  const partitions = Array.from({ length: CROWD.partitions }, (_, partition) => ({
    ...{ partition, offset: 0n, metadata: null },
  }));
  const answer = await askBroker(cluster, found.nodeId, offsetCommit, {
    groupId,
    ...{ generationId: -1, memberId: '' },
    topics: [2 * group, 2 * group + 1].map((index) => ({
      ...{ topic: topicName(index % CROWD.topics), partitions },
    })),
  });
  return answer.topics.every((topic) => topic.partitions.every(({ errorCode }) => errorCode === 0));
}

import { Cluster } from '../../src/kafka/cluster.js';
import { askBroker } from '../../src/kafka/admin/broker-answer.js';
import { offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import { createTopics } from '../../src/kafka/protocol/messages-admin.js';
import { settingsFor } from '../support/reading.js';

export const CROWD = { topics: 1000, partitions: 5, groups: 500 } as const;

/** Topics in one request; a broker makes their files before it answers. */
const A_REQUEST = 50;
const TIMEOUT_MS = 60_000;

const topicName = (index: number): string => `crowd-${String(index).padStart(4, '0')}`;

/** Makes sure that a cluster has a thousand topics, and groups that have committed on them. */
export async function fillCrowd(brokers: string): Promise<void> {
  const cluster = new Cluster(settingsFor(brokers, { requestTimeoutMs: TIMEOUT_MS }), {
    changes: true,
    membership: false,
  });
  try {
    const { topics, brokers: nodes, controllerId } = await cluster.metadata(null);
    const present = new Set(topics.map(({ topic }) => topic));
    const missing = Array.from({ length: CROWD.topics }, (_, i) => topicName(i)).filter(
      (name) => !present.has(name),
    );
    const controller = nodes.some(({ nodeId }) => nodeId === controllerId)
      ? controllerId
      : (nodes[0]?.nodeId ?? -1);
    for (let at = 0; at < missing.length; at += A_REQUEST) {
      await askBroker(cluster, controller, createTopics, {
        topics: missing.slice(at, at + A_REQUEST).map((topic) => ({
          ...{ topic, partitions: CROWD.partitions, replicationFactor: 1 },
          ...{ assignments: [], configs: [] },
        })),
        timeoutMs: TIMEOUT_MS,
        validateOnly: false,
      });
    }
    await commitAll(cluster);
  } finally {
    cluster.close();
  }
}

/** Each group commits on two topics, at whichever broker looks after it. */
async function commitAll(cluster: Cluster): Promise<void> {
  const { brokers } = await cluster.metadata(null);
  const partitions = Array.from({ length: CROWD.partitions }, (_, partition) => ({
    ...{ partition, offset: 0n, metadata: null },
  }));
  for (let group = 0; group < CROWD.groups; group += 1) {
    const topics = [2 * group, 2 * group + 1].map((index) => ({
      ...{ topic: topicName(index % CROWD.topics), partitions },
    }));
    for (const { nodeId } of brokers) {
      await askBroker(cluster, nodeId, offsetCommit, {
        groupId: `crowd-group-${String(group).padStart(3, '0')}`,
        ...{ generationId: -1, memberId: '', topics },
      });
    }
  }
}

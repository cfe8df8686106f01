import { writeBatch } from '../../../src/demo/broker/batch-writer.js';
import {
  createPartitions,
  createTopics,
  deleteRecords,
  deleteTopics,
  describeLogDirs,
} from '../../../src/kafka/protocol/messages-admin.js';
import {
  deleteGroups,
  describeGroups,
  heartbeat,
  joinGroup,
  leaveGroup,
  listGroups,
  offsetCommit,
  offsetFetch,
  syncGroup,
} from '../../../src/kafka/protocol/messages-group.js';
import { fetch, listOffsets, metadata, produce } from '../../../src/kafka/protocol/messages-log.js';
import { addPartitionsToTxn, endTxn } from '../../../src/kafka/protocol/messages-transaction.js';
import { fetchBody } from './bodies.js';
import type { RawClient } from './raw-client.js';

/** Single requests whose answers must be the same, field by field, on every broker. */
export interface Exchange {
  readonly name: string;
  /** `topic` has two partitions, each with three records, at 1000, 2000 and 3000 ms. */
  run(client: RawClient, topic: string): Promise<unknown>;
}

const RECORDS = [1000, 2000, 3000].map((timestamp) => ({ value: 'x', timestamp }));

export async function prepare(client: RawClient, topic: string): Promise<void> {
  const wanted = { topic, partitions: 2, replicationFactor: 1, assignments: [], configs: [] };
  await client.ask(createTopics, { topics: [wanted], timeoutMs: 5000, validateOnly: false });
  for (;;) {
    const { topics } = await client.ask(metadata, { topics: [{ topic }] });
    if (topics[0]?.partitions.every(({ leader }) => leader >= 0) === true) break;
  }
  // A real broker may name a leader before the leader itself knows.
  for (const partition of [0, 1]) {
    while ((await produceCode(client, topic, partition, writeBatch(RECORDS))).errorCode !== 0);
  }
}

/** A copy without the order that partitions came in: it means nothing, and brokers differ. */
export function unordered(answer: unknown): unknown {
  if (Array.isArray(answer)) {
    const inner = answer.map(unordered);
    return inner.every(hasPartition) ? inner.toSorted((a, b) => a.partition - b.partition) : inner;
  }
  if (typeof answer !== 'object' || answer === null || Buffer.isBuffer(answer)) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, unordered(value)]));
}

function hasPartition(value: unknown): value is { readonly partition: number } {
  return typeof value === 'object' && value !== null && 'partition' in value;
}

function produceBody(topic: string, partition: number, records: Buffer, acks = -1) {
  const topics = [{ topic, partitions: [{ partition, records }] }];
  return { transactionalId: null, acks, timeoutMs: 5000, topics };
}

const produceCode = async (
  client: RawClient,
  topic: string,
  partition: number,
  records: Buffer,
) => {
  const { topics } = await client.ask(produce, produceBody(topic, partition, records), 7);
  const one = topics[0]?.partitions[0];
  return { errorCode: one?.errorCode, baseOffset: one?.baseOffset };
};

const spoilt = (): Buffer => {
  const batch = writeBatch(RECORDS);
  batch.writeUInt8(batch.readUInt8(65) ^ 1, 65);
  return batch;
};

const timesOf =
  (version: number, times: readonly number[]): Exchange['run'] =>
  async (client, topic) => {
    const answers: unknown[] = [];
    for (const timestamp of times) {
      const partitions = [
        { partition: 0, timestamp },
        { partition: 1, timestamp },
        { partition: 7, timestamp },
      ];
      const body = { replicaId: -1, topics: [{ topic, partitions }] };
      answers.push((await client.ask(listOffsets, body, version)).topics);
    }
    return answers;
  };

const groupOf = (topic: string): string => `group-of-${topic}`;
const NOBODY = { generationId: 1, memberId: 'nobody' };
const JOIN = {
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 10_000,
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.from('m') }],
};

export const exchanges: readonly Exchange[] = [
  { name: 'ListOffsets v1', run: timesOf(1, [-1, -2, 0, 1500, 3000, 3001]) },
  { name: 'ListOffsets v3', run: timesOf(3, [-1, -2, 2000, 9000]) },
  { name: 'ListOffsets v7, the newest time included', run: timesOf(7, [-1, -2, -3, 2000]) },
  {
    name: 'Fetch within the log, at its end, beyond it, and where there is none',
    run: async (client, topic) => {
      const partitions = [
        { partition: 0, offset: 1n },
        { partition: 0, offset: 3n },
        { partition: 0, offset: 4n },
        { partition: 7 },
      ];
      const answers: unknown[] = [];
      for (const wanted of partitions) {
        const body = fetchBody({ topic, partitions: [wanted], committed: true });
        const [one] = (await client.ask(fetch, body)).topics;
        answers.push(one?.partitions);
      }
      return answers;
    },
  },
  {
    name: 'Fetch with a bound that cuts',
    run: async (client, topic) => {
      await produceCode(client, topic, 1, writeBatch(RECORDS));
      const sizes: unknown[] = [];
      for (const maxBytes of [1, 100, 130, 1000]) {
        const body = fetchBody({ topic, partitions: [{ partition: 1, maxBytes }] });
        const answer = await client.ask(fetch, body);
        sizes.push(answer.topics[0]?.partitions[0]?.records?.length);
      }
      return sizes;
    },
  },
  {
    name: 'Fetch with a session that nobody opened',
    run: async (client, topic) => {
      const codes: unknown[] = [];
      for (const sessionEpoch of [-1, 0, 1]) {
        const body = { ...fetchBody({ topic, sessionId: 4711 }), sessionEpoch };
        codes.push((await client.ask(fetch, body)).errorCode);
      }
      return codes;
    },
  },
  {
    name: 'Produce of a batch that is sound, spoilt, doubled, and for a partition that is not there',
    run: async (client, topic) => [
      await produceCode(client, topic, 0, writeBatch(RECORDS)),
      await produceCode(client, topic, 0, spoilt()),
      await produceCode(
        client,
        topic,
        0,
        Buffer.concat([writeBatch(RECORDS), writeBatch(RECORDS)]),
      ),
      await produceCode(client, topic, 7, writeBatch(RECORDS)),
    ],
  },
  {
    name: 'Produce of a control batch',
    run: async (client, topic) => [
      await produceCode(client, topic, 0, writeBatch(RECORDS, { control: true })),
    ],
  },
  {
    name: 'Metadata of names that are not there or not names',
    run: async (client) =>
      (
        await client.ask(metadata, {
          topics: [{ topic: 'never-made' }, { topic: 'not a name' }, { topic: '..' }],
          allowAutoTopicCreation: false,
        })
      ).topics,
  },
  {
    name: 'CreateTopics that cannot be',
    run: async (client, topic) => {
      const codes: unknown[] = [];
      for (const [name, partitions, replicationFactor] of [
        [topic, 1, 1],
        ['not a name', 1, 1],
        [`${topic}-a`, 0, 1],
        [`${topic}-b`, 1, 9],
        [`${topic}-c`, 1, 0],
      ] as const) {
        const wanted = { topic: name, partitions, replicationFactor, assignments: [], configs: [] };
        const body = { topics: [wanted], timeoutMs: 5000, validateOnly: true };
        codes.push((await client.ask(createTopics, body)).topics[0]?.errorCode);
      }
      return codes;
    },
  },
  {
    name: 'CreatePartitions and DeleteTopics of what is not there, and of fewer',
    run: async (client, topic) => {
      const grow = async (name: string, count: number) => {
        const topics = [{ topic: name, count, assignments: null }];
        const body = { topics, timeoutMs: 5000, validateOnly: true };
        return (await client.ask(createPartitions, body)).topics[0]?.errorCode;
      };
      const removed = await client.ask(deleteTopics, { topics: ['never-made'], timeoutMs: 5000 });
      return [await grow('never-made', 5), await grow(topic, 1), await grow(topic, 3), removed];
    },
  },
  {
    name: 'DeleteRecords before and behind the end',
    run: async (client, topic) => {
      const answers: unknown[] = [];
      for (const offset of [1n, 99n, -1n]) {
        const topics = [{ topic, partitions: [{ partition: 0, offset }] }];
        answers.push((await client.ask(deleteRecords, { topics, timeoutMs: 5000 })).topics);
      }
      return answers;
    },
  },
  {
    name: 'a group that is not there',
    run: async (client, topic) => {
      const groupId = groupOf(`${topic}-none`);
      const who = { groupId, ...NOBODY };
      const offsets = [{ topic, partitions: [{ partition: 0, offset: 5n, metadata: null }] }];
      return [
        await client.ask(heartbeat, who),
        await client.ask(syncGroup, { ...who, assignments: [] }),
        await client.ask(leaveGroup, {
          groupId,
          members: [{ memberId: 'nobody', groupInstanceId: null }],
        }),
        await client.ask(describeGroups, { groups: [groupId] }),
        await client.ask(deleteGroups, { groups: [groupId] }),
        await client.ask(joinGroup, { groupId, memberId: 'nobody', ...JOIN }),
        await client.ask(offsetFetch, { groupId, topics: [{ topic, partitions: [0] }] }, 5),
        await client.ask(offsetFetch, { groupId, topics: null }, 5),
        await client.ask(offsetCommit, { ...who, topics: offsets }),
      ];
    },
  },
  {
    name: 'offsets of several groups in one request, and what kind of groups they are',
    run: async (client, topic) => {
      const ids = [groupOf(`${topic}-a`), groupOf(`${topic}-b`)];
      for (const [partition, groupId] of ids.entries()) {
        const partitions = [{ partition, offset: 1n, metadata: 'note' }];
        const who = { groupId, generationId: -1, memberId: '' };
        await client.ask(offsetCommit, { ...who, topics: [{ topic, partitions }] });
      }
      const groups = [...ids, groupOf(`${topic}-none`)].map((groupId) => ({
        groupId,
        topics: null,
      }));
      const listed = await client.ask(listGroups, { types: ['classic'] });
      return [
        await client.ask(offsetFetch, { groups }),
        listed.groups
          .filter(({ groupId }) => ids.includes(groupId))
          .toSorted((a, b) => (a.groupId < b.groupId ? -1 : 1)),
      ];
    },
  },
  {
    name: 'the size of logs on disk',
    run: async (client, topic) => {
      const partitions = [0, 1, 7];
      const answer = await client.ask(describeLogDirs, { topics: [{ topic, partitions }] });
      // Where the directory is, and how large the disk, is a matter of the machine.
      return answer.results.map(({ errorCode, topics }) => ({ errorCode, topics }));
    },
  },
  {
    name: 'offsets that are committed without a group',
    run: async (client, topic) => {
      const groupId = groupOf(topic);
      const who = { groupId, generationId: -1, memberId: '' };
      const partitions = [
        { partition: 0, offset: 5n, metadata: 'note' },
        { partition: 7, offset: 5n, metadata: null },
      ];
      return [
        await client.ask(offsetCommit, { ...who, topics: [{ topic, partitions }] }),
        await client.ask(offsetFetch, { groupId, topics: [{ topic, partitions: [0, 1] }] }, 5),
        await client.ask(offsetFetch, { groupId, topics: null }, 7),
        await client.ask(describeGroups, { groups: [groupId] }),
        await client.ask(deleteGroups, { groups: [groupId] }),
      ];
    },
  },
  {
    name: 'a member from its first request to its last',
    run: async (client, topic) => {
      const groupId = groupOf(`${topic}-life`);
      const asked = await client.ask(joinGroup, { groupId, memberId: '', ...JOIN });
      const { memberId } = asked;
      const join = { groupId, memberId, ...JOIN };
      const joined = await client.ask(joinGroup, join);
      const who = { groupId, generationId: joined.generationId, memberId };
      const assignments = [{ memberId, assignment: Buffer.from('a') }];
      const late = { ...who, generationId: 99 };
      const partitions = [{ partition: 0, offset: 2n, metadata: null }];
      const answers = [
        asked.errorCode,
        joined,
        await client.ask(heartbeat, who),
        await client.ask(syncGroup, { ...who, assignments }),
        await client.ask(heartbeat, late),
        await client.ask(syncGroup, { ...who, assignments: [] }),
        await client.ask(offsetCommit, { ...late, topics: [{ topic, partitions }] }),
        await client.ask(offsetCommit, { ...who, topics: [{ topic, partitions }] }),
        await client.ask(offsetCommit, {
          groupId,
          generationId: -1,
          memberId: '',
          topics: [{ topic, partitions }],
        }),
        await client.ask(deleteGroups, { groups: [groupId] }),
        await client.ask(joinGroup, { ...join, protocolType: 'other' }),
        await client.ask(joinGroup, join),
        await client.ask(leaveGroup, { groupId, members: [{ memberId, groupInstanceId: null }] }),
        await client.ask(heartbeat, who),
        await client.ask(describeGroups, { groups: [groupId] }),
      ];
      return JSON.parse(JSON.stringify(answers).replaceAll(memberId, 'MEMBER')) as unknown;
    },
  },
  {
    name: 'transactions that nobody began',
    run: async (client, topic) => {
      const who = { transactionalId: `tx-of-${topic}`, producerId: 99n, producerEpoch: 0 };
      return [
        await client.ask(addPartitionsToTxn, { ...who, topics: [{ topic, partitions: [0] }] }),
        await client.ask(endTxn, { ...who, committed: true }),
      ];
    },
  },
];

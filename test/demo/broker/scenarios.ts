import { CompressionTypes } from 'kafkajs';
import { expect } from 'vitest';
import {
  arrange,
  asKafkaMessage,
  eventually,
  freshTopic,
  type GroupMember,
  type Lab,
  withAdmin,
  withTransactions,
} from './scenario-lab.js';

/** Something that must go the same way on every cluster and with every client. */
export interface Scenario {
  readonly name: string;
  run(lab: Lab): Promise<void>;
}

const letters = ['a', 'b', 'c', 'd', 'e'];
/** Noon of some day, and so no time that a clock gives. */
const NOON = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;

async function readsWhatWasProduced(lab: Lab, codec: 'none' | 'gzip'): Promise<void> {
  const topic = await freshTopic(lab);
  const messages = [
    { key: 'lara', value: '{"credit":9007199254740993}' },
    { key: null, value: 'ünïcödé 日本 🚌' },
    { key: 'gone', value: null },
    { key: 'end', value: 'end' },
  ];
  await lab.client.produce(lab.bootstrap, topic, messages, codec);
  const seen = await lab.client.read(lab.bootstrap, topic, { from: 'beginning', until: 'end' });
  expect(seen).toEqual(
    messages.map(({ key, value }, offset) => ({ partition: 0, offset, key, value })),
  );
}

async function valuesRead(
  lab: Lab,
  topic: string,
  options: { readonly from?: number | { readonly since: number }; readonly uncommitted?: boolean },
): Promise<(string | null)[]> {
  const seen = await lab.client.read(lab.bootstrap, topic, {
    from: 'beginning',
    until: 'end',
    ...options,
  });
  return seen.map(({ value }) => value);
}

/** Waits until the members share the partitions, each as many as the others. */
async function shareEvenly(members: readonly GroupMember[], partitions: number): Promise<void> {
  const each = partitions / members.length;
  await eventually(`${members.length} members with ${each} partitions each`, () => {
    const all = members.map((member) => member.assigned() ?? []);
    return all.every((one) => one.length === each) && new Set(all.flat()).size === partitions;
  });
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => ({
    partition: (from + i) % 6,
    value: `m${from + i}`,
  }));

export const scenarios: readonly Scenario[] = [
  {
    name: 'gives back what was produced, with its offsets',
    run: (lab) => readsWhatWasProduced(lab, 'none'),
  },
  {
    name: 'gives back a compressed batch as it was',
    run: (lab) => readsWhatWasProduced(lab, 'gzip'),
  },
  {
    name: 'starts in the middle of a batch when asked for an offset there',
    async run(lab) {
      const topic = await freshTopic(lab);
      await arrange(
        lab,
        topic,
        [...letters, 'end'].map((value) => ({ value })),
      );
      expect(await valuesRead(lab, topic, { from: 3 })).toEqual(['d', 'e', 'end']);
    },
  },
  {
    name: 'finds the first message that is not older than a time, in plain and in gzip batches',
    async run(lab) {
      for (const codec of [CompressionTypes.None, CompressionTypes.GZIP]) {
        const topic = await freshTopic(lab);
        const at = (value: string, i: number) => ({ value, timestamp: NOON + i * MINUTE });
        await arrange(lab, topic, letters.map(at), codec);
        await arrange(lab, topic, [at('end', 10)], codec);
        const since = (ms: number) => lab.client.offsetSince(lab.bootstrap, topic, NOON + ms);
        expect(await since(-MINUTE)).toBe(0);
        expect(await since(2 * MINUTE)).toBe(2);
        expect(await since(2 * MINUTE + 1)).toBe(3);
        expect(await since(7 * MINUTE)).toBe(5);
        expect(await since(11 * MINUTE)).toBe(-1);
        expect(await valuesRead(lab, topic, { from: { since: NOON + 3 * MINUTE } })).toEqual([
          'd',
          'e',
          'end',
        ]);
      }
    },
  },
  {
    name: 'shares partitions among three members, and again when one leaves',
    async run(lab) {
      const topic = await freshTopic(lab, 6);
      const group = `group-of-${topic}`;
      const members: GroupMember[] = [];
      for (let i = 1; i <= 3; i += 1) {
        members.push(await lab.client.join(lab.bootstrap, group, topic));
        await shareEvenly(members, 6);
      }
      const [first, ...others] = members;
      await arrange(lab, topic, numbered(0, 30));
      const seen = () => members.flatMap((member) => member.seen());
      await eventually('30 messages', () => seen().length >= 30);
      await first?.leave();
      await shareEvenly(others, 6);
      await arrange(lab, topic, numbered(30, 60));
      await eventually('60 messages', () => seen().length >= 60);
      await Promise.all(others.map((member) => member.leave()));
      const values = seen().map(({ value }) => value);
      expect(values).toHaveLength(60);
      expect(new Set(values).size).toBe(60);
      expect(members.every((member) => member.seen().length >= 10)).toBe(true);
    },
  },
  {
    name: 'goes on behind what its group has committed',
    async run(lab) {
      const topic = await freshTopic(lab);
      const group = `group-of-${topic}`;
      const first = await lab.client.join(lab.bootstrap, group, topic);
      await arrange(
        lab,
        topic,
        letters.map((value) => ({ value })),
      );
      await eventually('5 messages', () => first.seen().length === 5);
      await first.leave();
      const committed = await withAdmin(lab.bootstrap, (admin) =>
        admin.fetchOffsets({ groupId: group, topics: [topic] }),
      );
      expect(committed[0]?.partitions).toMatchObject([{ partition: 0, offset: '5' }]);
      await arrange(lab, topic, [{ value: 'next' }]);
      const second = await lab.client.join(lab.bootstrap, group, topic);
      await eventually('the next message', () => second.seen().length > 0);
      await second.leave();
      expect(second.seen().map(({ value, offset }) => [value, offset])).toEqual([['next', 5]]);
    },
  },
  {
    name: 'hides aborted transactions from who reads committed messages only',
    async run(lab) {
      const topic = await freshTopic(lab);
      const say = (value: string) => ({ topic, messages: [asKafkaMessage({ value })] });
      await withTransactions(lab, `tx-${topic}`, async (producer) => {
        for (const [value, commit] of [
          ['kept', true],
          ['aborted', false],
          ['end', true],
        ] as const) {
          const transaction = await producer.transaction();
          await transaction.send(say(value));
          await (commit ? transaction.commit() : transaction.abort());
        }
      });
      expect(await valuesRead(lab, topic, {})).toEqual(['kept', 'end']);
      expect(await valuesRead(lab, topic, { uncommitted: true })).toEqual([
        'kept',
        'aborted',
        'end',
      ]);
      // Each transaction is one message and one marker.
      const [offsets] = await withAdmin(lab.bootstrap, (admin) => admin.fetchTopicOffsets(topic));
      expect(offsets).toMatchObject({ low: '0', high: '6' });
    },
  },
  {
    name: 'commits the offsets of a transaction with it, or not at all',
    async run(lab) {
      const topic = await freshTopic(lab);
      const consumerGroupId = `group-of-${topic}`;
      // A producer each: a real broker may still be ending one transaction when the next begins.
      for (const [offset, commit] of [
        ['3', true],
        ['4', false],
      ] as const) {
        await withTransactions(lab, `tx-${offset}-${topic}`, async (producer) => {
          const transaction = await producer.transaction();
          const topics = [{ topic, partitions: [{ partition: 0, offset }] }];
          await transaction.sendOffsets({ consumerGroupId, topics });
          await (commit ? transaction.commit() : transaction.abort());
        });
      }
      await eventually('offset 3', async () => {
        const [committed] = await withAdmin(lab.bootstrap, (admin) =>
          admin.fetchOffsets({ groupId: consumerGroupId, topics: [topic] }),
        );
        return committed?.partitions[0]?.offset === '3';
      });
    },
  },
  {
    name: 'starts where retention has left the log',
    async run(lab) {
      const topic = await freshTopic(lab);
      for (const value of [...letters, 'end']) await arrange(lab, topic, [{ value }]);
      await withAdmin(lab.bootstrap, async (admin) => {
        // kafkajs 2.2 deletes records only of topics whose metadata it happens to have.
        await admin.fetchTopicOffsets(topic);
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] });
      });
      const [offsets] = await withAdmin(lab.bootstrap, (admin) => admin.fetchTopicOffsets(topic));
      expect(offsets).toMatchObject({ low: '3', high: '6' });
      expect(await valuesRead(lab, topic, {})).toEqual(['d', 'e', 'end']);
    },
  },
  {
    name: 'lets in who knows the password, and nobody else',
    async run({ client, saslBootstrap }) {
      expect(await client.logsIn(saslBootstrap, 'team-2', 'secret2')).toBe(true);
      expect(await client.logsIn(saslBootstrap, 'team-2', 'secret3')).toBe(false);
      expect(await client.logsIn(saslBootstrap, 'constructor', 'secret2')).toBe(false);
    },
  },
  {
    name: 'shows that a topic has grown',
    async run(lab) {
      const topic = await freshTopic(lab, 2);
      expect(await lab.client.partitionsOf(lab.bootstrap, topic)).toBe(2);
      await withAdmin(lab.bootstrap, (admin) =>
        admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] }),
      );
      await eventually('5 partitions', async () => {
        return (await lab.client.partitionsOf(lab.bootstrap, topic)) === 5;
      });
    },
  },
  {
    name: 'knows no topic that nobody created, and does not make it',
    async run(lab) {
      await withAdmin(lab.bootstrap, async (admin) => {
        const topic = `never-created-${Date.now()}`;
        await expect(admin.fetchTopicMetadata({ topics: [topic] })).rejects.toMatchObject({
          type: 'UNKNOWN_TOPIC_OR_PARTITION',
        });
        expect(await admin.listTopics()).not.toContain(topic);
      });
    },
  },
  {
    name: 'tells of its groups, and forgets one that is deleted',
    async run(lab) {
      const topic = await freshTopic(lab);
      const group = `group-of-${topic}`;
      const member = await lab.client.join(lab.bootstrap, group, topic);
      await eventually('an assignment', () => member.assigned()?.length === 1);
      await withAdmin(lab.bootstrap, async (admin) => {
        const { groups } = await admin.listGroups();
        expect(groups).toContainEqual({ groupId: group, protocolType: 'consumer' });
        await eventually('a stable group', async () => {
          const [described] = (await admin.describeGroups([group])).groups;
          return described?.state === 'Stable' && described.members.length === 1;
        });
        await expect(admin.deleteGroups([group])).rejects.toMatchObject({
          groups: [{ groupId: group, errorCode: 68 }],
        });
        await member.leave();
        const [described] = (await admin.describeGroups([group])).groups;
        expect(described).toMatchObject({ state: 'Empty', members: [] });
        await admin.deleteGroups([group]);
        expect((await admin.describeGroups([group])).groups[0]).toMatchObject({ state: 'Dead' });
      });
    },
  },
];

import { expect } from 'vitest';
import type { GroupDetail } from '../../src/model/watch.js';
import { kafkajsClient } from '../demo/broker/kafkajs-client.js';
import { uniqueName } from '../e2e/stage.js';
import { changeScenarios } from './change-scenarios.js';
import {
  commit,
  inOrder,
  type JudgedPartition,
  messages,
  type WatchScenario,
} from './watch-stage.js';
import { type Watching, watching } from './watching.js';

function asJudged({ partitions, members }: GroupDetail): JudgedPartition[] {
  return partitions.map(({ topic, partition, committed, end, lag, member }) => ({
    topic,
    partition,
    committed,
    end: end ?? -1n,
    lag,
    clientId: members.find(({ memberId }) => memberId === member)?.clientId ?? null,
  }));
}

async function detailOf(watch: Watching, id: string): Promise<GroupDetail> {
  const since = Date.now();
  watch.look({ kind: 'nothing' });
  watch.look({ kind: 'group', id });
  watch.watch.commands.refresh();
  const { group } = await watch.until(
    (now) => now.group !== null && now.group.row.id === id && now.group.at > since,
  );
  if (!group) throw new Error('no group');
  return group;
}

const topics: WatchScenario = {
  name: 'lists topics with their messages, their size, and who reads them',
  async run(stage) {
    const topic = await stage.topic('listed', 3);
    const group = uniqueName('listing');
    await stage.send(topic, 0, messages(5));
    await stage.send(topic, 2, messages(2));
    await commit(stage, group, topic, [1, 0, 0]);
    await watching(stage.brokers, {}, async (watch) => {
      watch.look({ kind: 'topics', visible: [topic] });
      const { topics: listing } = await watch.until(({ topics: { rows } }) =>
        rows.some((row) => row.name === topic && row.groups !== null && row.bytes !== null),
      );
      expect(listing.rows.find(({ name }) => name === topic)).toMatchObject({
        ...{ internal: false, partitions: 3, messages: 7n, groups: [group], trouble: null },
      });
      expect(listing.rows.find(({ name }) => name === topic)?.bytes).toBeGreaterThan(100n);
      expect(listing.rows.map(({ name }) => name)).toEqual(
        listing.rows.map(({ name }) => name).sort(),
      );
      // What is appended is seen with the next look, and moves the rate.
      await stage.send(topic, 1, messages(50));
      const after = await watch.until(({ topics: { rows } }) =>
        rows.some((row) => row.name === topic && row.messages === 57n),
      );
      expect(after.topics.rows.find(({ name }) => name === topic)?.rate).toBeGreaterThan(0);
      expect(after.requestsPerSecond).toBeGreaterThan(0);
    });
  },
};

const lag: WatchScenario = {
  name: "counts a group's lag at rest exactly as the judge does, with and without members",
  async run(stage) {
    const topic = await stage.topic('lagging', 3);
    const group = uniqueName('laggard');
    await stage.send(topic, 0, messages(10));
    await stage.send(topic, 1, messages(4));
    await stage.sendAborted(topic, 1, messages(3));
    await commit(stage, group, topic, [3, 4, 0]);
    await watching(stage.brokers, {}, async (watch) => {
      const empty = await detailOf(watch, group);
      const judged = await stage.judge(group);
      expect(asJudged(empty)).toEqual(judged);
      expect(empty.row).toMatchObject({ kind: 'classic', state: 'Empty', members: 0 });
      // The aborted messages and their marker lie between the commit and the end, as for the judge.
      expect(empty.row.lag).toBe(7n + 4n);
      const total = judged?.reduce((sum, one) => sum + (one.lag ?? 0n), 0n);
      expect(empty.row.lag).toBe(total);
      expect(empty.partitions[0]?.timeLagMs).toBeGreaterThan(0);
      expect(empty.partitions[2]?.timeLagMs).toBe(0);

      const member = await kafkajsClient.join(stage.brokers, group, topic);
      await watch.until(() => member.assigned()?.length === 3);
      await watch.until(() => member.seen().length >= 7);
      const joined = await detailOf(watch, group);
      expect(joined.row).toMatchObject({ state: 'Stable', members: 1 });
      expect(joined.members).toMatchObject([
        { assignment: [{ topic, partitions: [0, 1, 2] }], host: expect.any(String) as string },
      ]);
      expect(inOrder(joined.partitions).map((one) => one.member)).toEqual(
        Array.from({ length: 3 }, () => joined.members[0]?.memberId),
      );
      await member.leave();
      const left = await detailOf(watch, group);
      expect(asJudged(left)).toEqual(await stage.judge(group));

      watch.look({ kind: 'groups', visible: [group] });
      const { groups } = await watch.until(({ groups: { rows } }) =>
        rows.some(({ id, timeLagMs }) => id === group && timeLagMs !== null),
      );
      const row = groups.rows.find(({ id }) => id === group);
      expect(row).toMatchObject({ lag: left.row.lag, state: 'Empty', members: 0, trouble: null });
      expect(row?.coordinator).toMatch(/^\d+ \(127\.0\.0\.1:\d+\)$/);
    });
  },
};

const descriptions: WatchScenario = {
  name: 'describes a topic, a broker and a group, with where each value comes from',
  async run(stage) {
    const topic = await stage.topic('described', 2);
    const group = uniqueName('described');
    await stage.send(topic, 0, messages(2));
    await commit(stage, group, topic, [1, 0]);
    await watching(stage.brokers, {}, async (watch) => {
      const described = async (of: 'topics' | 'groups' | 'brokers', name: string) => {
        watch.look({ kind: 'description', of, name });
        const { description } = await watch.until(
          (now) => now.description?.name === name && now.description.at !== null,
        );
        return new Map(description?.lines.map((line) => [line.name, line]));
      };
      const aboutTopic = await described('topics', topic);
      expect(aboutTopic.get('partitions')).toMatchObject({ value: '2', source: null });
      expect(aboutTopic.get('cleanup.policy')).toMatchObject({
        value: 'delete',
        source: 'default',
      });
      const aboutGroup = await described('groups', group);
      expect(aboutGroup.get('state')?.value).toBe('Empty');
      expect(aboutGroup.get(`${topic}:0`)?.value).toBe('committed 1, end 2, lag 1');
      watch.look({ kind: 'brokers', visible: [] });
      const { brokers } = await watch.until((now) => now.brokers.rows.length > 0);
      const [broker] = brokers.rows;
      expect(brokers.rows.filter(({ controller }) => controller)).toHaveLength(1);
      const aboutBroker = await described('brokers', String(broker?.id));
      expect(aboutBroker.get('address')?.value).toBe(broker?.address);
      expect(aboutBroker.get('num.partitions')?.source).toMatch(/broker|default/);
      watch.look({ kind: 'description', of: 'topics', name: 'not-there' });
      const { description } = await watch.until((now) => now.description?.problem !== null);
      expect(description?.problem?.code).toBe('TOPIC_NOT_FOUND');
    });
  },
};

/** What watching shows and changes, the same on every broker. */
export const watchScenarios: readonly WatchScenario[] = [
  topics,
  lag,
  descriptions,
  ...changeScenarios,
];

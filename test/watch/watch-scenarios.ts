import { expect, vi } from 'vitest';
import { ERROR } from '../../src/kafka/protocol/error-codes.js';
import { findCoordinator, offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import type { GroupDetail, ResetTo } from '../../src/model/watch.js';
import { kafkajsClient } from '../demo/broker/kafkajs-client.js';
import { RawClient } from '../demo/broker/raw-client.js';
import { type SentMessage, type Stage, uniqueName } from '../e2e/stage.js';
import { type Watching, watching } from './watching.js';

/** A partition of a group as somebody else sees it. */
export interface JudgedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint | null;
  readonly end: bigint;
  readonly lag: bigint | null;
  /** null where nobody has it. */
  readonly clientId: string | null;
}

export interface WatchStage extends Stage {
  /** What an independent judge says of a group; null where it says that there is none. */
  judge(group: string): Promise<readonly JudgedPartition[] | null>;
}

export interface WatchScenario {
  readonly name: string;
  run(stage: WatchStage): Promise<void>;
}

const messages = (count: number): SentMessage[] =>
  Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: `v${i}` }));

/** What a broker says while it is only becoming the coordinator. */
const NOT_YET: readonly number[] = [
  ERROR.COORDINATOR_LOAD_IN_PROGRESS,
  ERROR.COORDINATOR_NOT_AVAILABLE,
  ERROR.NOT_COORDINATOR,
];

/** Commits without being a member, not through the program's own connections. */
export async function commit(
  stage: Stage,
  groupId: string,
  topic: string,
  offsets: readonly number[],
): Promise<void> {
  const client = await RawClient.connect(Number(stage.brokers.split(':')[1]));
  const partitions = offsets.map((offset, partition) => ({
    partition,
    offset: BigInt(offset),
    metadata: null,
  }));
  const body = { groupId, generationId: -1, memberId: '', topics: [{ topic, partitions }] };
  await vi.waitUntil(
    async () => {
      // A real broker makes its topic of offsets when it is first asked for a coordinator.
      await client.ask(findCoordinator, { key: groupId });
      const answer = await client.ask(offsetCommit, body);
      const codes = answer.topics.flatMap((one) =>
        one.partitions.map(({ errorCode }) => errorCode),
      );
      if (codes.some((code) => NOT_YET.includes(code))) return false;
      expect(codes).toEqual(offsets.map(() => 0));
      return true;
    },
    { timeout: 20_000, interval: 100 },
  );
  client.close();
}

const inOrder = <T extends { readonly topic: string; readonly partition: number }>(
  rows: readonly T[],
): T[] => [...rows].sort((a, b) => a.partition - b.partition);

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

const RESETS: readonly (readonly [to: ResetTo, offsets: readonly bigint[]])[] = [
  [{ kind: 'latest' }, [10n, 4n]],
  [{ kind: 'earliest' }, [0n, 0n]],
  [{ kind: 'offset', offset: 6n }, [6n, 4n]],
  [{ kind: 'shift', by: -2n }, [4n, 2n]],
  [{ kind: 'shift', by: 100n }, [10n, 4n]],
  [{ kind: 'time', timestamp: 0 }, [0n, 0n]],
  [{ kind: 'time', timestamp: 32_503_680_000_000 }, [10n, 4n]],
];

const resets: WatchScenario = {
  name: "resets a group's offsets to where the judge then sees them",
  async run(stage) {
    const topic = await stage.topic('reset', 2);
    const group = uniqueName('resetting');
    await stage.send(topic, 0, messages(10));
    await stage.send(topic, 1, messages(4));
    await commit(stage, group, topic, [3, 3]);
    await watching(stage.brokers, { write: true }, async ({ watch: { commands } }) => {
      for (const [to, offsets] of RESETS) {
        const plan = await commands.planReset(group, topic, null, to);
        expect(inOrder(plan.rows).map((row) => row.to)).toEqual(offsets);
        await commands.applyReset(plan);
        const judged = await stage.judge(group);
        expect(inOrder(judged ?? []).map((one) => one.committed)).toEqual(offsets);
      }
      // One partition alone, and the other as it was.
      const plan = await commands.planReset(group, topic, 1, { kind: 'earliest' });
      expect(plan.rows).toMatchObject([{ partition: 1, from: 4n, to: 0n, replayed: 4n }]);
      await commands.applyReset(plan);
      const judged = await stage.judge(group);
      expect(inOrder(judged ?? []).map((one) => one.committed)).toEqual([10n, 0n]);
      // What was seen in the preview is no longer so.
      await expect(commands.applyReset(plan)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
    });
  },
};

const refusals: WatchScenario = {
  name: 'changes nothing of a group that has members, nor of one that is not there',
  async run(stage) {
    const topic = await stage.topic('used', 1);
    const group = uniqueName('user');
    await stage.send(topic, 0, messages(10));
    await commit(stage, group, topic, [10]);
    await watching(stage.brokers, { write: true }, async (watch) => {
      const { commands } = watch.watch;
      const plan = await commands.planReset(group, topic, null, { kind: 'earliest' });
      const member = await kafkajsClient.join(stage.brokers, group, topic);
      await watch.until(() => member.assigned()?.length === 1);
      const inUse = { code: 'GROUP_IN_USE' };
      await expect(commands.applyReset(plan)).rejects.toMatchObject(inUse);
      await expect(commands.deleteGroup(group)).rejects.toMatchObject(inUse);
      const again = commands.planReset(group, topic, null, { kind: 'latest' });
      await expect(again).rejects.toMatchObject(inUse);
      await member.leave();
      expect((await stage.judge(group))?.map((one) => one.committed)).toEqual([10n]);
      const missing = uniqueName('nobody');
      const notFound = { code: 'GROUP_NOT_FOUND' };
      await expect(commands.deleteGroup(missing)).rejects.toMatchObject(notFound);
      await expect(
        commands.planReset(missing, topic, null, { kind: 'latest' }),
      ).rejects.toMatchObject(notFound);
      await expect(commands.planReset(group, topic, 7, { kind: 'latest' })).rejects.toMatchObject({
        code: 'PARTITION_NOT_FOUND',
      });
    });
  },
};

const deletion: WatchScenario = {
  name: 'deletes a group, which the judge then knows no more',
  async run(stage) {
    const topic = await stage.topic('left', 1);
    const group = uniqueName('doomed');
    await stage.send(topic, 0, messages(2));
    await commit(stage, group, topic, [1]);
    await watching(stage.brokers, { write: true }, async (watch) => {
      watch.look({ kind: 'groups', visible: [group] });
      await watch.until(({ groups: { rows } }) => rows.some(({ id }) => id === group));
      await watch.watch.commands.deleteGroup(group);
      await watch.until(({ groups: { rows } }) => !rows.some(({ id }) => id === group));
      expect(await stage.judge(group)).toBeNull();
    });
  },
};

const readOnly: WatchScenario = {
  name: 'changes nothing without --write',
  async run(stage) {
    const topic = await stage.topic('kept', 1);
    const group = uniqueName('kept');
    await stage.send(topic, 0, messages(5));
    await commit(stage, group, topic, [2]);
    await watching(stage.brokers, {}, async ({ watch }) => {
      expect(watch.current().writable).toBe(false);
      const plan = await watch.commands.planReset(group, topic, null, { kind: 'latest' });
      expect(plan.rows).toMatchObject([{ from: 2n, to: 5n, skipped: 3n, replayed: 0n }]);
      const refused = { code: 'READ_ONLY', next: expect.stringContaining('--write') as string };
      await expect(watch.commands.applyReset(plan)).rejects.toMatchObject(refused);
      await expect(watch.commands.deleteGroup(group)).rejects.toMatchObject(refused);
      expect((await stage.judge(group))?.map((one) => one.committed)).toEqual([2n]);
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
  resets,
  refusals,
  deletion,
  readOnly,
  descriptions,
];

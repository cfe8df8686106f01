import { expect } from 'vitest';
import { askBroker } from '../../src/kafka/admin/broker-answer.js';
import { commitFor, removeGroup } from '../../src/kafka/admin/changes.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { findCoordinator } from '../../src/kafka/protocol/messages-group.js';
import type { ResetTo } from '../../src/model/watch.js';
import { kafkajsClient } from '../demo/broker/kafkajs-client.js';
import { type Stage, uniqueName } from '../e2e/stage.js';
import { settingsFor } from '../support/reading.js';
import { commit, inOrder, messages, type WatchScenario } from './watch-stage.js';
import { watching } from './watching.js';

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

const partly: WatchScenario = {
  name: 'resets the offsets that the broker takes, and names the others',
  async run(stage) {
    const topic = await stage.topic('partly', 2);
    const group = uniqueName('partly');
    await stage.send(topic, 0, messages(10));
    await commit(stage, group, topic, [3, 0]);
    await watching(stage.brokers, { write: true }, async ({ watch: { commands } }) => {
      const plan = await commands.planReset(group, topic, null, { kind: 'latest' });
      const [row] = plan.rows;
      if (!row) throw new Error('no partition');
      const gone = { ...row, partition: 9, from: null };
      expect(await commands.applyReset({ ...plan, rows: [...plan.rows, gone] })).toEqual([
        { topic, partition: 9, why: 'UNKNOWN_TOPIC_OR_PARTITION (3)' },
      ]);
      const judged = inOrder((await stage.judge(group)) ?? []);
      expect(judged.map((one) => one.committed)).toEqual([10n, 0n]);
    });
  },
};

/** What happens when a member joins after the program has looked for one: the coordinator refuses. */
async function refusedByBroker(stage: Stage, group: string, topic: string): Promise<void> {
  const cluster = new Cluster(settingsFor(stage.brokers, { clientId: 'elsewhere' }), {
    changes: true,
    membership: false,
  });
  try {
    const { brokers } = await cluster.metadata([]);
    const any = brokers[0]?.nodeId ?? -1;
    const { nodeId } = await askBroker(cluster, any, findCoordinator, { key: group });
    const inUse = { code: 'GROUP_IN_USE' };
    await expect(
      commitFor(cluster, nodeId, group, [{ topic, partition: 0, offset: 0n }]),
    ).rejects.toMatchObject(inUse);
    await expect(removeGroup(cluster, nodeId, group)).rejects.toMatchObject(inUse);
  } finally {
    cluster.close();
  }
}

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
      await refusedByBroker(stage, group, topic);
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

/** What `--write` changes, and what nothing changes. */
export const changeScenarios: readonly WatchScenario[] = [
  resets,
  partly,
  refusals,
  deletion,
  readOnly,
];

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeShare } from '../../src/kafka/group-assignment.js';
import { withAdmin } from '../demo/broker/scenario-lab.js';
import { memberRestartScenarios } from './member-restart-scenarios.js';
import { memberScenarios } from './member-scenarios.js';
import type { JudgedShare, MemberStage } from './member-stage.js';
import { memberStallScenarios } from './member-stall-scenarios.js';
import { memberTopicsScenarios } from './member-topics-scenarios.js';
import { embeddedStage, type EmbeddedStage, users } from './stage.js';
import { openPty } from './terminal.js';

/** kafkajs's own admin client is the judge: what it is told of the group, and of its commits. */
async function judgeBy(brokers: string, group: string): Promise<readonly JudgedShare[]> {
  return await withAdmin(brokers, async (admin) => {
    const [topics, { groups }] = [
      await admin.fetchOffsets({ groupId: group }),
      await admin.describeGroups([group]),
    ];
    const shares = new Map<string, JudgedShare>();
    for (const { topic, partitions } of topics) {
      for (const { partition, offset } of partitions) {
        const committed = BigInt(offset) < 0n ? null : BigInt(offset);
        shares.set(`${topic}:${partition}`, { topic, partition, committed, clientId: null });
      }
    }
    for (const { clientId, memberAssignment } of groups.flatMap(({ members }) => members)) {
      for (const [topic, partitions] of decodeShare(memberAssignment) ?? []) {
        for (const partition of partitions) {
          const place = `${topic}:${partition}`;
          const committed = shares.get(place)?.committed ?? null;
          shares.set(place, { topic, partition, committed, clientId });
        }
      }
    }
    return [...shares.values()].sort(byPlace);
  });
}

function byPlace(a: JudgedShare, b: JudgedShare): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
}

function memberStage(stage: EmbeddedStage): MemberStage {
  const { brokers } = stage;
  return {
    ...stage,
    judge: (group) => judgeBy(brokers, group),
    reset: (groupId, topic) =>
      withAdmin(brokers, (admin) => admin.resetOffsets({ groupId, topic, earliest: true })),
  };
}

describe('members of a group, on the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  for (const { name, run } of [
    ...memberScenarios,
    ...memberRestartScenarios,
    ...memberTopicsScenarios,
    ...memberStallScenarios,
  ]) {
    it(name, { timeout: 180_000 }, async () => {
      await run(memberStage(stage));
    });
  }

  it('stays in for longer than its session though nobody drains the terminal', async () => {
    const { broker } = stage;
    const topic = await stage.topic('undrained', 1);
    const counts = (name: string): number =>
      broker.requests().filter(({ apiName }) => apiName === name).length;
    const args = ['-b', stage.brokers, '-G', topic, topic, '-X', 'session.timeout.ms=6000'];
    const terminal = openPty({
      args: [...args, '-X', 'heartbeat.interval.ms=500'],
      bytesPerSecond: 1,
    });
    try {
      const group = () => broker.groups().find(({ groupId }) => groupId === topic);
      await expect.poll(() => group()?.state, { timeout: 30_000 }).toBe('Stable');
      broker.forgetRequests();
      const begun = Date.now();
      // There is something new to draw all the time.
      for (let from = 0; Date.now() - begun < 8_000; from += 20) {
        await stage.send(topic, 0, users('u', 20, from));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(group()?.state).toBe('Stable');
      expect(counts('Heartbeat')).toBeGreaterThan(8);
      expect(counts('JoinGroup')).toBe(0);
      expect(terminal.bytes).toBeLessThan(100_000);
    } finally {
      await terminal.close();
    }
  });
});

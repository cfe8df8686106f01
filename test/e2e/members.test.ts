import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withAdmin } from '../demo/broker/scenario-lab.js';
import { type JudgedShare, memberScenarios } from './member-scenarios.js';
import { embeddedStage, type EmbeddedStage, users } from './stage.js';
import { openPty } from './terminal.js';

/** kafkajs's own admin client is the judge: what it is told of the group, and of its commits. */
async function judgeBy(brokers: string, group: string): Promise<readonly JudgedShare[]> {
  return await withAdmin(brokers, async (admin) => {
    const [topics, { groups }] = [
      await admin.fetchOffsets({ groupId: group }),
      await admin.describeGroups([group]),
    ];
    const owners = new Map(
      groups.flatMap(({ members }) =>
        members.flatMap(({ clientId, memberAssignment }) =>
          partitionsIn(memberAssignment).map((partition) => [partition, clientId] as const),
        ),
      ),
    );
    return topics.flatMap(({ partitions }) =>
      partitions.map(({ partition, offset }) => ({
        partition,
        committed: BigInt(offset) < 0n ? null : BigInt(offset),
        clientId: owners.get(partition) ?? null,
      })),
    );
  });
}

/** version, topics: one name with its partitions */
function partitionsIn(assignment: Buffer): number[] {
  if (assignment.length < 6 || assignment.readInt32BE(2) === 0) return [];
  const name = assignment.readInt16BE(6);
  const at = 8 + name;
  return Array.from({ length: assignment.readInt32BE(at) }, (_, index) =>
    assignment.readInt32BE(at + 4 + index * 4),
  );
}

describe('members of a group, on the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  for (const { name, run } of memberScenarios) {
    it(name, { timeout: 180_000 }, async () => {
      await run({ ...stage, judge: (group) => judgeBy(stage.brokers, group) });
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

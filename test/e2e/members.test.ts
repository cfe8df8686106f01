import { afterAll, beforeAll, describe, it } from 'vitest';
import { withAdmin } from '../demo/broker/scenario-lab.js';
import { type JudgedShare, memberScenarios } from './member-scenarios.js';
import { embeddedStage, type EmbeddedStage } from './stage.js';

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
});

import { expect, it } from 'vitest';
import { decodeShare } from '../../src/kafka/group-assignment.js';
import { withAdmin } from '../demo/broker/scenario-lab.js';
import type { JudgedShare, MemberScenario, MemberStage } from './member-stage.js';
import type { EmbeddedStage } from './stage.js';

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

/** Scenarios of members on the embedded broker. */
function embeddedMembers(stage: EmbeddedStage): MemberStage {
  const { brokers } = stage;
  return {
    ...stage,
    judge: (group) => judgeBy(brokers, group),
    reset: (groupId, topic) =>
      withAdmin(brokers, (admin) => admin.resetOffsets({ groupId, topic, earliest: true })),
  };
}

/** Each of the scenarios as a test; the broker's request log says whether somebody joined, and who must not commit. */
export function eachEmbeddedMember(
  scenarios: readonly MemberScenario[],
  stage: () => EmbeddedStage,
): void {
  for (const { name, commitsNothing = false, run } of scenarios) {
    it(name, { timeout: 180_000 }, async () => {
      const { broker } = stage();
      broker.forgetRequests();
      await run(embeddedMembers(stage()));
      const asked = broker.requests().map(({ apiName }) => apiName);
      expect(asked).toContain('JoinGroup');
      if (commitsNothing) expect(asked).not.toContain('OffsetCommit');
    });
  }
}

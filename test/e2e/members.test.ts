import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embeddedMembers } from './embedded-members.js';
import { memberScenarios } from './member-scenarios.js';
import { memberTopicsScenarios } from './member-topics-scenarios.js';
import { embeddedStage, type EmbeddedStage } from './stage.js';

describe('members of a group, on the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  for (const { name, commitsNothing = false, run } of [
    ...memberScenarios,
    ...memberTopicsScenarios,
  ]) {
    it(name, { timeout: 180_000 }, async () => {
      stage.broker.forgetRequests();
      await run(embeddedMembers(stage));
      const asked = stage.broker.requests().map(({ apiName }) => apiName);
      expect(asked).toContain('JoinGroup');
      if (commitsNothing) expect(asked).not.toContain('OffsetCommit');
    });
  }
});

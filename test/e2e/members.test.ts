import { afterAll, beforeAll, describe } from 'vitest';
import { eachEmbeddedMember } from './embedded-members.js';
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

  eachEmbeddedMember([...memberScenarios, ...memberTopicsScenarios], () => stage);
});

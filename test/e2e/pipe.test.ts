import { afterAll, beforeAll, describe, it } from 'vitest';
import { pipeScenarios } from './pipe-scenarios.js';
import { embeddedStage, type EmbeddedStage } from './stage.js';

describe('pipe mode, on the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  for (const { name, run } of pipeScenarios) {
    it(name, async () => {
      await run(stage);
    });
  }
});

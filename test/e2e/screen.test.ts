import { afterAll, beforeAll, describe, it } from 'vitest';
import { screenScenarios } from './screen-scenarios.js';
import { columnsScenarios } from './columns-scenarios.js';
import { breakScenarios } from './break-scenarios.js';
import { gapScenarios } from './gap-scenarios.js';
import { seekScenarios } from './seek-scenarios.js';
import { embeddedStage, type EmbeddedStage } from './stage.js';

describe('the screen, on the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  for (const { name, run } of [
    ...screenScenarios,
    ...seekScenarios,
    ...gapScenarios,
    ...breakScenarios,
    ...columnsScenarios,
  ]) {
    it(name, async () => {
      await run(stage);
    });
  }
});

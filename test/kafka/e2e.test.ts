import { describe, it } from 'vitest';
import { listScenarios } from '../e2e/list-scenarios.js';
import { pipeScenarios } from '../e2e/pipe-scenarios.js';
import { screenScenarios } from '../e2e/screen-scenarios.js';
import { columnsScenarios } from '../e2e/columns-scenarios.js';
import { breakScenarios } from '../e2e/break-scenarios.js';
import { gapScenarios } from '../e2e/gap-scenarios.js';
import { seekScenarios } from '../e2e/seek-scenarios.js';
import { realStage } from './stage.js';
import { describeKafka } from './suite.js';

describeKafka('the program on a real Kafka, fed by kcat', ({ brokers }) => {
  const stage = realStage(brokers);

  describe('the screen', () => {
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

  describe('looking around', () => {
    for (const { name, run } of listScenarios) {
      it(name, async () => {
        await run(stage);
      });
    }
  });

  describe('pipe mode', () => {
    for (const { name, run } of pipeScenarios) {
      it(name, async () => {
        await run(stage);
      });
    }
  });
});

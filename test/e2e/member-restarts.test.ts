import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eachEmbeddedMember } from './embedded-members.js';
import { memberRestartScenarios } from './member-restart-scenarios.js';
import { memberStallScenarios } from './member-stall-scenarios.js';
import { embeddedStage, type EmbeddedStage, users } from './stage.js';
import { openPty } from './terminal.js';

describe('members that end and come back, on the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  eachEmbeddedMember([...memberRestartScenarios, ...memberStallScenarios], () => stage);

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

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listScenarios } from './list-scenarios.js';
import { embeddedStage, type EmbeddedStage } from './stage.js';

/** What only a scenario that changes something may send. */
const CHANGES = ['OffsetCommit', 'DeleteGroups'];
const NEVER = ['Produce', 'CreateTopics', 'JoinGroup', 'SyncGroup', 'Heartbeat', 'LeaveGroup'];

describe('looking around the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  it.each(listScenarios)('$name', { timeout: 90_000 }, async ({ name, run }) => {
    stage.broker.forgetRequests();
    await run(stage);
    const mayChange = name.startsWith('resets') || name.startsWith('deletes');
    const forbidden = mayChange ? NEVER : [...NEVER, ...CHANGES];
    const ours = stage.broker.requests().filter(({ clientId }) => clientId === 'kafka-tui');
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.map(({ apiName }) => apiName).filter((api) => forbidden.includes(api))).toEqual([]);
  });
});

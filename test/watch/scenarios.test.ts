import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddedBroker } from '../../src/demo/broker/broker.js';
import { type EmbeddedStage, embeddedStage } from '../e2e/stage.js';
import { watchScenarios } from './watch-scenarios.js';
import type { JudgedPartition } from './watch-stage.js';

/** What the broker itself has noted, without a request. */
function judgeIn(broker: EmbeddedBroker, group: string): JudgedPartition[] | null {
  if (!broker.groups().some(({ groupId }) => groupId === group)) return null;
  return broker.topics().flatMap((topic) =>
    broker.partitions(topic).flatMap(({ partition, endOffset: end }) => {
      const committed = broker.committed(group, topic, partition)?.offset;
      if (committed === undefined) return [];
      return [{ topic, partition, committed, end, lag: end - committed, clientId: null }];
    }),
  );
}

const CHANGES = ['OffsetCommit', 'DeleteGroups', 'Produce', 'CreateTopics', 'TxnOffsetCommit'];
const MEMBERSHIP = ['JoinGroup', 'SyncGroup', 'Heartbeat', 'LeaveGroup'];

describe('watching the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  it.each(watchScenarios)('$name', async (scenario) => {
    stage.broker.forgetRequests();
    await scenario.run({
      ...stage,
      judge: (group) => Promise.resolve(judgeIn(stage.broker, group)),
    });
    const ours = stage.broker.requests().filter(({ clientId }) => clientId === 'kafka-tui-test');
    expect(ours.length).toBeGreaterThan(0);
    const writes = scenario.name.startsWith('resets') || scenario.name.startsWith('deletes');
    const forbidden = writes ? MEMBERSHIP : [...CHANGES, ...MEMBERSHIP];
    expect(ours.filter(({ apiName }) => forbidden.includes(apiName))).toEqual([]);
    expect(ours.filter(({ apiName }) => apiName === 'Unknown')).toEqual([]);
    expect(stage.broker.counters().failures).toBe(0);
  });
});

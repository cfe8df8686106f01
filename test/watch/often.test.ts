import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import { RawClient } from '../demo/broker/raw-client.js';
import { Watching } from './watching.js';

/** Longer than the time between two looks at what is on screen. */
const A_LOOK_MS = 3500;

describe('how often is asked for what', { timeout: 60_000 }, () => {
  let broker: EmbeddedBroker;
  let watch: Watching;
  beforeEach(async () => {
    broker = await startBroker();
    for (const topic of ['orders', 'users', 'visits']) broker.createTopic(topic, { partitions: 2 });
    watch = new Watching(broker.bootstrap);
  });
  afterEach(async () => {
    watch.watch.close();
    await broker.close();
  });

  const asked = (api?: string) =>
    broker
      .requests()
      .filter(({ clientId }) => clientId === 'kafka-tui-test')
      .filter(({ apiName }) => api === undefined || apiName === api);

  /** All that was asked with an API, as text. */
  const textOf = (api: string): string =>
    JSON.stringify(
      asked(api).map(({ body }) => body),
      (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    );

  async function untilQuiet(): Promise<void> {
    await vi.waitFor(
      async () => {
        broker.forgetRequests();
        await pause(A_LOOK_MS);
        expect(broker.requests()).toEqual([]);
      },
      { timeout: 25_000, interval: 1 },
    );
  }

  it('asks again and again for the topics on screen alone, and for nothing when none is', async () => {
    watch.look({ kind: 'topics', visible: ['users'] });
    await watch.until(
      ({ topics: { rows } }) =>
        rows.length === 3 &&
        rows.every(
          ({ messages, groups, bytes }) => messages !== null && groups !== null && bytes !== null,
        ),
    );
    broker.forgetRequests();
    await watch.until(() => asked('ListOffsets').length >= 3);
    expect(textOf('ListOffsets')).toContain('users');
    expect(textOf('ListOffsets')).not.toMatch(/orders|visits/);
    // Whatever else was asked was about the cluster as a whole.
    const others = asked().filter(({ apiName }) => apiName !== 'ListOffsets');
    expect(others.length).toBeLessThan(asked('ListOffsets').length);
    // What has come onto the screen is asked for from now on.
    watch.look({ kind: 'topics', visible: ['orders'] });
    await watch.until(() => textOf('ListOffsets').includes('orders'));
    watch.look({ kind: 'nothing' });
    await untilQuiet();
  });

  it('asks again and again for the groups on screen alone', async () => {
    const ids = Array.from({ length: 6 }, (_, index) => `group-${index}`);
    const client = await RawClient.connect(broker.brokers[0]?.port ?? 0);
    for (const groupId of ids) {
      const partitions = [{ partition: 0, offset: 0n, metadata: null }];
      const who = { groupId, generationId: -1, memberId: '' };
      await client.ask(offsetCommit, { ...who, topics: [{ topic: 'orders', partitions }] });
    }
    client.close();
    watch.look({ kind: 'groups', visible: ['group-2'] });
    await watch.until(
      ({ groups: { rows } }) => rows.length === 6 && rows.every(({ lag }) => lag !== null),
    );
    broker.forgetRequests();
    await watch.until(() => asked('OffsetFetch').length >= 3);
    for (const api of ['DescribeGroups', 'OffsetFetch']) {
      expect(textOf(api)).toContain('group-2');
      expect(textOf(api)).not.toMatch(/group-[^2]/);
    }
    expect(watch.now.requestsPerSecond).toBeGreaterThan(0);
    watch.look({ kind: 'nothing' });
    await untilQuiet();
  });
});

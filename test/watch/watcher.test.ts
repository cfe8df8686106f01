import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { ask } from '../../src/kafka/ask.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import type { Watch, WatchSnapshot } from '../../src/model/watch.js';
import { openWatch } from '../../src/watch/open-watch.js';
import { settingsFor } from '../support/reading.js';

describe('watching a cluster', () => {
  let broker: EmbeddedBroker;
  let watch: Watch;
  beforeEach(async () => {
    broker = await startBroker({ brokers: 3 });
    broker.createTopic('orders', { partitions: 3 });
    broker.createTopic('users', { partitions: 1, replicationFactor: 1 });
    for (let i = 0; i < 9; i += 1) {
      broker.append('orders', i % 3, [{ value: String(i) }, { value: 'x' }]);
    }
    watch = openWatch(settingsFor(broker.bootstrap), { name: 'lab', write: false });
  });
  afterEach(async () => {
    watch.close();
    await broker.close();
  });

  async function until(condition: (now: WatchSnapshot) => boolean): Promise<WatchSnapshot> {
    await vi.waitUntil(() => condition(watch.current()), { timeout: 10_000, interval: 10 });
    return watch.current();
  }

  async function commit(group: string, topic: string, partition: number, offset: bigint) {
    const cluster = new Cluster(settingsFor(broker.bootstrap), {
      changes: true,
      membership: false,
    });
    await cluster.metadata(null);
    for (const { id } of broker.brokers) {
      await ask(await cluster.broker(id), offsetCommit, {
        groupId: group,
        generationId: -1,
        memberId: '',
        topics: [{ topic, partitions: [{ partition, offset, metadata: 'mine' }] }],
      });
    }
    cluster.close();
  }

  it('asks nothing before something is looked at', async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(broker.requests()).toEqual([]);
    expect(watch.current().topics).toEqual({ rows: [], at: null, problem: null });
  });

  it('names topics and groups once when asked to, without looking at any', async () => {
    await commit('shop', 'orders', 1, 2n);
    broker.forgetRequests();
    expect(await watch.commands.names('topics')).toEqual(['orders', 'users']);
    expect(await watch.commands.names('groups')).toEqual(['shop']);
    const asked = broker
      .requests()
      .map(({ apiName }) => apiName)
      .filter((api) => api !== 'ApiVersions');
    expect(asked.sort()).toEqual(['ListGroups', 'ListGroups', 'ListGroups', 'Metadata']);
  });

  it('lists topics with their messages, sizes and readers', async () => {
    await commit('shop', 'orders', 1, 2n);
    watch.commands.look({ kind: 'topics', visible: ['orders'] });
    const { topics } = await until(
      (now) =>
        now.topics.rows.every(
          ({ groups, bytes, messages }) => groups !== null && bytes !== null && messages !== null,
        ) && now.topics.rows.length === 2,
    );
    expect(topics.rows).toMatchObject([
      {
        name: 'orders',
        internal: false,
        partitions: 3,
        replicas: 3,
        messages: 18n,
        groups: ['shop'],
        trouble: null,
      },
      {
        name: 'users',
        partitions: 1,
        replicas: 1,
        messages: 0n,
        bytes: 0n,
        groups: [],
        trouble: null,
      },
    ]);
    const bytes = broker.partitions('orders').reduce((sum, one) => sum + one.bytes, 0);
    expect(topics.rows[0]?.bytes).toBe(BigInt(bytes));
    expect(watch.current().requestsPerSecond).toBeGreaterThan(0);
  });

  it('lists groups and brokers, and one group in detail', async () => {
    await commit('shop', 'orders', 1, 2n);
    watch.commands.look({ kind: 'groups', visible: ['shop'] });
    const { groups } = await until(
      (now) => now.groups.rows[0]?.lag === 4n && now.groups.rows[0].timeLagMs !== null,
    );
    expect(groups.rows).toMatchObject([
      { id: 'shop', kind: 'classic', state: 'Empty', members: 0, lag: 4n },
    ]);
    watch.commands.look({ kind: 'brokers', visible: [] });
    const { brokers } = await until((now) => now.brokers.rows.length === 3);
    expect(brokers.rows).toMatchObject([{ id: 1, controller: true }, { id: 2 }, { id: 3 }]);
    watch.commands.look({ kind: 'group', id: 'shop' });
    const { group } = await until((now) => now.group !== null);
    expect(group?.partitions).toMatchObject([
      {
        topic: 'orders',
        partition: 1,
        first: 0n,
        committed: 2n,
        end: 6n,
        lag: 4n,
        metadata: 'mine',
        member: null,
      },
    ]);
  });
});

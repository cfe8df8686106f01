import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { RawClient } from '../demo/broker/raw-client.js';
import { offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import { Watching } from './watching.js';

describe('watching a cluster in trouble', () => {
  let broker: EmbeddedBroker;
  let watch: Watching;
  beforeEach(async () => {
    broker = await startBroker({ brokers: 2 });
    broker.createTopic('orders', { partitions: 2, replicationFactor: 1 });
    broker.createTopic('users', { partitions: 1 });
    broker.append('orders', 0, [{ value: 'a' }, { value: 'b' }]);
    broker.append('orders', 1, [{ value: 'c' }]);
    watch = new Watching(broker.bootstrap, { settings: { requestTimeoutMs: 2000 } });
  });
  afterEach(async () => {
    watch.watch.close();
    await broker.close();
  });

  const orders = () => watch.now.topics.rows.find(({ name }) => name === 'orders');

  async function commitOn(group: string, partition: number, offset: bigint): Promise<void> {
    // Whichever broker looks after the group takes it; the other one refuses.
    for (const { port } of broker.brokers) {
      const client = await RawClient.connect(port);
      const topics = [{ topic: 'orders', partitions: [{ partition, offset, metadata: null }] }];
      const who = { groupId: group, generationId: -1, memberId: '' };
      await client.ask(offsetCommit, { ...who, topics });
      client.close();
    }
  }

  it('keeps the rows it had while no broker answers, says why, and goes on when one does', async () => {
    watch.look({ kind: 'topics', visible: ['orders', 'users'] });
    await watch.until(() => orders()?.messages === 3n);
    const { at } = watch.now.topics;
    await broker.faults.refuseConnections();
    broker.faults.dropConnections();
    const { topics } = await watch.until((now) => now.topics.problem !== null);
    expect(topics.problem?.code).toBe('CONNECTION_REFUSED');
    expect(topics.rows.map(({ name }) => name)).toEqual(['orders', 'users']);
    expect(topics.at).toBeGreaterThanOrEqual(at ?? Infinity);
    await broker.faults.acceptConnections();
    broker.append('orders', 0, [{ value: 'd' }]);
    watch.watch.commands.refresh();
    await watch.until((now) => now.topics.problem === null && orders()?.messages === 4n);
  });

  it('names partitions without a leader, and counts nothing that is not told', async () => {
    watch.look({ kind: 'topics', visible: ['orders'] });
    await watch.until(() => orders()?.messages === 3n);
    const lost = broker.partitions('orders')[1]?.leader ?? 0;
    await broker.faults.loseBroker(lost);
    watch.watch.commands.refresh();
    await watch.until(() => orders()?.trouble === '1 of 2 partitions without a leader');
    await broker.faults.returnBroker(lost);
    watch.watch.commands.refresh();
    await watch.until(() => orders()?.trouble === null);
    watch.look({ kind: 'brokers', visible: [] });
    await watch.until((now) => now.brokers.rows.length === 2);
  });

  it('shows no size where the brokers tell none, and everything else', async () => {
    broker.faults.answerWith('CLUSTER_AUTHORIZATION_FAILED', { api: 'DescribeLogDirs' });
    watch.look({ kind: 'topics', visible: ['orders'] });
    await watch.until(() => orders()?.messages === 3n && orders()?.groups !== null);
    await watch.until(() => broker.requests().some(({ apiName }) => apiName === 'DescribeLogDirs'));
    await pause(100);
    expect(orders()).toMatchObject({ bytes: null, trouble: null, groups: [] });
    expect(watch.now.topics.problem).toBeNull();
  });

  it('says of a topic that its offsets are not for this user', async () => {
    broker.faults.answerWith('TOPIC_AUTHORIZATION_FAILED', { api: 'ListOffsets', name: 'orders' });
    watch.look({ kind: 'topics', visible: ['orders', 'users'] });
    await watch.until(() => orders()?.trouble === 'no permission to ask for its offsets');
    expect(orders()).toMatchObject({ messages: null, rate: null });
    await watch.until(({ topics: { rows } }) => rows[1]?.messages === 0n);
  });

  it('says of a group what this user may not see, and shows the others', async () => {
    await commitOn('hidden', 0, 1n);
    await commitOn('shown', 0, 1n);
    broker.faults.answerWith('GROUP_AUTHORIZATION_FAILED', {
      api: 'DescribeGroups',
      name: 'hidden',
    });
    watch.look({ kind: 'groups', visible: ['hidden', 'shown'] });
    const { groups } = await watch.until(
      ({ groups: { rows } }) =>
        rows.every(({ lag, trouble }) => lag !== null || trouble !== null) && rows.length === 2,
    );
    expect(groups.rows).toMatchObject([
      { id: 'hidden', members: null, trouble: 'no permission to describe it' },
      { id: 'shown', members: 0, lag: 1n, trouble: null },
    ]);
  });

  it('says of a group that is not there that it is not', async () => {
    watch.look({ kind: 'group', id: 'nobody' });
    const { group, groupProblem } = await watch.until((now) => now.groupProblem !== null);
    expect(group).toBeNull();
    expect(groupProblem?.code).toBe('GROUP_NOT_FOUND');
  });

  it('shows what is new, forgets what is gone, and counts a topic that was made anew from its start', async () => {
    watch.look({ kind: 'topics', visible: ['orders'] });
    await watch.until(() => orders()?.messages === 3n);
    broker.createTopic('later', { partitions: 1 });
    broker.faults.deleteTopic('users');
    broker.faults.recreateTopic('orders');
    broker.append('orders', 0, [{ value: 'x' }]);
    watch.watch.commands.refresh();
    await watch.until(
      ({ topics: { rows } }) => rows.map(({ name }) => name).join() === 'later,orders',
    );
    await watch.until(() => orders()?.messages === 1n);
    expect(orders()?.rate ?? 0).toBeGreaterThanOrEqual(0);
  });

  it('finds the age of a message in a batch that no small answer holds', async () => {
    const written = Date.now() - 60_000;
    const records = Array.from({ length: 40 }, (_, i) => ({
      value: Buffer.alloc(1000, i),
      timestamp: written + i,
    }));
    for (const partition of [0, 1]) broker.append('orders', partition, records);
    await commitOn('slow', 0, 7n);
    await commitOn('slow', 1, 4n);
    watch.look({ kind: 'group', id: 'slow' });
    const { group } = await watch.until((now) => now.group !== null);
    const ages = group?.partitions.map(({ timeLagMs }) => group.at - written - (timeLagMs ?? 0));
    // Behind the two and the one that were there before.
    expect(ages).toEqual([5, 3]);
    expect(group?.row.timeLagMs).toBe(group?.partitions[1]?.timeLagMs);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { isMisplaced, NO_ANSWER } from '../../src/kafka/admin/log-ends.js';
import { findCoordinator, offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import { ERROR } from '../../src/kafka/protocol/error-codes.js';
import type { GroupRow } from '../../src/model/watch.js';
import { RawClient } from '../demo/broker/raw-client.js';
import { Watching } from './watching.js';

const HOUR = 3_600_000;

describe('what is known only in part', () => {
  let broker: EmbeddedBroker;
  let watch: Watching;
  beforeEach(async () => {
    broker = await startBroker({ brokers: 2 });
    broker.createTopic('orders', { partitions: 2, replicationFactor: 1 });
    watch = new Watching(broker.bootstrap, { settings: { requestTimeoutMs: 1000 } });
  });
  afterEach(async () => {
    watch.watch.close();
    await broker.close();
  });

  async function onEachBroker(act: (client: RawClient) => Promise<void>): Promise<void> {
    for (const { port } of broker.brokers) {
      const client = await RawClient.connect(port);
      await act(client);
      client.close();
    }
  }

  /** Whichever broker looks after the group takes it; the other one refuses. */
  async function commitOn(groupId: string, offsets: readonly (bigint | null)[]): Promise<void> {
    const partitions = offsets.flatMap((offset, partition) =>
      offset === null ? [] : [{ partition, offset, metadata: null }],
    );
    const body = { groupId, generationId: -1, memberId: '' };
    await onEachBroker(async (client) => {
      await client.ask(offsetCommit, { ...body, topics: [{ topic: 'orders', partitions }] });
    });
  }

  async function coordinatorOf(key: string): Promise<number> {
    let nodeId = -1;
    await onEachBroker(async (client) => {
      ({ nodeId } = await client.ask(findCoordinator, { key }));
    });
    return nodeId;
  }

  /** Ends the first log with messages of an hour ago, and the second with one of two hours. */
  function fill(): void {
    broker.append('orders', 0, [{ value: 'a', timestamp: Date.now() - 3 * HOUR }]);
    broker.append('orders', 0, [{ value: 'b', timestamp: Date.now() - HOUR }]);
    broker.append('orders', 1, [{ value: 'c', timestamp: Date.now() - 2 * HOUR }]);
  }

  const groupRow = (id: string): GroupRow | undefined =>
    watch.now.groups.rows.find((row) => row.id === id);

  it('takes the first message of the log for the one that waits, where what was committed is gone', async () => {
    fill();
    broker.faults.truncateHead('orders', 0, 1n);
    await commitOn('late', [0n, 1n]);
    watch.look({ kind: 'groups', visible: ['late'] });
    await watch.until(() => (groupRow('late')?.timeLagMs ?? null) !== null);
    const age = groupRow('late')?.timeLagMs ?? 0;
    expect(Math.round(age / HOUR)).toBe(1);
    watch.look({ kind: 'group', id: 'late' });
    const { group } = await watch.until((now) => now.group !== null);
    expect(group?.partitions[0]).toMatchObject({
      ...{ first: 1n, committed: 0n, end: 2n, lag: 2n },
      trouble: '1 message is gone from the log that the group has not read',
    });
    expect(Math.round((group?.partitions[0]?.timeLagMs ?? 0) / HOUR)).toBe(1);
    expect(group?.partitions[1]).toMatchObject({ lag: 0n, timeLagMs: 0, trouble: null });
  });

  it('says so where a commit lies behind the end, and counts no lag for it', async () => {
    fill();
    await commitOn('ahead', [7n, 0n]);
    watch.look({ kind: 'groups', visible: ['ahead'] });
    await watch.until(() => (groupRow('ahead')?.lag ?? null) !== null);
    expect(groupRow('ahead')).toMatchObject({ lag: 1n, commits: 2 });
    expect(groupRow('ahead')?.trouble).toContain('on one partition lie behind the end');
    watch.look({ kind: 'group', id: 'ahead' });
    const { group } = await watch.until((now) => now.group !== null);
    expect(group?.partitions[0]).toMatchObject({ committed: 7n, end: 2n, lag: 0n, timeLagMs: 0 });
    expect(group?.partitions[0]?.trouble).toContain('behind the end');
  });

  it('looks again for the message that waits where only a marker did before', async () => {
    broker.appendCommitted('orders', 0, [{ value: 'a' }]);
    await commitOn('reader', [1n, null]);
    watch.look({ kind: 'group', id: 'reader' });
    // Nothing but the marker of the transaction lies between the commit and the end.
    await watch.until((now) => now.group?.partitions[0]?.timeLagMs === 0);
    expect(watch.now.group?.partitions[0]).toMatchObject({ end: 2n, lag: 1n });
    broker.append('orders', 0, [{ value: 'b', timestamp: Date.now() - HOUR }]);
    await watch.until((now) => (now.group?.partitions[0]?.timeLagMs ?? 0) >= HOUR);
    expect(watch.now.group?.partitions[0]).toMatchObject({ end: 3n, lag: 2n });
  });

  it('finds the message that waits behind a gap that compaction has left', async () => {
    broker.append('orders', 0, [{ value: 'a', timestamp: Date.now() - 3 * HOUR }]);
    broker.skipOffsets('orders', 0, 20n);
    broker.append('orders', 0, [{ value: 'b', timestamp: Date.now() - HOUR }]);
    await commitOn('reader', [5n, 0n]);
    watch.look({ kind: 'group', id: 'reader' });
    await watch.until((now) => (now.group?.partitions[0]?.timeLagMs ?? null) !== null);
    expect(watch.now.group?.partitions).toMatchObject([
      { committed: 5n, end: 22n, lag: 17n, trouble: null },
      // An empty partition has nothing that waits.
      { committed: 0n, end: 0n, lag: 0n, timeLagMs: 0 },
    ]);
    expect(Math.round((watch.now.group?.partitions[0]?.timeLagMs ?? 0) / HOUR)).toBe(1);
  });

  it('goes on with the groups of one broker while another one does not answer, and says of which', async () => {
    fill();
    const ids = Array.from({ length: 12 }, (_, index) => `group-${index}`);
    for (const id of ids) await commitOn(id, [0n, 0n]);
    watch.look({ kind: 'groups', visible: ids });
    await watch.until(() => ids.every((id) => groupRow(id)?.lag === 3n));
    const silent = await coordinatorOf('group-0');
    const other = broker.partitions('orders').find(({ leader }) => leader !== silent)?.partition;
    const theirs = ids.filter((id) => groupRow(id)?.coordinator?.startsWith(`${silent} `));
    const ours = ids.filter((id) => !theirs.includes(id));
    expect(theirs.length).toBeGreaterThan(0);
    expect(ours.length).toBeGreaterThan(0);
    broker.faults.silence(silent);
    broker.append('orders', other ?? 0, [{ value: 'x' }]);
    watch.watch.commands.refresh();
    const unanswered = 'its coordinator does not answer: this is how it was last seen';
    await watch.until(() => theirs.every((id) => groupRow(id)?.trouble === unanswered));
    expect(theirs.map((id) => groupRow(id)?.lag)).toEqual(theirs.map(() => 3n));
    // The other broker tells of its own partition, and nobody of the one that the silent broker leads.
    await watch.until(() =>
      ours.every((id) => groupRow(id)?.trouble?.startsWith('the end of one partition') === true),
    );
    broker.faults.speak(silent);
    watch.watch.commands.refresh();
    await watch.until(() =>
      ids.every((id) => groupRow(id)?.trouble === null && groupRow(id)?.lag === 4n),
    );
  });

  it('says nothing of one group under the next one that is looked at', async () => {
    fill();
    const ids = Array.from({ length: 12 }, (_, index) => `group-${index}`);
    for (const id of ids) await commitOn(id, [0n, 0n]);
    const silent = await coordinatorOf('group-0');
    let answering = '';
    for (const id of ids) if ((await coordinatorOf(id)) !== silent) answering = id;
    expect(answering).not.toBe('');
    watch.look({ kind: 'group', id: 'group-0' });
    await watch.until((now) => now.group !== null);
    broker.faults.silence(silent);
    // The look that this begins is under way when the next group is turned to.
    watch.watch.commands.refresh();
    const problems: unknown[] = [];
    const stop = watch.watch.subscribe(() => problems.push(watch.now.groupProblem));
    watch.look({ kind: 'group', id: answering });
    await watch.until((now) => now.group?.row.id === answering);
    stop();
    expect(problems.filter((problem) => problem !== null)).toEqual([]);
  });

  it('goes through all groups where the first ones are those of a broker that does not answer', async () => {
    fill();
    const names = Array.from({ length: 300 }, (_, index) => `${index}`);
    const silent = await coordinatorOf('a-0');
    const theirs: string[] = [];
    const ours: string[] = [];
    await onEachBroker(async (client) => {
      const partitions = [0, 1].map((partition) => ({ partition, offset: 0n, metadata: null }));
      const topics = [{ topic: 'orders', partitions }];
      const commit = async (groupId: string, into: string[]) => {
        await client.ask(offsetCommit, { groupId, generationId: -1, memberId: '', topics });
        if (!into.includes(groupId)) into.push(groupId);
      };
      for (const name of names) {
        const { nodeId } = await client.ask(findCoordinator, { key: `a-${name}` });
        if (nodeId === silent) await commit(`a-${name}`, theirs);
        const other = await client.ask(findCoordinator, { key: `b-${name}` });
        if (other.nodeId !== silent && Number(name) < 20) await commit(`b-${name}`, ours);
      }
    });
    // More than are looked at in one go.
    expect(theirs.length).toBeGreaterThan(60);
    expect(ours.length).toBeGreaterThan(0);
    watch.look({ kind: 'groups', visible: [] });
    await watch.until(() => [...theirs, ...ours].every((id) => groupRow(id)?.lag === 3n));
    broker.faults.silence(silent);
    watch.watch.commands.refresh();
    await watch.until(
      () =>
        ours.every(
          (id) => groupRow(id)?.trouble?.startsWith('the end of one partition') === true,
        ) &&
        theirs.every((id) => groupRow(id)?.trouble?.startsWith('its coordinator does') === true),
    );
    await watch.until((now) => now.groups.problem !== null);
  });

  it('follows a group to its new coordinator when the one that is watched dies', async () => {
    fill();
    await commitOn('moved', [0n, null]);
    watch.look({ kind: 'group', id: 'moved' });
    await watch.until((now) => now.group?.partitions[0]?.lag === 2n);
    const before = watch.now.group?.row.coordinator;
    await broker.faults.loseBroker(await coordinatorOf('moved'));
    watch.watch.commands.refresh();
    await watch.until((now) => now.groupProblem === null && now.group?.row.coordinator !== before);
    expect(watch.now.group?.partitions[0]?.committed).toBe(0n);
  });

  it('says that a group is gone that vanishes while it is looked at, and leaves what was seen', async () => {
    fill();
    await commitOn('doomed', [0n, null]);
    watch.look({ kind: 'group', id: 'doomed' });
    await watch.until((now) => now.group?.partitions[0]?.lag === 2n);
    const writer = new Watching(broker.bootstrap, { write: true });
    await writer.watch.commands.deleteGroup('doomed');
    writer.watch.close();
    watch.watch.commands.refresh();
    await watch.until((now) => now.groupProblem?.code === 'GROUP_NOT_FOUND');
    expect(watch.now.group?.row.id).toBe('doomed');
    // One of that name that comes later is found.
    await commitOn('doomed', [1n, null]);
    watch.watch.commands.refresh();
    await watch.until((now) => now.groupProblem === null && now.group?.partitions[0]?.lag === 1n);
  });

  it('keeps the groups of a broker that is still loading them', async () => {
    await commitOn('kept', [0n, null]);
    watch.look({ kind: 'groups', visible: ['kept'] });
    await watch.until(() => groupRow('kept') !== undefined);
    broker.faults.answerWith('COORDINATOR_LOAD_IN_PROGRESS', { api: 'ListGroups' });
    broker.forgetRequests();
    watch.watch.commands.refresh();
    await watch.until(
      () => broker.requests().filter(({ apiName }) => apiName === 'ListGroups').length >= 4,
    );
    expect(groupRow('kept')).toBeDefined();
    expect(watch.now.groups.problem).toBeNull();
  });

  it('says of a topic whose leader does not answer that it does not', async () => {
    fill();
    const leader = broker.partitions('orders')[0]?.leader ?? 0;
    watch.look({ kind: 'topics', visible: ['orders'] });
    await watch.until(({ topics: { rows } }) => rows[0]?.messages === 3n);
    broker.faults.silence(leader);
    watch.watch.commands.refresh();
    await watch.until(
      ({ topics: { rows } }) =>
        rows[0]?.trouble === 'its offsets are not told: a leader does not answer',
    );
    // What was counted before stands; how fast more comes is not known.
    expect(watch.now.topics.rows[0]).toMatchObject({ messages: 3n, rate: null });
  });

  it('takes a partition for misplaced only where somebody may lead it now', () => {
    const place = { topic: 'orders', partition: 0, offset: -1n };
    const at = (leader: number, errorCode: number) => isMisplaced({ ...place, leader, errorCode });
    expect(at(1, ERROR.NOT_LEADER_OR_FOLLOWER)).toBe(true);
    expect(at(1, NO_ANSWER)).toBe(true);
    expect(at(1, ERROR.NONE)).toBe(false);
    expect(at(1, ERROR.TOPIC_AUTHORIZATION_FAILED)).toBe(false);
    // The metadata says itself that nobody does: asking for it at once would tell no more.
    expect(at(-1, ERROR.LEADER_NOT_AVAILABLE)).toBe(false);
  });
});

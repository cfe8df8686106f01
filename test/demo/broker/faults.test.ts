import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../../src/demo/broker/broker.js';
import type { Damage } from '../../../src/demo/broker/fault-registry.js';
import { BATCH, flawOf, readBatchHeader } from '../../../src/demo/broker/log/batch.js';
import { ERROR } from '../../../src/kafka/protocol/error-codes.js';
import { apiVersions } from '../../../src/kafka/protocol/messages-admin.js';
import { heartbeat, offsetCommit } from '../../../src/kafka/protocol/messages-group.js';
import { fetch, metadata, offsetForLeaderEpoch } from '../../../src/kafka/protocol/messages-log.js';
import { fetchBody, fetchOne, listOne, metadataOf } from './bodies.js';
import { kafkajsClient } from './kafkajs-client.js';
import { RawClient } from './raw-client.js';
import { eventually } from './scenario-lab.js';

let broker: EmbeddedBroker;
let client: RawClient;

const portOf = (id: number): number => broker.brokers.find((one) => one.id === id)?.port ?? 0;
const clientOf = (id: number): Promise<RawClient> => RawClient.connect(portOf(id));

beforeEach(async () => {
  broker = await startBroker({ brokers: 3 });
  broker.createTopic('t', { partitions: 3 });
  client = await clientOf(1);
});

afterEach(async () => {
  client.close();
  expect(broker.counters().lastFailure).toBeNull();
  await broker.close();
});

async function refused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

describe('connections', () => {
  it('are refused, while those that are open stay, and accepted again on the same port', async () => {
    const port = portOf(1);
    await broker.faults.refuseConnections(1);
    expect(await refused(port)).toBe(true);
    expect(await refused(portOf(2))).toBe(false);
    expect((await metadataOf(client, 't')).errorCode).toBe(0);
    await broker.faults.acceptConnections(1);
    expect(await refused(port)).toBe(false);
  });

  it('are dropped', async () => {
    broker.faults.dropConnections(1);
    await client.hungUp();
    expect(await refused(portOf(1))).toBe(false);
  });

  it('are accepted and left without an answer, until the broker speaks again', async () => {
    broker.faults.silence(1);
    const waiting = await clientOf(1);
    let answered = false;
    const answer = waiting.ask(apiVersions, {}).then(() => (answered = true));
    await eventually('the connection', () => broker.counters().connectionsOpen === 2);
    const other = await clientOf(2);
    await other.ask(apiVersions, {});
    expect(answered).toBe(false);
    broker.faults.speak();
    await answer;
    for (const one of [waiting, other]) one.close();
  });
});

describe('an answer', () => {
  it('comes late', async () => {
    const fault = broker.faults.slow({ delayMs: 80, api: 'Metadata' });
    const before = performance.now();
    await client.ask(apiVersions, {});
    expect(fault.hits).toBe(0);
    await metadataOf(client, 't');
    expect(performance.now() - before).toBeGreaterThan(75);
    expect(fault.hits).toBe(1);
  });

  it('comes a few bytes at a time, and whole in the end', async () => {
    broker.append('t', 0, [{ value: 'x'.repeat(100) }]);
    const fault = broker.faults.slow({ bytesPerTick: 7, tickMs: 5 });
    const before = performance.now();
    expect((await fetchOne(client)).bytes).toBeGreaterThan(150);
    // More than 20 pieces with 5 ms between each; a timer may be early by its last millisecond.
    expect(performance.now() - before).toBeGreaterThan(80);
    expect(fault.hits).toBe(1);
  });

  it('ends in the middle, once, with the connection', async () => {
    const fault = broker.faults.cutResponse({ api: 'Fetch' });
    await expect(client.ask(fetch, fetchBody())).rejects.toThrow('the broker hung up');
    expect(fault.hits).toBe(1);
    client = await clientOf(1);
    expect((await fetchOne(client)).errorCode).toBe(0);
  });

  it('says how long to keep quiet', async () => {
    const fault = broker.faults.throttle(1234, { api: 'Metadata' });
    expect(await client.ask(metadata, { topics: [] })).toMatchObject({ throttleTimeMs: 1234 });
    fault.lift();
    expect(await client.ask(metadata, { topics: [] })).toMatchObject({ throttleTimeMs: 0 });
  });
});

describe('an error', () => {
  it('is the answer for one partition, as often as it should be', async () => {
    const fault = broker.faults.answerWith(
      'NOT_LEADER_OR_FOLLOWER',
      { api: 'Fetch', name: 't', partition: 0 },
      2,
    );
    const codes: number[] = [];
    for (let i = 0; i < 3; i += 1) codes.push((await fetchOne(client)).errorCode);
    expect(codes).toEqual([6, 6, 0]);
    expect(fault.hits).toBe(2);
  });

  it('stands until it is lifted', async () => {
    const fault = broker.faults.answerWith(99, { api: 'ListOffsets' });
    expect((await listOne(client, -1)).errorCode).toBe(99);
    expect((await fetchOne(client)).errorCode).toBe(0);
    fault.lift();
    expect((await listOne(client, -1)).errorCode).toBe(0);
  });

  it('keeps what was asked from being done', async () => {
    broker.faults.answerWith('NOT_ENOUGH_REPLICAS', { api: 'Produce' }, 1);
    await kafkajsClient.produce(broker.bootstrap, 't', [{ value: 'a' }], 'none');
    const produced = broker.requests().filter(({ apiName }) => apiName === 'Produce');
    expect(produced).toHaveLength(2);
    expect(broker.partitions('t')[0]?.endOffset).toBe(1n);
  });

  it('is the whole answer where there is one code for all', async () => {
    broker.faults.answerWith('COORDINATOR_LOAD_IN_PROGRESS', { api: 'Heartbeat', name: 'g' }, 1);
    const body = { groupId: 'g', generationId: 1, memberId: 'm' };
    expect((await client.ask(heartbeat, { ...body, groupId: 'other' })).errorCode).not.toBe(14);
    expect((await client.ask(heartbeat, body)).errorCode).toBe(14);
  });

  it('meets topics in metadata and offsets in commits', async () => {
    broker.faults.answerWith('TOPIC_AUTHORIZATION_FAILED', { api: 'Metadata', name: 't' }, 1);
    expect((await metadataOf(client, 't')).errorCode).toBe(29);
    broker.faults.answerWith('GROUP_AUTHORIZATION_FAILED', { api: 'OffsetCommit' }, 1);
    const answers = await Promise.all(
      [1, 2, 3].map(async (id) => {
        const one = await clientOf(id);
        const topics = [{ topic: 't', partitions: [{ partition: 0, offset: 1n, metadata: null }] }];
        const { topics: answered } = await one.ask(offsetCommit, {
          groupId: 'g',
          generationId: -1,
          memberId: '',
          topics,
        });
        one.close();
        return answered[0]?.partitions[0]?.errorCode;
      }),
    );
    // Two of the three do not look after the group, and would not have been asked by a real client.
    expect(answers.filter((code) => code === ERROR.NONE)).toHaveLength(0);
    expect(broker.committed('g', 't', 0)).toBeUndefined();
  });
});

describe('a damaged batch', () => {
  beforeEach(() => {
    for (let i = 0; i < 3; i += 1) broker.append('t', 0, [{ value: `v${i}` }, { value: `w${i}` }]);
  });

  it.each<[Damage, (bytes: Buffer) => unknown, unknown]>([
    ['crc', flawOf, 'corrupt'],
    ['length', flawOf, 'incomplete'],
    ['short length', flawOf, 'incomplete'],
    ['magic', flawOf, 'old format'],
    ['count', (bytes) => readBatchHeader(bytes).count, 0x7000_0000],
    ['codec', (bytes) => readBatchHeader(bytes).attributes & 7, 7],
    ['records', (bytes) => bytes.readUInt8(BATCH.records), 0xff],
  ])('has a wrong %s on the wire, and is sound in the log', async (damage, look, expected) => {
    const sound = (await fetchOne(client)).records ?? Buffer.alloc(0);
    const fault = broker.faults.damageBatch({ topic: 't', partition: 0, offset: 3n, damage }, 1);
    const damaged = (await fetchOne(client)).records ?? Buffer.alloc(0);
    const { size } = readBatchHeader(sound);
    expect(damaged.subarray(0, size)).toEqual(sound.subarray(0, size));
    expect(look(damaged.subarray(size, 2 * size))).toEqual(expected);
    expect(damaged.subarray(2 * size)).toEqual(sound.subarray(2 * size));
    expect(fault.hits).toBe(1);
    expect((await fetchOne(client)).records).toEqual(sound);
  });
});

describe('the cluster', () => {
  it('moves a leader, and the old one says that it is none', async () => {
    const waiting = fetchOne(client, { maxWaitMs: 30_000 });
    await eventually('the request', () => broker.requests().length === 1);
    broker.faults.moveLeader('t', 0, 3);
    expect((await waiting).errorCode).toBe(ERROR.NOT_LEADER_OR_FOLLOWER);
    const [moved] = (await metadataOf(client, 't')).partitions;
    expect(moved).toMatchObject({ leader: 3, leaderEpoch: 1 });
    const leader = await clientOf(3);
    expect((await fetchOne(leader)).errorCode).toBe(ERROR.NONE);
    leader.close();
  });

  it('loses a broker: others lead what it led, until it is back', async () => {
    client = await clientOf(2);
    await broker.faults.loseBroker(1);
    expect(await refused(portOf(1))).toBe(true);
    const without = await metadataOf(client, 't');
    expect(without.brokers).toEqual([2, 3]);
    expect(without.partitions.map(({ leader }) => leader)).not.toContain(1);
    expect(without.partitions[0]).toMatchObject({ isr: [2, 3], offlineReplicas: [1] });
    await broker.faults.returnBroker(1);
    expect((await metadataOf(client, 't')).brokers).toEqual([1, 2, 3]);
    expect(await refused(portOf(1))).toBe(false);
  });

  it('has no leader for a partition whose only replica is lost', async () => {
    broker.createTopic('single', { partitions: 3, replicationFactor: 1 });
    client = await clientOf(2);
    await broker.faults.loseBroker(1);
    const [partition] = (await metadataOf(client, 'single')).partitions;
    expect(partition).toMatchObject({ errorCode: ERROR.LEADER_NOT_AVAILABLE, leader: -1 });
    await broker.faults.returnBroker(1);
    expect((await metadataOf(client, 'single')).partitions[0]).toMatchObject({ leader: 1 });
  });

  it('tells where the log of an older leader ended', async () => {
    for (let i = 0; i < 5; i += 1) broker.append('t', 0, [{ value: 'x' }]);
    broker.faults.truncateTail('t', 0, 3n);
    broker.append('t', 0, [{ value: 'y' }]);
    const { topics } = await client.ask(offsetForLeaderEpoch, {
      topics: [
        { topic: 't', partitions: [{ partition: 0, currentLeaderEpoch: 1, leaderEpoch: 0 }] },
      ],
    });
    expect(topics[0]?.partitions[0]).toMatchObject({ leaderEpoch: 0, endOffset: 3n });
    expect(broker.partitions('t')[0]?.endOffset).toBe(4n);
  });

  it('deletes, recreates and grows a topic', async () => {
    broker.append('t', 0, [{ value: 'x' }]);
    broker.faults.recreateTopic('t');
    expect(await fetchOne(client)).toMatchObject({ errorCode: 0, highWatermark: 0n });
    broker.faults.growTopic('t', 5);
    expect((await metadataOf(client, 't')).partitions).toHaveLength(5);
    broker.faults.deleteTopic('t');
    expect((await metadataOf(client, 't')).errorCode).toBe(ERROR.UNKNOWN_TOPIC_OR_PARTITION);
  });
});

describe('a group', () => {
  it('is made to join again, and takes back a member whose session was ended', async () => {
    const member = await kafkajsClient.join(broker.bootstrap, 'g', 't');
    const generation = () => broker.groups()[0]?.generation ?? 0;
    const settled = () => broker.groups()[0]?.state === 'Stable';
    await eventually('an assignment', () => member.assigned()?.length === 3 && settled());
    const first = generation();
    expect(broker.faults.rebalance('g')).toBe(true);
    await eventually('another generation', () => generation() > first && settled());
    const [before] = broker.groups()[0]?.members ?? [];
    expect(broker.faults.expireMember('g')).toBe(true);
    await eventually('a new member id', () => {
      const [now] = broker.groups()[0]?.members ?? [];
      return now !== undefined && now.memberId !== before?.memberId && settled();
    });
    await member.leave();
    expect(broker.faults.rebalance('g')).toBe(false);
    expect(broker.faults.expireMember('nobody')).toBe(false);
  });
});

it('clears every standing fault at once', async () => {
  broker.faults.answerWith('UNKNOWN_SERVER_ERROR', { api: 'Fetch' });
  broker.faults.slow({ delayMs: 60_000 });
  broker.faults.cutResponse({}, 100);
  broker.faults.silence();
  broker.faults.clear();
  expect((await fetchOne(client)).errorCode).toBe(0);
});

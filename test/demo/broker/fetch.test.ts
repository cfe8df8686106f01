import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../../src/demo/broker/broker.js';
import { ERROR } from '../../../src/kafka/protocol/error-codes.js';
import { fetch } from '../../../src/kafka/protocol/messages-log.js';
import { fetchBody, fetchOne, fetchPartitions, listOne } from './bodies.js';
import { RawClient } from './raw-client.js';
import { eventually } from './scenario-lab.js';

let broker: EmbeddedBroker;
let client: RawClient;

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: 3 });
  client = await RawClient.connect(broker.brokers[0]?.port ?? 0);
});

afterEach(async () => {
  client.close();
  expect(broker.counters().lastFailure).toBeNull();
  await broker.close();
});

const filler = (size: number) => [{ value: 'x'.repeat(size) }];

describe('a long poll', () => {
  it('is answered when a record arrives', async () => {
    const waiting = fetchOne(client, { maxWaitMs: 30_000 });
    await eventually('the request', () => broker.requests().length === 1);
    broker.append('t', 0, filler(10));
    expect((await waiting).highWatermark).toBe(1n);
  });

  it('is answered with nothing when its time is over', async () => {
    expect((await fetchOne(client, { maxWaitMs: 50 })).bytes).toBe(0);
  });

  it('waits for as many bytes as were asked for', async () => {
    const waiting = fetchOne(client, { maxWaitMs: 30_000, minBytes: 2000 });
    await eventually('the request', () => broker.requests().length === 1);
    for (let i = 0; i < 2; i += 1) broker.append('t', 0, filler(1000));
    expect((await waiting).highWatermark).toBe(2n);
  });

  it('is answered at once when one of its partitions has an error', async () => {
    const partitions = await fetchPartitions(client, {
      maxWaitMs: 30_000,
      partitions: [{ partition: 0 }, { partition: 9 }],
    });
    expect(partitions.map(({ errorCode }) => errorCode)).toEqual([
      ERROR.NONE,
      ERROR.UNKNOWN_TOPIC_OR_PARTITION,
    ]);
  });

  it('is answered with an error when its topic is deleted', async () => {
    const waiting = fetchOne(client, { maxWaitMs: 30_000 });
    await eventually('the request', () => broker.requests().length === 1);
    broker.faults.deleteTopic('t');
    expect((await waiting).errorCode).toBe(ERROR.UNKNOWN_TOPIC_OR_PARTITION);
  });

  it('ends with its connection', async () => {
    client.send(Buffer.alloc(0));
    void fetchOne(client, { maxWaitMs: 30_000 }).catch(() => undefined);
    await eventually('the request', () => broker.requests().length === 1);
    client.close();
    await eventually('nobody connected', () => broker.counters().connectionsOpen === 0);
  });
});

describe('the size of an answer', () => {
  beforeEach(() => {
    for (const partition of [0, 1, 2]) {
      for (let i = 0; i < 3; i += 1) broker.append('t', partition, filler(1000));
    }
  });

  const three = [0, 1, 2].map((partition) => ({ partition }));
  const sizes = (answer: readonly { readonly records: Buffer | null }[]) =>
    answer.map(({ records }) => records?.length ?? 0);

  it('is bounded for each partition', async () => {
    const wanted = three.map((one) => ({ ...one, maxBytes: 1200 }));
    expect(sizes(await fetchPartitions(client, { partitions: wanted }))).toEqual([
      1200, 1200, 1200,
    ]);
  });

  it('is bounded for the whole, in the order of the request', async () => {
    const [first = 0, second = 0, third = 0] = sizes(
      await fetchPartitions(client, { partitions: three, maxBytes: 4000 }),
    );
    expect(first).toBeGreaterThan(3000);
    expect(second).toBe(0);
    expect(first + third).toBeLessThanOrEqual(4000);
  });

  it('holds one batch at least, however small the bounds', async () => {
    const wanted = three.map((one) => ({ ...one, maxBytes: 1 }));
    const [first = 0, ...others] = sizes(
      await fetchPartitions(client, { partitions: wanted, maxBytes: 1 }),
    );
    expect(first).toBeGreaterThan(1000);
    expect(others).toEqual([0, 0]);
  });
});

describe('a fetch', () => {
  it.each([4, 5, 7, 9, 11])('is answered in v%i', async (version) => {
    broker.append('t', 0, [{ value: 'hello' }]);
    const answer = await client.ask(fetch, fetchBody(), version);
    expect(answer.topics[0]?.partitions[0]?.records?.toString('latin1')).toContain('hello');
  });

  it('from outside the log gets an error', async () => {
    for (let i = 0; i < 5; i += 1) broker.append('t', 0, filler(10));
    broker.faults.truncateHead('t', 0, 3n);
    for (const offset of [2n, 6n]) {
      expect(await fetchOne(client, { partitions: [{ offset }] })).toMatchObject({
        errorCode: ERROR.OFFSET_OUT_OF_RANGE,
        highWatermark: -1n,
      });
    }
    expect(await fetchOne(client, { partitions: [{ offset: 5n }] })).toMatchObject({
      errorCode: ERROR.NONE,
      logStartOffset: 3n,
    });
  });

  it('of committed records lists the aborted transactions among them', async () => {
    broker.appendCommitted('t', 0, filler(10));
    broker.appendAborted('t', 0, filler(10));
    const end = broker.appendOpen('t', 0, filler(10));
    const committed = await fetchOne(client, { committed: true });
    expect(committed).toMatchObject({ lastStableOffset: 4n, highWatermark: 5n });
    expect(committed.aborted?.map(({ firstOffset }) => firstOffset)).toEqual([2n]);
    const uncommitted = await fetchOne(client);
    expect(uncommitted.aborted).toBeNull();
    expect(uncommitted.bytes).toBeGreaterThan(committed.bytes);
    expect((await listOne(client, -1, true)).offset).toBe(4n);
    expect((await listOne(client, -1)).offset).toBe(5n);
    end(true);
    expect((await listOne(client, -1, true)).offset).toBe(6n);
  });

  it('is told when the client believes in a leader that is no longer, or not yet', async () => {
    broker.faults.truncateTail('t', 0, 0n);
    const code = async (leaderEpoch: number) =>
      (await fetchOne(client, { partitions: [{ leaderEpoch }] })).errorCode;
    expect(await code(0)).toBe(ERROR.FENCED_LEADER_EPOCH);
    expect(await code(1)).toBe(ERROR.NONE);
    expect(await code(2)).toBe(ERROR.UNKNOWN_LEADER_EPOCH);
  });

  it('gets no session: none is offered, and none is known', async () => {
    expect((await client.ask(fetch, fetchBody())).sessionId).toBe(0);
    const further = { ...fetchBody({ sessionId: 5 }), sessionEpoch: 1 };
    expect((await client.ask(fetch, further)).errorCode).toBe(ERROR.FETCH_SESSION_ID_NOT_FOUND);
  });
});

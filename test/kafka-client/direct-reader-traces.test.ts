import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { KafkaTuiError } from '../../src/model/problem.js';
import { numbered } from '../support/batches.js';
import { Reading, range } from '../support/reading.js';

const login = { mechanism: 'plain', username: 'lara', password: 'secret' } as const;

describe('what is left behind on the cluster', () => {
  let broker: EmbeddedBroker;

  beforeAll(async () => {
    broker = await startBroker({ brokers: 2, users: { lara: 'secret' }, autoCreateTopics: true });
    broker.createTopic('t', { partitions: 3 });
    for (let partition = 0; partition < 3; partition++) broker.append('t', partition, numbered(50));
    for (const kind of ['tail', 'beginning'] as const) {
      const start = kind === 'tail' ? ({ kind, count: 20 } as const) : ({ kind } as const);
      const one = new Reading(broker.bootstrap, { start, settings: { sasl: login } });
      await one.open();
      broker.append('t', 0, numbered(5));
      await one.until(() => one.count > 0);
      await one.reader.watermarks();
      one.close();
    }
    const missing = new Reading(broker.bootstrap, { topic: 'tt', settings: { sasl: login } });
    await missing.open().catch(() => undefined);
    missing.close();
  });

  afterAll(async () => {
    await broker.close();
  });

  it('is nothing: only what reads is ever asked', () => {
    const asked = new Set(broker.requests().map(({ apiName }) => apiName));
    expect([...asked].sort()).toEqual([
      'ApiVersions',
      'Fetch',
      'ListOffsets',
      'Metadata',
      'SaslAuthenticate',
      'SaslHandshake',
    ]);
  });

  it('is no topic: no metadata request allows to create one', () => {
    const asked = broker.requests().filter(({ apiName }) => apiName === 'Metadata');
    expect(asked.length).toBeGreaterThan(0);
    for (const { body } of asked) expect(body).toMatchObject({ allowAutoTopicCreation: false });
    expect(broker.topics()).toEqual(['t']);
  });

  it('is no fetch session: every fetch stands for itself', () => {
    const asked = broker.requests().filter(({ apiName }) => apiName === 'Fetch');
    expect(asked.length).toBeGreaterThan(0);
    for (const { body } of asked) expect(body).toMatchObject({ sessionId: 0, sessionEpoch: -1 });
  });

  it('is no group, and no failure', () => {
    expect(broker.groups()).toEqual([]);
    expect(broker.counters()).toMatchObject({ failures: 0, lastFailure: null });
  });

  it('asks with the name that it was given', () => {
    expect(new Set(broker.requests().map(({ clientId }) => clientId))).toEqual(
      new Set(['kafka-tui-test']),
    );
  });
});

describe('the newest messages of a topic', () => {
  let broker: EmbeddedBroker;

  beforeAll(async () => {
    broker = await startBroker({ brokers: 2 });
    broker.createTopic('t', { partitions: 3 });
    // Partition 0 is old, 1 is young, 2 lies between and ends last.
    for (let n = 0; n < 100; n++) {
      broker.append('t', 0, [{ value: `0:${n}`, timestamp: 1000 + n }]);
      broker.append('t', 1, [{ value: `1:${n}`, timestamp: 5000 + n * 10 }]);
      broker.append('t', 2, [{ value: `2:${n}`, timestamp: 5001 + n * 10 }]);
    }
  });

  afterAll(async () => {
    await broker.close();
  });

  it('are those that are youngest by time, across the partitions, oldest first', async () => {
    const one = new Reading(broker.bootstrap, {
      start: { kind: 'tail', count: 10 },
      stopAtEnd: true,
    });
    const { backlog, partitions } = await one.open();
    expect(
      backlog.map((entry) => (entry.kind === 'message' ? entry.value?.toString() : '')),
    ).toEqual([95, 96, 97, 98, 99].flatMap((n) => [`1:${n}`, `2:${n}`]));

    expect(partitions.map(({ next }) => next)).toEqual([100n, 100n, 100n]);
    expect((await one.toEnd()).count).toBe(0);
    one.close();
  });

  it('are followed by what comes next, and by nothing twice', async () => {
    const one = new Reading(broker.bootstrap, { start: { kind: 'tail', count: 10 } });
    await one.open();
    broker.append('t', 1, [{ value: 'next' }]);
    await one.until(() => one.count > 0);
    expect(one.values).toEqual(['next']);
    one.close();
  });

  it('are looked for further back where aborted transactions stand at the end', async () => {
    broker.createTopic('aborted', { partitions: 1 });
    broker.append('aborted', 0, numbered(30));
    for (let n = 0; n < 10; n++) broker.appendAborted('aborted', 0, numbered(20));
    const one = new Reading(broker.bootstrap, {
      topic: 'aborted',
      start: { kind: 'tail', count: 10 },
    });
    const { backlog, skipped } = await one.open();
    expect(backlog.map(({ offset }) => offset)).toEqual(range(20, 30));
    expect(skipped.get(0)?.aborted).toBeGreaterThanOrEqual(200);
    one.close();
  });

  it('are read after all where the leader moves, or hangs up, while they are read', async () => {
    const moved = broker.faults.answerWith(
      'NOT_LEADER_OR_FOLLOWER',
      { api: 'Fetch', name: 't' },
      1,
    );
    const one = new Reading(broker.bootstrap, { start: { kind: 'tail', count: 10 } });
    expect((await one.open()).backlog).toHaveLength(10);
    expect(moved.hits).toBe(1);
    one.close();
    broker.faults.cutResponse({ api: 'Fetch' });
    const other = new Reading(broker.bootstrap, { start: { kind: 'tail', count: 10 } });
    expect((await other.open()).backlog).toHaveLength(10);
    other.close();
  });

  it('are fewer where they are large, and that is told', async () => {
    broker.createTopic('large', { partitions: 2 });
    const value = 'x'.repeat(1_000_000);
    for (let n = 0; n < 20; n++) broker.append('large', n % 2, [{ value }]);
    for (let n = 0; n < 20; n++) broker.append('large', 0, [{ value }]);
    const one = new Reading(broker.bootstrap, {
      topic: 'large',
      start: { kind: 'tail', count: 100 },
    });
    const { backlog } = await one.open();
    expect(backlog.length).toBeLessThan(40);
    expect(backlog.at(-1)).toMatchObject({ partition: 0, offset: 29n });
    expect(one.notices).toEqual([
      `only the last ${backlog.length} messages are read: they are large`,
    ]);
    one.close();
  });

  it('are all of them where there are few', async () => {
    broker.createTopic('few', { partitions: 2 });
    broker.append('few', 0, numbered(3));
    const one = new Reading(broker.bootstrap, {
      topic: 'few',
      start: { kind: 'tail', count: 100 },
    });
    expect((await one.open()).backlog).toHaveLength(3);
    one.close();
  });
});

describe('a topic that can not be opened', () => {
  let broker: EmbeddedBroker;

  beforeAll(async () => {
    broker = await startBroker();
    for (const name of ['new_users', 'new_orders', 'payments', '__internal'])
      broker.createTopic(name);
  });

  afterAll(async () => {
    await broker.close();
  });

  async function failure(
    options: ConstructorParameters<typeof Reading>[1],
  ): Promise<KafkaTuiError> {
    const one = new Reading(broker.bootstrap, options);
    const error = await one.open().then(
      () => null,
      (reason: unknown) => reason,
    );
    one.close();
    if (!(error instanceof KafkaTuiError)) throw new Error('it was opened');
    return error;
  }

  it.each([
    ['new_user', 'did you mean "new_users"? nothing was created'],
    ['newUsers', 'did you mean "new_users"? nothing was created'],
    ['NEW-ORDER', 'did you mean "new_orders"? nothing was created'],
    ['zzz', 'there are 4 other topics, none with a name like it; nothing was created'],
  ])('because it is not there: %s', async (topic, next) => {
    const error = await failure({ topic });
    expect(error).toMatchObject({ code: 'TOPIC_NOT_FOUND', next });
    expect(error.message).toContain(`there is no topic "${topic}"`);
  });

  it('because a partition is not there', async () => {
    expect(await failure({ topic: 'payments', partitions: [0, 7] })).toMatchObject({
      code: 'PARTITION_NOT_FOUND',
      next: 'its only partition is 0',
      exitCode: 2,
    });
  });

  it.each(['Metadata', 'ListOffsets'] as const)('because %s is not permitted', async (api) => {
    const fault = broker.faults.answerWith('TOPIC_AUTHORIZATION_FAILED', { api, name: 'payments' });
    expect(await failure({ topic: 'payments' })).toMatchObject({
      code: 'TOPIC_UNAUTHORISED',
      exitCode: 4,
    });
    fault.lift();
  });

  it('because a partition stays without a leader', async () => {
    const fault = broker.faults.answerWith('LEADER_NOT_AVAILABLE', { api: 'ListOffsets' });
    const error = await failure({ topic: 'payments' });
    expect(error.code).toBe('PARTITION_UNAVAILABLE');
    expect(error.message).toContain('LEADER_NOT_AVAILABLE');
    fault.lift();
  });

  it('is opened where a leader is found after a while', async () => {
    broker.faults.answerWith('NOT_LEADER_OR_FOLLOWER', { api: 'ListOffsets' }, 2);
    const one = new Reading(broker.bootstrap, { topic: 'payments' });
    expect((await one.open()).partitions).toHaveLength(1);
    one.close();
  });

  it('because nothing listens there', async () => {
    const gone = await startBroker();
    const { bootstrap } = gone;
    await gone.close();
    const one = new Reading(bootstrap);
    await expect(one.open()).rejects.toMatchObject({ code: 'CONNECTION_REFUSED', exitCode: 3 });
    one.close();
  });

  it('because the login is refused, which is asked once and not again', async () => {
    const guarded = await startBroker({ users: { lara: 'secret' } });
    const sasl = { ...login, password: 'wrong' };
    const one = new Reading(guarded.bootstrap, { settings: { sasl } });
    const error = await one.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'AUTH_FAILED', exitCode: 4 });
    expect(JSON.stringify([(error as Error).message, (error as KafkaTuiError).next])).not.toContain(
      'wrong',
    );
    expect(guarded.requests().filter(({ apiName }) => apiName === 'SaslAuthenticate')).toHaveLength(
      1,
    );
    one.close();
    await guarded.close();
  });

  it('is opened through the second address where the first does not answer', async () => {
    const gone = await startBroker();
    await gone.close();
    const one = new Reading(`${gone.bootstrap},${broker.bootstrap}`, { topic: 'payments' });
    expect((await one.open()).partitions).toHaveLength(1);
    one.close();
  });
});

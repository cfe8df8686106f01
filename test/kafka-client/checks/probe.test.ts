import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../../src/demo/broker/broker.js';
import type { BrokerOptions } from '../../../src/demo/broker/settings.js';
import { exitCodeOf, firstFailure } from '../../../src/model/check.js';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { allLists, checked, openTunnel, states, stepOf } from './probing.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function broker(options: BrokerOptions = {}): Promise<EmbeddedBroker> {
  const started = await startBroker(options);
  closing.push(() => started.close());
  return started;
}

const login = (password: string) =>
  ({ sasl: { mechanism: 'plain', username: 'team-2', password } }) as const;

/** What asks, and changes nothing. */
const READ_ONLY = new Set([
  'ApiVersions',
  'SaslHandshake',
  'SaslAuthenticate',
  'Metadata',
  'ListOffsets',
  'Fetch',
  'FindCoordinator',
  'DescribeGroups',
  'OffsetFetch',
]);

describe('the way in', () => {
  it('is shown step by step, each running before it passed, until the messages are there', async () => {
    const kafka = await broker({ users: { 'team-2': 'secret2' } });
    kafka.createTopic('new_users', { partitions: 3 });
    kafka.append('new_users', 1, [{ key: 'lara', value: '{}' }]);
    const lists = await allLists(kafka.bootstrap, {
      topic: 'new_users',
      settings: login('secret2'),
    });
    const last = lists.at(-1);
    expect(last).toMatchObject({ done: true });
    expect(states(last ?? { steps: [], done: false })).toBe(
      'name skipped, port passed, tls skipped, login passed, cluster passed, brokers passed, ' +
        'topic passed, read passed, messages passed',
    );
    expect(lists.map((list) => states(list))).toContain('name skipped, port running');
    const found = last?.steps.map((step) => ('found' in step ? step.found : '')).join('\n');
    expect(found).toMatch(/as team-2 \(PLAIN\)/);
    expect(found).toMatch(/new_users, 3 partitions/);
    expect(found).toMatch(/1 offset, the newest \d+ s ago/);
  });

  it('leaves no trace: nothing but questions, and every connection ended', async () => {
    const kafka = await broker({ brokers: 3 });
    kafka.createTopic('new_users', { partitions: 3 });
    await checked(kafka.bootstrap, { topic: 'new_users', group: 'team-2', team: 'team-2' });
    const asked = new Set(kafka.requests().map(({ apiName }) => apiName));
    expect([...asked].filter((name) => !READ_ONLY.has(name))).toEqual([]);
    expect(asked).toContain('Fetch');
    expect(kafka.groups()).toEqual([]);
    await expect.poll(() => kafka.counters().connectionsOpen).toBe(0);
  });

  it('goes on to the next address where one does not answer', async () => {
    const kafka = await broker();
    const list = await checked(`127.0.0.1:1,${kafka.bootstrap}`);
    expect(stepOf(list, 'address', 'odd').found).toContain('nothing listens on 127.0.0.1:1');
    expect(stepOf(list, 'cluster', 'passed').found).toContain('1 broker');
    expect(exitCodeOf(list)).toBe(0);
  });

  it('says of the last address what is wrong where none answers', async () => {
    const list = await checked('127.0.0.1:1,127.0.0.1:2');
    expect(states(list)).toBe('address odd, name skipped, port failed');
    expect(firstFailure(list)).toMatchObject({ code: 'CONNECTION_REFUSED', exitCode: 3 });
  });
});

describe('what keeps one out', () => {
  it('is a port where nothing listens: is Kafka running? does the address match?', async () => {
    const list = await checked('localhost:1');
    expect(stepOf(list, 'port', 'failed').problem.next).toMatch(
      /is Kafka running there\? does the address match the one you were given\?/,
    );
    expect(exitCodeOf(list)).toBe(3);
  });

  it('is a name that nobody knows', async () => {
    const list = await checked('kafka.invalid:9092');
    expect(states(list)).toBe('name failed');
    expect(firstFailure(list)).toMatchObject({ code: 'HOST_NOT_FOUND', exitCode: 3 });
  });

  it('is a password, or a user name in capitals; it is tried once', async () => {
    const kafka = await broker({ users: { 'team-2': 'secret2' } });
    const list = await checked(`${kafka.bootstrap},${kafka.bootstrap}`, {
      settings: login('wr0ng'),
    });
    expect(firstFailure(list)).toMatchObject({ code: 'AUTH_FAILED', exitCode: 4 });
    expect(firstFailure(list)?.next).toMatch(/user name \(is it lower case\?\), the password/);
    expect(JSON.stringify(list)).not.toContain('wr0ng');
    const tries = kafka.requests().filter(({ apiName }) => apiName === 'SaslAuthenticate');
    expect(tries).toHaveLength(1);
  });

  it('is a login that somebody else was refused already: it is not tried again', async () => {
    const kafka = await broker({ users: { 'team-2': 'secret2' } });
    const refused = new KafkaTuiError({
      code: 'AUTH_FAILED',
      message: 'no',
      next: '',
      exitCode: 4,
    });
    const list = await checked(kafka.bootstrap, {
      settings: login('wr0ng'),
      login: Promise.resolve(refused),
    });
    expect(firstFailure(list)?.code).toBe('AUTH_FAILED');
    expect(kafka.requests()).toEqual([]);
  });

  it('is a port that answers nothing: said in bounded time', async () => {
    const server = createServer((socket) => closing.push(() => Promise.resolve(socket.destroy())));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    const before = Date.now();
    const list = await checked(`127.0.0.1:${port}`, { settings: { requestTimeoutMs: 800 } });
    expect(states(list)).toBe('name skipped, port passed, tls skipped, login failed');
    expect(exitCodeOf(list)).toBe(3);
    expect(Date.now() - before).toBeLessThan(8_000);
  });
});

describe('advertised addresses that lead nowhere', () => {
  it('are recognised: one address answers and names another that does not', async () => {
    const kafka = await broker({ advertise: ({ port }) => ({ host: 'kafka.invalid', port }) });
    kafka.createTopic('new_users');
    const port = kafka.brokers[0]?.port ?? 0;
    const list = await checked(kafka.bootstrap, { topic: 'new_users' });
    const { problem } = stepOf(list, 'brokers', 'failed');
    expect(problem).toMatchObject({ code: 'ADVERTISED_UNREACHABLE', exitCode: 3 });
    expect(problem.message).toContain(
      `127.0.0.1:${port} answers, but it tells kafka.invalid:${port} as the address of broker 1`,
    );
    expect(problem.next).toMatch(/--rewrite-broker kafka\.invalid:\d+=localhost/);
    expect(problem.next).toMatch(/advertised\.listeners/);
    expect(problem.next).toMatch(/\/etc\/hosts/);
  });

  it('are reached through a tunnel with a rewrite', async () => {
    const kafka = await broker({ advertise: () => ({ host: 'kafka.invalid', port: 9092 }) });
    kafka.createTopic('new_users');
    const tunnel = await openTunnel(kafka.brokers[0]?.port ?? 0);
    closing.push(() => tunnel.close());
    const list = await checked(`127.0.0.1:${tunnel.port}`, {
      topic: 'new_users',
      settings: {
        rewrites: [
          {
            from: { host: 'kafka.invalid', port: 9092 },
            to: { host: '127.0.0.1', port: tunnel.port },
          },
        ],
      },
    });
    expect(exitCodeOf(list)).toBe(0);
    expect(stepOf(list, 'read', 'passed').found).toBe('yes');
    expect(tunnel.connections()).toBeGreaterThan(0);
  });

  it('of brokers that lead nothing of the topic are mentioned, and keep nobody out', async () => {
    const kafka = await broker({ brokers: 2 });
    kafka.createTopic('new_users', { partitions: 1, replicationFactor: 1 });
    const leader = kafka.partitions('new_users')[0]?.leader;
    const other = kafka.brokers.find(({ id }) => id !== leader);
    const first = kafka.brokers.find(({ id }) => id === leader);
    await kafka.faults.refuseConnections(other?.id);
    const list = await checked(`127.0.0.1:${first?.port}`, { topic: 'new_users' });
    expect(stepOf(list, 'brokers', 'odd').hints[0]).toMatch(/not reachable from here/);
    expect(exitCodeOf(list)).toBe(0);
  });
});

describe('the topic', () => {
  it('that is not there is answered with the nearest names', async () => {
    const kafka = await broker();
    kafka.createTopic('new_users');
    const list = await checked(kafka.bootstrap, { topic: 'newusers' });
    expect(stepOf(list, 'topic', 'failed').problem.next).toContain('"new_users"');
    expect(exitCodeOf(list)).toBe(1);
    expect(kafka.topics()).toEqual(['new_users']);
  });

  it('that may be described and not read is told by reading', async () => {
    const kafka = await broker();
    kafka.createTopic('new_users');
    kafka.faults.answerWith('TOPIC_AUTHORIZATION_FAILED', { api: 'Fetch' });
    const list = await checked(kafka.bootstrap, { topic: 'new_users' });
    expect(stepOf(list, 'read', 'failed').problem.code).toBe('TOPIC_UNAUTHORISED');
    expect(exitCodeOf(list)).toBe(4);
  });

  it('without messages: topic exactly that name? with those that are like it', async () => {
    const kafka = await broker();
    kafka.createTopic('new_users');
    kafka.createTopic('new-users');
    const list = await checked(kafka.bootstrap, { topic: 'new-users' });
    expect(stepOf(list, 'messages', 'odd').hints).toEqual([
      'is "new-users" exactly the name you were given? there is also "new_users"',
    ]);
    expect(exitCodeOf(list)).toBe(0);
  });

  it('that is quiet and is read from its end: nothing until something new comes', async () => {
    const kafka = await broker();
    kafka.createTopic('new_users');
    const old = Date.now() - 3_600_000;
    kafka.append('new_users', 0, [{ key: 'a', value: 'b' }], { now: old });
    const list = await checked(kafka.bootstrap, { topic: 'new_users', startsAtEnd: true });
    expect(stepOf(list, 'messages', 'odd').hints[0]).toMatch(/end of a quiet topic.*-o beginning/);
    const whole = await checked(kafka.bootstrap, { topic: 'new_users' });
    expect(stepOf(whole, 'messages', 'passed').found).toMatch(/1 offset, the newest 1 h ago/);
  });
});

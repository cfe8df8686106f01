import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { numbered } from '../support/batches.js';
import { Membering, until } from '../support/membering.js';

const SASL = { mechanism: 'plain', username: 'team-2', password: 'secret2' } as const;

let broker: EmbeddedBroker;
const all: Membering[] = [];

function member(options: ConstructorParameters<typeof Membering>[1] = {}): Promise<Membering> {
  const one = new Membering(broker.bootstrap, { sasl: SASL, ...options });
  all.push(one);
  return one.join();
}

const offsets = (until: number): string[] =>
  Array.from({ length: until }, (_, index) => `0:${index}`);

const logins = (): number =>
  broker.requests().filter(({ apiName }) => apiName === 'SaslAuthenticate').length;

/** It has read five, and committed them. */
async function settled(options: Parameters<typeof member>[0] = {}): Promise<Membering> {
  broker.append('t', 0, numbered(5));
  const one = await member(options);
  await until('five', () => one.took.length === 5);
  await one.member.commit(null);
  return one;
}

beforeEach(async () => {
  broker = await startBroker({ users: { 'team-2': 'secret2' } });
  broker.createTopic('t', { partitions: 1 });
});

afterEach(async () => {
  broker.faults.clear();
  await Promise.all(all.splice(0).map((one) => one.leave()));
  await broker.close();
});

describe('what is taken from a member while somebody looks on', () => {
  it('a login: said, not tried again and again, and R goes on at the exact next offset', async () => {
    const one = await settled();
    broker.faults.changePassword('team-2', 'another');
    broker.forgetRequests();
    broker.faults.dropConnections();
    await until('the refusal', () => one.lost.at(-1)?.code === 'AUTH_FAILED');
    await pause(500);
    const before = logins();
    await pause(3_500);
    expect(logins()).toBe(before);
    expect(before).toBeLessThanOrEqual(4);
    expect([one.error, one.ended, one.regained]).toEqual([null, false, 0]);
    broker.faults.changePassword('team-2', 'secret2');
    broker.append('t', 0, numbered(4));
    one.reader.retry();
    await until('all nine', () => one.took.length >= 9);
    expect(one.took).toEqual(offsets(9));
    expect(one.regained).toBeGreaterThan(0);
  });

  it('the right to read the topic', async () => {
    const one = await settled();
    const fault = broker.faults.answerWith('TOPIC_AUTHORIZATION_FAILED', { api: 'Fetch' });
    await until('the refusal', () => one.lost.at(-1)?.code === 'TOPIC_UNAUTHORISED');
    fault.lift();
    broker.append('t', 0, numbered(4));
    one.reader.retry();
    await until('all nine', () => one.took.length >= 9);
    expect(one.took).toEqual(offsets(9));
    expect([one.error, one.regained]).toEqual([null, 1]);
  });

  it('the right to be in the group', async () => {
    const one = await settled();
    const fault = broker.faults.answerWith('GROUP_AUTHORIZATION_FAILED', { api: 'Heartbeat' });
    await until('the refusal', () => one.lost.at(-1)?.code === 'GROUP_UNAUTHORISED');
    expect(one.member.current().state).not.toBe('member');
    fault.lift();
    broker.append('t', 0, numbered(4));
    one.reader.retry();
    await until('all nine', () => one.took.length >= 9);
    expect(one.took).toEqual(offsets(9));
    expect(one.regained).toBe(1);
    expect(one.member.current().state).toBe('member');
  });

  it('all brokers, for longer than a session: the connection is said to be back when it is', async () => {
    const one = await settled({ sessionTimeoutMs: 1_000 });
    await broker.faults.refuseConnections();
    broker.faults.dropConnections();
    await until('the place to be given up', () =>
      one.told('heartbeat').join().includes('the place is given up'),
    );
    const told = one.lost.length;
    await until('tries to join', () => one.lost.length > told + 1);
    expect(one.regained).toBe(0);
    await broker.faults.acceptConnections();
    broker.append('t', 0, numbered(4));
    one.reader.retry();
    await until('all nine', () => one.took.length >= 9);
    expect(one.took).toEqual(offsets(9));
    expect(one.regained).toBe(1);
  });
});

it('a script is told at once that its login is refused', async () => {
  const one = await settled({ whenRefused: 'fail' });
  broker.faults.changePassword('team-2', 'another');
  broker.faults.dropConnections();
  await until('the end', () => one.error !== null);
  expect(one.error).toMatchObject({ code: 'AUTH_FAILED', exitCode: 4 });
});

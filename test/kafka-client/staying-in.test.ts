import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import type { BrokerOptions } from '../../src/demo/broker/settings.js';
import { backoffMs } from '../../src/kafka/backoff.js';
import { numbered } from '../support/batches.js';
import { Reading, range } from '../support/reading.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function brokerWith(options: BrokerOptions = {}): Promise<EmbeddedBroker> {
  const broker = await startBroker(options);
  closing.push(() => broker.close());
  broker.createTopic('t', { partitions: 2 });
  return broker;
}

type Options = ConstructorParameters<typeof Reading>[1];

async function reading(broker: EmbeddedBroker, options: Options = {}): Promise<Reading> {
  const one = new Reading(broker.bootstrap, { whenRefused: 'wait', ...options });
  closing.push(async () => {
    one.close();
    await Promise.resolve();
  });
  await one.open();
  return one;
}

describe('a topic that is made anew between two questions', () => {
  it('with more than was read is told by its id, and read from its beginning', async () => {
    const broker = await brokerWith();
    broker.append('t', 0, numbered(3));
    const one = await reading(broker);
    await one.until(() => one.count === 3);
    broker.faults.recreateTopic('t');
    broker.append('t', 0, numbered(8));
    // Until somebody asks for the id, the new log looks like the old one that went on.
    await one.until(() => one.notices.join().includes('made anew') && one.count >= 16);
    expect(one.notices.join()).toContain(
      'partition 0: the topic was made anew; reading from its beginning',
    );
    const again = one.of(0).lastIndexOf(0n);
    expect(again).toBeGreaterThan(0);
    expect(one.of(0).slice(again)).toEqual(range(0, 8));
    broker.append('t', 0, numbered(2));
    await one.until(() => one.of(0).at(-1) === 9n);
    expect(one.of(0).slice(again)).toEqual(range(0, 10));
  });

  it('with less than was read is not taken for a log that was cut back', async () => {
    const broker = await brokerWith();
    broker.append('t', 0, numbered(10));
    const one = await reading(broker);
    await one.until(() => one.count === 10);
    broker.faults.recreateTopic('t');
    broker.append('t', 0, numbered(4));
    await one.until(() => one.count === 14);
    expect(one.of(0)).toEqual([...range(0, 10), ...range(0, 4)]);
    expect(one.notices.join()).not.toContain('cut back');
  });

  it('with fewer partitions says which are gone, and reads the others', async () => {
    const broker = await brokerWith();
    broker.append('t', 0, numbered(2));
    const one = await reading(broker);
    await one.until(() => one.count === 2);
    broker.faults.recreateTopic('t', 1);
    broker.append('t', 0, numbered(1));
    await one.until(() => one.count === 3);
    const told = () => one.lost.some(({ code }) => code === 'PARTITION_GONE');
    while (!told()) await Promise.race([one.pull(), new Promise((done) => setTimeout(done, 50))]);
    expect(one.lost.at(-1)?.message).toBe('partition 1 of topic "t" is not there any more');
  });
});

describe('what is refused while somebody looks on', () => {
  it('a login that was revoked is tried once, waits for R, and goes on at the exact next offset', async () => {
    const broker = await brokerWith({ users: { 'team-2': 'secret2' } });
    broker.append('t', 0, numbered(5));
    const sasl = { mechanism: 'plain', username: 'team-2', password: 'secret2' } as const;
    const one = await reading(broker, { settings: { sasl } });
    await one.until(() => one.count === 5);
    broker.faults.changePassword('team-2', 'another');
    broker.forgetRequests();
    broker.faults.dropConnections();
    const pulling = one.until(() => one.count === 9);
    await expect.poll(() => one.lost.at(-1)?.code, { timeout: 5_000 }).toBe('AUTH_FAILED');
    const tries = () =>
      broker.requests().filter(({ apiName }) => apiName === 'SaslAuthenticate').length;
    const before = tries();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect([before, tries()]).toEqual([1, 1]);
    broker.faults.changePassword('team-2', 'secret2');
    broker.append('t', 0, numbered(4));
    one.reader.retry();
    await pulling;
    expect(one.of(0)).toEqual(range(0, 9));
  });

  it('the right to read that was revoked is told, and reading goes on when it is given back', async () => {
    const broker = await brokerWith();
    broker.append('t', 0, numbered(5));
    const one = await reading(broker, { partitions: [0] });
    await one.until(() => one.count === 5);
    const fault = broker.faults.answerWith('TOPIC_AUTHORIZATION_FAILED', { api: 'Fetch' });
    const pulling = one.until(() => one.count === 9);
    await expect.poll(() => one.lost.at(-1)?.code, { timeout: 5_000 }).toBe('TOPIC_UNAUTHORISED');
    fault.lift();
    broker.append('t', 0, numbered(4));
    one.reader.retry();
    await pulling;
    expect(one.of(0)).toEqual(range(0, 9));
    expect(one.regained).toBeGreaterThan(0);
  });
});

describe('trying again', () => {
  it('waits longer each time, within bounds, and never twice the same for everybody', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const ms = backoffMs(attempt, () => random);
        const full = Math.min(5_000, 100 * 2 ** Math.min(attempt, 10));
        expect(ms).toBeGreaterThanOrEqual(Math.floor(full / 2));
        expect(ms).toBeLessThanOrEqual(full);
        expect(backoffMs(attempt + 1, () => random)).toBeGreaterThanOrEqual(ms);
      }),
    );
    expect(backoffMs(3, () => 0)).not.toBe(backoffMs(3, () => 1));
  });

  it('happens at once when it is asked for', async () => {
    const broker = await brokerWith();
    broker.append('t', 0, numbered(3));
    const one = await reading(broker);
    await one.until(() => one.count === 3);
    await broker.faults.refuseConnections();
    broker.faults.dropConnections();
    const pulling = one.until(() => one.count === 5);
    // By then the next try is at least 2.5 s away.
    await expect.poll(() => one.lost.length, { timeout: 20_000 }).toBeGreaterThan(6);
    await broker.faults.acceptConnections();
    broker.append('t', 0, numbered(2));
    const asked = Date.now();
    one.reader.retry();
    await pulling;
    expect(Date.now() - asked).toBeLessThan(2_200);
    expect(one.of(0)).toEqual(range(0, 5));
  });
});

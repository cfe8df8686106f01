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

beforeEach(async () => {
  broker = await startBroker({ users: { 'team-2': 'secret2' } });
  broker.createTopic('t', { partitions: 2 });
});

afterEach(async () => {
  broker.faults.clear();
  await Promise.all(all.splice(0).map((one) => one.leave()));
  await broker.close();
});

describe('what a member tells of its group', () => {
  it('is who came and went, each generation and how long it took, what moved, and what was committed', async () => {
    broker.append('t', 0, numbered(3));
    const one = await member({ clientId: 'one' });
    await until('three', () => one.took.length === 3);
    const two = await member({ clientId: 'two' });
    await until('each has one', () => one.has.length === 1 && two.has.length === 1);
    await until('what moved', () => one.told('move').length === 1);
    await two.leave();
    await until('all again', () => one.has.length === 2);
    await until('what moved back', () => one.told('move').length === 2);
    await one.leave();
    const told = one.happened.map(({ kind, text }) => `${kind}: ${text}`);
    const [from, to] = [String.raw`one @ \S+ \(….{4}, here\)`, String.raw`two @ \S+ \(….{4}\)`];
    const wanted = [
      /^member: joined as one-\S+$/,
      /^rebalance: generation 1 \(range\) after \d+\.\d s, shared out by this member$/,
      /^start: starts: 0 at 0 \(nothing committed: beginning\), 1 at 0 /,
      /^rebalance: the group is being shared out anew: nothing is read until that is done$/,
      /^commit: committed 0 at 3$/,
      /^rebalance: generation 2 \(range\) after \d+\.\d s, shared out by this member$/,
      new RegExp(`^member: ${to} joined$`),
      new RegExp(`^move: t:[01]: ${from} → ${to}$`),
      /^rebalance: generation 3 /,
      new RegExp(`^member: ${to.replace(' @ \\S+', '.*')} is gone$`),
      new RegExp(`^move: t:[01]: two.* → ${from}$`),
      /^member: left the group$/,
    ];
    let at = -1;
    for (const words of wanted) {
      const found = told.findIndex((text, index) => index > at && words.test(text));
      expect(found, `${String(words)} behind ${at} in\n${told.join('\n')}`).toBeGreaterThan(at);
      at = found;
    }
  });

  it('is a heartbeat that was missed, why, and that the coordinator answers again', async () => {
    const one = await member();
    const isMember = (): boolean => one.member.current().state === 'member';
    const mute = broker.faults.answerWith('COORDINATOR_NOT_AVAILABLE', { api: 'Heartbeat' });
    await until('the news', () => one.told('heartbeat').length === 1);
    expect(one.told('heartbeat')[0]).toMatch(
      /^a heartbeat was missed: the coordinator of "g" is not ready: \S*NOT_AVAILABLE/,
    );
    expect(one.member.current().state).toBe('lost');
    mute.lift();
    await until('heard again', isMember);
    broker.faults.silence();
    await until('the next', () => one.told('heartbeat').length === 2);
    expect(one.told('heartbeat')[1]).toBe(
      'a heartbeat was missed: the coordinator of "g" does not answer',
    );
    broker.faults.speak();
    await until('heard once more', isMember);
  });

  it('is a place that was lost, what was tried again, and what failed; and never a secret', async () => {
    const one = await member({ sessionTimeoutMs: 1_000 });
    await broker.faults.refuseConnections();
    broker.faults.dropConnections();
    await until('tries', () => one.told('retry').length > 0);
    expect(one.told('heartbeat').at(-1)).toMatch(
      /^no answer to a heartbeat for \d+ s: the place is/,
    );
    expect(one.told('retry')[0]).toMatch(/ECONNREFUSED|refused.*; joining is tried again$/i);
    await broker.faults.acceptConnections();
    one.reader.retry();
    await until('back', () => one.member.current().state === 'member');
    broker.faults.answerWith('INCONSISTENT_GROUP_PROTOCOL', { api: 'JoinGroup' });
    broker.faults.expireMember('g');
    await until('the end', () => one.error !== null);
    expect(one.told('heartbeat').at(-1)).toContain('lost our place in the group');
    expect(one.told('error')).toEqual([expect.stringContaining('does not speak')]);
    const everything = JSON.stringify([one.happened, one.notices]);
    expect(everything).not.toContain(SASL.password);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { numbered } from '../support/batches.js';
import { Membering, until } from '../support/membering.js';

const U = 1_000_000;

let broker: EmbeddedBroker;
const all: Membering[] = [];

function member(options: ConstructorParameters<typeof Membering>[1] = {}): Promise<Membering> {
  const one = new Membering(broker.bootstrap, options);
  all.push(one);
  return one.join();
}

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: 2 });
  broker.createTopic('u', { partitions: 1 });
});

afterEach(async () => {
  broker.faults.clear();
  await Promise.all(all.splice(0).map((one) => one.leave()));
  await broker.close();
});

describe('a member of several topics', () => {
  it('is connected when it can read all of them, and says which is missing until then', async () => {
    await broker.close();
    broker = await startBroker({ brokers: 3 });
    for (const topic of ['t', 'u']) broker.createTopic(topic, { partitions: 1 });
    // The group's coordinator is the second.
    const leaders = { t: 1, u: 3 };
    for (const [topic, id] of Object.entries(leaders)) broker.faults.moveLeader(topic, 0, id);
    const one = await member({ topics: ['t', 'u'] });
    for (const id of Object.values(leaders)) {
      await broker.faults.refuseConnections(id);
      broker.faults.dropConnections(id);
    }
    await until('both lost', () => one.lostSlots.join() === `0,${U}`);
    await broker.faults.acceptConnections(leaders.t);
    one.reader.retry();
    await until('one back', () => one.notices.includes('t: connected again'));
    expect(one.lost.at(-1)?.message).toMatch(/^u: /);
    expect(one.lostSlots).toEqual([U]);
    broker.append('t', 0, numbered(3));
    await until('what the other has', () => one.of(0).length === 3);
    expect(one.regained).toBe(0);
    await broker.faults.acceptConnections(leaders.u);
    one.reader.retry();
    await until('both', () => one.regained === 1);
    broker.append('u', 0, numbered(2));
    await until('both read', () => one.took.length === 5);
  });

  it('reads the others when one is deleted, also after the group was shared out anew', async () => {
    const one = await member({ topics: ['t', 'u'] });
    await until('all', () => one.has.length === 3);
    broker.faults.deleteTopic('u');
    await until('the news', () => one.lost.at(-1)?.code === 'TOPIC_GONE');
    broker.faults.rebalance('g');
    await until('the others', () => one.has.join() === '0,1');
    broker.append('t', 1, numbered(4));
    await until('four', () => one.of(1).length === 4);
    expect(one.lost.at(-1)?.message).toBe('topic "u" is not there any more');
    expect(one.regained).toBe(0);
    // It is there again: whoever leads finds it, and shares it out.
    broker.createTopic('u', { partitions: 2 });
    broker.append('u', 1, numbered(5));
    await until('it is read', () => one.of(U + 1).length === 5);
    expect(one.has).toEqual([0, 1, U, U + 1]);
    await until('connected', () => one.regained === 1);
  });

  it('takes partitions that a topic gets, without missing or repeating anything', async () => {
    broker.append('t', 0, numbered(6));
    const one = await member({ topics: ['t', 'u'], commits: 'none' });
    await until('six', () => one.took.length === 6);
    broker.faults.growTopic('t', 3);
    broker.append('t', 2, numbered(7));
    await until('seven more', () => one.of(2).length === 7);
    broker.append('t', 0, numbered(2, 6));
    await until('two more', () => one.took.length === 15);
    expect(new Set(one.took).size).toBe(15);
  });
});

describe('members of different topics', () => {
  it('get the partitions that theirs has grown by, though the leader wants another', async () => {
    const leader = await member({ clientId: 'leader', topics: ['t'] });
    const other = await member({ clientId: 'other', topics: ['u'] });
    await until('each its own', () => leader.has.length === 2 && other.has.length === 1);
    broker.faults.growTopic('u', 3);
    broker.append('u', 2, numbered(3));
    await until('three', () => other.of(2).length === 3);
    expect(other.has).toEqual([0, 1, 2]);
    expect(leader.has).toEqual([0, 1]);
  });

  it('are not counted among those that share a partition', async () => {
    await member({ topics: ['t'] });
    const two = [await member({ topics: ['u'] }), await member({ topics: ['u'] })];
    const words = (): (string | null)[] => two.map((one) => one.member.current().idle);
    await until('one without', () => words().some((one) => one !== null));
    expect(words()).toContain('no partition for this member: 2 members share 1 partition');
  });
});

describe('a topic that is deleted', () => {
  it('is waited for when it was the only one, and read from its beginning when it is back', async () => {
    broker.append('u', 0, numbered(5));
    const one = await member({ topics: ['u'] });
    await until('five', () => one.took.length === 5);
    broker.faults.deleteTopic('u');
    broker.faults.rebalance('g');
    await until('the news', () => one.told('retry').join().includes('there is no topic "u"'));
    broker.createTopic('u', { partitions: 1 });
    broker.append('u', 0, numbered(3));
    await until('three more', () => one.took.length === 8, 20_000);
    expect(one.took.slice(5)).toEqual(['0:0', '0:1', '0:2']);
    expect(one.told('retry').filter((text) => text.includes('no topic "u"'))).toHaveLength(1);
  });
});

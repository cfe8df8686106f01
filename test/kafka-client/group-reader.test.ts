import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { numbered } from '../support/batches.js';
import { Membering, until } from '../support/membering.js';

let broker: EmbeddedBroker;
const all: Membering[] = [];

function member(options: ConstructorParameters<typeof Membering>[1] = {}): Promise<Membering> {
  const one = new Membering(broker.bootstrap, options);
  all.push(one);
  return one.join();
}

const committed = (partition: number, group = 'g'): bigint | undefined =>
  broker.committed(group, 't', partition)?.offset;

const offsets = (partition: number, from: number, until: number): string[] =>
  Array.from({ length: until - from }, (_, index) => `${partition}:${from + index}`);

const names = (): string[] => broker.requests().map(({ apiName }) => apiName);

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: 3 });
});

afterEach(async () => {
  await Promise.all(all.splice(0).map((one) => one.leave()));
  await broker.close();
});

describe('a member of a group', () => {
  it('reads everything from the beginning where nothing is committed, and commits it when it leaves', async () => {
    for (const partition of [0, 1, 2]) broker.append('t', partition, numbered(10));
    const one = await member();
    expect(one.notices).toContainEqual(
      'starts: 0 at 0 (nothing committed: beginning), 1 at 0 (nothing committed: beginning), 2 at 0 (nothing committed: beginning)',
    );
    await until('all of it', () => one.took.length === 30);
    await one.leave();
    expect(one.told('member')).toEqual([expect.stringMatching(/^joined as /), 'left the group']);
    expect([0, 1, 2].map((partition) => committed(partition))).toEqual([10n, 10n, 10n]);
    expect(broker.groups()).toMatchObject([{ groupId: 'g', state: 'Empty' }]);
    expect(names()).toContain('LeaveGroup');
  });

  it('goes on where the group is, and repeats nothing', async () => {
    broker.append('t', 0, numbered(10));
    const first = await member({ topics: ['t'] });
    await until('ten', () => first.took.length === 10);
    await first.leave();
    broker.append('t', 0, numbered(5));
    const second = await member();
    expect(second.notices.join()).toContain('0 at 10 (committed)');
    await until('five more', () => second.took.length === 5);
    expect(second.took).toEqual(offsets(0, 10, 15));
    expect(second.opened[0]?.[0]).toMatchObject({ again: { certain: 10n, possible: 10n } });
  });

  it('shares with others: each has its own, together they have all, and nobody twice', async () => {
    const three = [await member(), await member(), await member()];
    await until('one each', () => three.every(({ has }) => has.length === 1));
    for (const partition of [0, 1, 2]) broker.append('t', partition, numbered(20));
    await until('all', () => three.reduce((sum, { took }) => sum + took.length, 0) === 60);
    const read = three.flatMap(({ took }) => took);
    expect(new Set(read).size).toBe(60);
    for (const one of three) expect(one.of(one.has[0] ?? -1)).toHaveLength(20);
  });

  it('says why it has no partition', async () => {
    broker.createTopic('one', { partitions: 1 });
    const three = await Promise.all([1, 2, 3].map(() => member({ topics: ['one'] })));
    const idle = (): (string | null)[] => three.map((one) => one.member.current().idle);
    await until('two without', () => idle().filter((words) => words !== null).length === 2);
    expect(idle().find((words) => words !== null)).toBe(
      'no partition for this member: 3 members share 1 partition',
    );
    broker.append('one', 0, numbered(5));
    await until('five', () => three.some(({ took }) => took.length === 5));
    expect(three.map(({ took }) => took.length).sort()).toEqual([0, 0, 5]);
  });

  it('stays in however long nothing is asked for', async () => {
    const one = await member({ sessionTimeoutMs: 600 });
    one.paused = true;
    broker.append('t', 0, numbered(10));
    const before = one.member.current().generation;
    await until('two sessions of heartbeats', () => {
      return names().filter((name) => name === 'Heartbeat').length > 12;
    });
    expect(one.member.current()).toMatchObject({ state: 'member', generation: before });
    one.paused = false;
    await until('ten', () => one.took.length === 10);
  });
});

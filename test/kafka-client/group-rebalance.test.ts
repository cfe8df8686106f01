import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import type { CommitMode } from '../../src/model/membership.js';
import { numbered } from '../support/batches.js';
import { Membering, until } from '../support/membering.js';
import { Reading } from '../support/reading.js';

/** What only members send. */
const MEMBERSHIP = ['JoinGroup', 'SyncGroup', 'Heartbeat', 'LeaveGroup', 'OffsetCommit'];

let broker: EmbeddedBroker;
const all: Membering[] = [];

function member(options: ConstructorParameters<typeof Membering>[1] = {}): Promise<Membering> {
  const one = new Membering(broker.bootstrap, options);
  all.push(one);
  return one.join();
}

const committed = (partition: number): bigint | undefined =>
  broker.committed('g', 't', partition)?.offset;

const sent = (): Set<string> => new Set(broker.requests().map(({ apiName }) => apiName));

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: 3 });
});

afterEach(async () => {
  await Promise.all(all.splice(0).map((one) => one.leave()));
  await broker.close();
});

describe('a rebalance', () => {
  it('hands partitions over without loss or repeats, and the timeline says who has what', async () => {
    for (const partition of [0, 1, 2]) broker.append('t', partition, numbered(10));
    const first = await member({ clientId: 'first' });
    await until('all', () => first.took.length === 30);
    const second = await member({ clientId: 'second' });
    await until('both have some', () => first.has.length > 0 && second.has.length > 0);
    for (const partition of [0, 1, 2]) broker.append('t', partition, numbered(5, 10));
    await until('the rest', () => first.took.length + second.took.length === 45);
    expect(new Set([...first.took, ...second.took]).size).toBe(45);
    await until('the moves', () => first.told('move').length > 0);
    expect(first.told('move')[0]).toMatch(/^t:\d: first @ .* \(….{4}, here\) → second @ .{15}/);
    expect(first.told('member').join()).toMatch(/second @ .* joined/);
    expect(first.told('rebalance').join()).toMatch(/generation 2 \(range\) after \d+\.\d s/);
    expect(first.told('start').at(-1)).toMatch(/\d at 10 \(stays here\)/);
    expect(second.told('start').at(-1)).toMatch(/\d at 10 \(committed\)/);
  });

  it('is told of though the one before was over before anybody could tell of it', async () => {
    // The group is asked who has what, and does not say until it was shared out again.
    const mute = broker.faults.answerWith('COORDINATOR_LOAD_IN_PROGRESS', {
      api: 'DescribeGroups',
    });
    const first = await member({ clientId: 'first' });
    await until('all', () => first.has.length === 3);
    const second = await member({ clientId: 'second' });
    await until('both have some', () => first.has.length > 0 && second.has.length > 0);
    mute.lift();
    await until('the moves', () => first.told('move').length > 0);
    expect(first.told('member').join()).toMatch(/second @ .* joined/);
    const moved = second.has.map((partition) => `t:${partition}`);
    expect(first.told('move').map((text) => text.slice(0, 3))).toEqual(moved);
    expect(first.told('move')[0]).toMatch(/first @ .* → second @ /);
  });

  it('takes over from a member that was killed, and says what may come a second time', async () => {
    const killed = await member({ clientId: 'killed', sessionTimeoutMs: 600, commits: 'manual' });
    for (const partition of [0, 1, 2]) broker.append('t', partition, numbered(10));
    await until('all', () => killed.took.length === 30);
    await killed.member.commit(new Map([[0, 4n]]));
    const other = await member({ clientId: 'other' });
    await until('two members', () => killed.has.length > 0 && other.has.length > 0);
    const lost = killed.has;
    killed.close();
    await until('all of it', () => other.has.length === 3, 20_000);
    await until('what the other had', () => lost.every((one) => other.of(one).length > 0));
    await until('the news', () => other.told('move').length >= lost.length);
    expect(other.told('member').join()).toMatch(/killed @ .* is gone/);
    const zero = other.opened.flat().filter(({ partition }) => partition === 0);
    expect(zero.at(-1)).toMatchObject({ next: 4n, again: { certain: 4n, possible: 10n } });
  });

  it('marks what this run has delivered before', async () => {
    const one = await member({ commits: 'none' });
    broker.append('t', 0, numbered(10));
    await until('ten', () => one.took.length === 10);
    const second = await member({ commits: 'none' });
    await until('both have some', () => one.has.length > 0 && second.has.length > 0);
    const moved = second.has.includes(0) ? second : one;
    await moved.leave();
    const rest = moved === one ? second : one;
    await until('all back', () => rest.has.length === 3);
    const opened = rest.opened.at(-1)?.find(({ partition }) => partition === 0);
    const isKnown = rest === one;
    expect(opened?.again?.certain).toBe(isKnown ? 10n : 0n);
  });

  it('is come back from by a member that slept through its session, which says so', async () => {
    let skipped = 0;
    const one = await member({ sessionTimeoutMs: 600, now: () => Date.now() + skipped });
    broker.append('t', 0, numbered(10));
    await until('ten', () => one.took.length === 10);
    // As if the machine had slept: the clock has jumped, and the coordinator has given the place away.
    const before = one.member.current().memberId;
    skipped = 60_000;
    expect(broker.faults.expireMember('g')).toBe(true);
    broker.append('t', 0, numbered(5, 10));
    await until('back', () => one.took.length >= 15 && one.member.current().state === 'member');
    expect(one.member.current().memberId).not.toBe(before);
    expect(one.told('heartbeat').join()).toMatch(
      /the place is given up|lost our place in the group/,
    );
  });

  it('begins anew in a group that was deleted meanwhile, whose generations say nothing of ours', async () => {
    const one = await member({ commits: 'none' });
    broker.append('t', 0, numbered(10));
    await until('ten', () => one.took.length === 10);
    const generation = (): number => one.member.current().generation ?? 0;
    for (const id of [2, 3]) {
      broker.faults.rebalance('g');
      await until('the next', () => generation() === id && one.has.length === 3);
    }
    // Between two generations nobody is there for a while, and the group is deleted.
    const mute = broker.faults.answerWith('COORDINATOR_LOAD_IN_PROGRESS', { api: 'JoinGroup' });
    broker.faults.rebalance('g');
    await until('it joins', () => mute.hits > 0);
    broker.faults.deleteGroup('g');
    mute.lift();
    await until('another first', () => generation() === 1 && one.has.length === 3);
    expect(one.told('start').at(-1)).not.toContain('stays here');
    await until('ten again', () => one.took.length === 20);
  });

  it('is not needed where a machine slept and the broker with it: nothing is left out', async () => {
    let skipped = 0;
    const one = await member({ sessionTimeoutMs: 30_000, now: () => Date.now() + skipped });
    await until('all', () => one.has.length === 3);
    one.holds = true;
    broker.append('t', 0, numbered(10));
    await until('ten that wait', () => one.isHolding);
    // The clock has jumped, and the coordinator has heard of nothing.
    skipped = 60_000;
    one.holds = false;
    await until('ten', () => one.took.length >= 10);
    broker.append('t', 0, numbered(5, 10));
    await until('five more', () => one.took.length >= 15);
    expect(one.took).toEqual(Array.from({ length: 15 }, (_, offset) => `0:${offset}`));
    expect(one.told('heartbeat').join()).toContain('the group has kept our place');
    expect(one.told('start').at(-1)).toContain('(stays here)');
  });
});

describe('commits', () => {
  it.each<CommitMode>(['auto', 'manual', 'none'])(
    'leave nothing out when a member is started again: %s',
    async (commits) => {
      broker.append('t', 0, numbered(10));
      const first = await member({ commits });
      await until('ten', () => first.took.length === 10);
      if (commits === 'manual') {
        const answer = await first.member.commit(new Map([[0, 7n]]));
        expect(answer.committed).toEqual([{ partition: 0, offset: 7n }]);
      }
      await first.leave();
      const next = { auto: 10n, manual: 7n, none: undefined }[commits];
      expect(committed(0)).toBe(next);
      broker.append('t', 0, numbered(5, 10));
      const second = await member({ commits });
      const expected = 15 - Number(next ?? 0n);
      await until('the rest', () => second.took.length === expected);
      expect(second.took[0]).toBe(`0:${next ?? 0}`);
    },
  );

  it('are never sent without being asked for', async () => {
    broker.append('t', 0, numbered(10));
    for (const commits of ['manual', 'none'] as const) {
      const one = await member({ commits });
      await until('ten', () => one.took.length === 10);
      await one.leave();
    }
    expect(sent()).not.toContain('OffsetCommit');
  });

  it('say only what was shown', async () => {
    broker.append('t', 0, numbered(10));
    const one = await member();
    one.shows = false;
    await until('ten', () => one.took.length === 10);
    await one.leave();
    expect(committed(0)).toBeUndefined();
  });

  it('come by themselves within seconds', async () => {
    broker.append('t', 0, numbered(10));
    const one = await member();
    await until('ten', () => one.took.length === 10);
    await until('the commit', () => committed(0) === 10n && one.told('commit').length > 0);
    expect(one.told('commit')).toContain('committed 0 at 10');
    expect(broker.committed('g', 't', 0)?.metadata).toBe('kafka-tui reading');
  });

  it('are asked for again at the end, where the coordinator was not ready', async () => {
    broker.append('t', 0, numbered(10));
    const one = await member();
    await until('ten', () => one.took.length === 10);
    broker.faults.answerWith('COORDINATOR_LOAD_IN_PROGRESS', { api: 'OffsetCommit' }, 2);
    await one.leave();
    expect(committed(0)).toBe(10n);
    expect(one.told('commit')).toEqual([
      expect.stringMatching(/^commit of 0 refused: /),
      'committed 0 at 10',
    ]);
    expect(one.told('member').at(-1)).toBe('left the group');
  });

  it('are refused in words where there is no place', async () => {
    const one = await member();
    await one.leave();
    await expect(one.member.commit(null)).rejects.toMatchObject({ code: 'NO_PLACE' });
    expect(committed(0)).toBeUndefined();
  });
});

describe('reading without a group', () => {
  it('sends nothing that joins, commits, or asks for a group', async () => {
    broker.append('t', 0, numbered(100));
    const reading = new Reading(broker.bootstrap, { topic: 't' });
    await reading.open();
    await reading.until(() => reading.count === 100);
    await pause(300);
    reading.close();
    for (const name of [...MEMBERSHIP, 'FindCoordinator', 'OffsetFetch', 'DescribeGroups']) {
      expect(sent(), name).not.toContain(name);
    }
  });
});

describe('several topics', () => {
  it('are shared and read as one, each partition under its topic', async () => {
    broker.createTopic('u', { partitions: 2 });
    broker.append('t', 1, numbered(3));
    broker.append('u', 1, numbered(4));
    const one = await member({ topics: ['t', 'u'] });
    await until('seven', () => one.took.length === 7);
    expect(one.of(1)).toHaveLength(3);
    expect(one.of(1_000_001)).toHaveLength(4);
    await one.leave();
    expect(committed(1)).toBe(3n);
    expect(broker.committed('g', 'u', 1)?.offset).toBe(4n);
  });

  it('are shared out to whoever wants them, by a leader that reads others', async () => {
    broker.createTopic('u', { partitions: 2 });
    const leader = await member({ topics: ['t'] });
    const other = await member({ topics: ['u'] });
    await until('each has its own', () => leader.has.length === 3 && other.has.length === 2);
    broker.append('u', 1, numbered(4));
    await until('four', () => other.took.length === 4);
  });
});

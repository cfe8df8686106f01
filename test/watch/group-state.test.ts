import { describe, expect, it } from 'vitest';
import type { DescribedGroup, ListedGroup } from '../../src/kafka/admin/groups.js';
import { ERROR } from '../../src/kafka/protocol/error-codes.js';
import { GroupState, isGone } from '../../src/watch/group-state.js';
import { endsOf, lagOf, longer, totalLag } from '../../src/watch/lag.js';

const listed = (more: Partial<ListedGroup> = {}): ListedGroup => ({
  ...{ id: 'g', kind: 'classic', state: 'Stable', coordinator: 2, ...more },
});

const described = (more: Partial<DescribedGroup> = {}): DescribedGroup => ({
  ...{ id: 'g', errorCode: 0, kind: 'classic', state: 'Empty', protocol: null },
  ...{ protocolType: 'consumer', members: [], trouble: null, ...more },
});

const nameOf = (id: number) => `${id} (host:9092)`;

describe('the row of a group', () => {
  it('says plainly what can not be seen of kinds that this client does not speak', () => {
    const share = new GroupState(listed({ kind: 'share' })).row(nameOf);
    expect(share).toMatchObject({ kind: 'share', state: 'Stable', members: null, lag: null });
    expect(share.trouble).toMatch(/share group.*can't be seen/);
    const unknown = new GroupState(listed({ kind: 'unknown' })).row(nameOf);
    expect(unknown.trouble).toMatch(/can't be seen/);
  });

  it('takes the state from its description, and from the list where that fails', () => {
    const group = new GroupState(listed());
    expect(group.row(nameOf)).toMatchObject({ state: 'Stable', coordinator: '2 (host:9092)' });
    group.setDescribed(described());
    expect(group.row(nameOf)).toMatchObject({ state: 'Empty', members: 0, trouble: null });
    group.setDescribed(described({ errorCode: ERROR.NOT_COORDINATOR, state: '' }));
    expect(group.row(nameOf)).toMatchObject({ state: 'Stable', members: null });
    expect(group.row(nameOf).trouble).toContain('NOT_COORDINATOR');
    group.setDescribed(described({ state: 'Dead' }));
    expect(group.row(nameOf).trouble).toMatch(/dead/);
  });

  it('does not take a lag for whole that lacks a partition', () => {
    const group = new GroupState(listed());
    group.setDescribed(described());
    group.setLag({ lag: 5n, unknown: 2, beyond: 0 }, 1000);
    expect(group.row(nameOf)).toMatchObject({ lag: 5n, lagHistory: [5] });
    expect(group.row(nameOf).trouble).toContain('2 partitions');
    group.setLag({ lag: null, unknown: 0, beyond: 0 }, 2000);
    expect(group.row(nameOf)).toMatchObject({ lag: null, lagHistory: [5], trouble: null });
  });
});

describe('what is told of a group in part', () => {
  const whole = { offsets: [], errorCode: 0, untold: 0 };

  it('says how many of its offsets are not told', () => {
    const group = new GroupState(listed());
    group.setDescribed(described());
    expect(group.row(nameOf).commits).toBeNull();
    group.setCommits({ ...whole, untold: 2 });
    expect(group.row(nameOf)).toMatchObject({ commits: 0 });
    expect(group.row(nameOf).trouble).toMatch(/on 2 partitions are not told/);
    group.setCommits({ ...whole, errorCode: ERROR.GROUP_AUTHORIZATION_FAILED });
    expect(group.row(nameOf)).toMatchObject({
      ...{ commits: null, trouble: 'no permission to see its offsets' },
    });
  });

  it('says that an old broker does not describe groups of the new kind', () => {
    const group = new GroupState(listed({ kind: 'consumer' }));
    group.setDescribed(
      described({ kind: 'consumer', errorCode: ERROR.UNSUPPORTED_VERSION, state: '' }),
    );
    expect(group.row(nameOf)).toMatchObject({ state: 'Stable', members: null });
    expect(group.row(nameOf).trouble).toMatch(/does not describe groups of the new kind/);
  });

  it('is listed anew when it is gone, or has become something else', () => {
    expect(isGone(described())).toBe(false);
    expect(isGone(described({ state: 'Dead' }))).toBe(true);
    expect(isGone(described({ errorCode: ERROR.GROUP_ID_NOT_FOUND, state: '' }))).toBe(true);
    expect(isGone(described({ errorCode: ERROR.GROUP_AUTHORIZATION_FAILED }))).toBe(false);
  });
});

describe('lag', () => {
  const commit = (partition: number, offset: bigint) => ({
    ...{ topic: 't', partition, offset, metadata: '' },
  });
  const at = (partition: number, offset: bigint, errorCode = 0) => ({
    ...{ topic: 't', partition, leader: 1, offset, errorCode },
  });

  it('is the end minus what was committed, and unknown where the end is', () => {
    const ends = endsOf([at(0, 10n), at(1, 4n), at(2, 7n, ERROR.NOT_LEADER_OR_FOLLOWER)]);
    expect(lagOf(commit(0, 3n), ends)).toBe(7n);
    expect(lagOf(commit(1, 9n), ends), 'committed behind the end').toBe(0n);
    expect(lagOf(commit(2, 1n), ends)).toBeNull();
    const commits = [commit(0, 3n), commit(1, 4n), commit(2, 1n)];
    expect(totalLag(commits, ends)).toEqual({ lag: 7n, unknown: 1, beyond: 0 });
    expect(totalLag([], ends)).toEqual({ lag: null, unknown: 0, beyond: 0 });
  });

  it('is remembered for sixty looks', () => {
    let history: readonly number[] = [];
    for (let i = 0; i < 100; i += 1) history = longer(history, i);
    expect(history).toHaveLength(60);
    expect([history[0], history.at(-1)]).toEqual([40, 99]);
  });
});

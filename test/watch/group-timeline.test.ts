import { expect, it } from 'vitest';
import type { GroupDetail } from '../../src/model/watch.js';
import { GroupTimeline } from '../../src/watch/group-timeline.js';

function look(
  state: string,
  members: Readonly<Record<string, readonly number[]>>,
  committed: bigint,
): GroupDetail {
  return {
    at: 0,
    row: {
      ...{ id: 'g', kind: 'classic', state, protocol: 'range', members: 1, commits: 1, lag: 0n },
      ...{ lagHistory: [], timeLagMs: null, coordinator: null, trouble: null },
    },
    members: Object.entries(members).map(([memberId, partitions]) => {
      return { memberId, clientId: 'c', host: '/h', assignment: [{ topic: 't', partitions }] };
    }),
    partitions: [
      {
        ...{ topic: 't', partition: 0, first: 0n, committed, end: 9n, lag: 9n - committed },
        ...{ lagHistory: [], timeLagMs: null, metadata: null, member: null, trouble: null },
      },
    ],
  };
}

it('tells what happens in a group that is looked at: who came, what moved, what was committed', () => {
  const timeline = new GroupTimeline();
  timeline.take(look('Stable', { 'm-0001': [0] }, 3n), 1);
  expect(timeline.current().events).toEqual([]);
  timeline.take(look('PreparingRebalance', { 'm-0001': [], 'm-0002': [] }, 3n), 2);
  timeline.take(look('Stable', { 'm-0001': [], 'm-0002': [0] }, 5n), 3);
  const told = timeline
    .current()
    .events.map(({ at, group, text }) => `${at} ${group ?? ''} ${text}`);
  expect(told).toEqual([
    '2 g Stable → PreparingRebalance',
    '2 g c @ h (…0002) joined',
    '3 g shared out: everybody knows what to read',
    '3 g t:0: c @ h (…0001) → c @ h (…0002)',
    '3 g committed t:0 at 5',
  ]);
});

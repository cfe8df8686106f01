import { describe, expect, it } from 'vitest';
import { type DescribedGroup, timelineOf } from '../../src/model/timeline.js';

function group(
  state: string,
  members: Readonly<Record<string, readonly number[]>>,
  clientId = 'kcat',
): DescribedGroup {
  return {
    id: 'g',
    state,
    members: Object.entries(members).map(([memberId, partitions]) => ({
      memberId,
      clientId,
      host: '/10.0.0.7',
      assignment: [{ topic: 't', partitions }],
    })),
  };
}

const texts = (before: DescribedGroup | null, after: DescribedGroup): string[] =>
  timelineOf(before, after).map(({ kind, text }) => `${kind}: ${text}`);

describe('what happened between two looks at a group', () => {
  it('is nothing at the first look, or where nothing changed', () => {
    const look = group('Stable', { 'm-0001': [0, 1] });
    expect(texts(null, look)).toEqual([]);
    expect(texts(look, look)).toEqual([]);
  });

  it('is who came, and what moved from whom to whom', () => {
    const before = group('Stable', { 'm-0001': [0, 1, 10] });
    const after = group('Stable', { 'm-0001': [0], 'm-0002': [1, 10] });
    expect(texts(before, after)).toEqual([
      'member: kcat @ 10.0.0.7 (…0002) joined',
      'move: t:1: kcat @ 10.0.0.7 (…0001) → kcat @ 10.0.0.7 (…0002)',
      'move: t:10: kcat @ 10.0.0.7 (…0001) → kcat @ 10.0.0.7 (…0002)',
    ]);
  });

  it('is who went, and what nobody has any more', () => {
    const before = group('Stable', { 'm-0001': [0], 'm-0002': [1] });
    const after = group('Stable', { 'm-0001': [0] });
    expect(texts(before, after)).toEqual([
      'member: kcat @ 10.0.0.7 (…0002) is gone',
      'move: t:1: kcat @ 10.0.0.7 (…0002) → nobody',
    ]);
  });

  it('is the state alone while the group is being shared out: nothing moved yet', () => {
    const before = group('Stable', { 'm-0001': [0] });
    const during = group('PreparingRebalance', { 'm-0001': [] });
    expect(texts(before, during)).toEqual(['rebalance: Stable → PreparingRebalance']);
    expect(texts(during, group('Stable', { 'm-0001': [0] }))).toEqual([
      'rebalance: shared out: everybody knows what to read',
    ]);
  });

  it('leaves out what the one who looks knows of itself, and says which one that is', () => {
    const before = group('Stable', { 'm-0001': [0, 1] });
    const after = group('Stable', { 'm-0002': [0], 'm-0003': [1] });
    expect(timelineOf(before, after, 'm-0003').map(({ text }) => text)).toEqual([
      'kcat @ 10.0.0.7 (…0002) joined',
      'kcat @ 10.0.0.7 (…0001) is gone',
      't:0: kcat @ 10.0.0.7 (…0001) → kcat @ 10.0.0.7 (…0002)',
      't:1: kcat @ 10.0.0.7 (…0001) → kcat @ 10.0.0.7 (…0003, here)',
    ]);
  });

  it('is only what is certain where not all of them are known', () => {
    const before = { ...group('Stable', { 'm-0001': [0, 1] }), isPartial: true };
    const after = group('Stable', { 'm-0001': [0], 'm-0002': [1, 2] });
    expect(timelineOf(before, after, 'm-0001').map(({ text }) => text)).toEqual([
      't:1: kcat @ 10.0.0.7 (…0001, here) → kcat @ 10.0.0.7 (…0002)',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { StreamSnapshot } from '../../src/model/stream.js';
import { hold, withHeld } from '../../src/store/held-entry.js';
import { arrivals, range } from './entries.js';
import type { FakeEntries } from '../ui/support/fake-session.js';

function stream(entries: FakeEntries, filter: string | null = null): StreamSnapshot {
  const active =
    filter === null
      ? null
      : { text: filter, highlight: () => [], scanning: false, tested: 0, matched: 0 };
  return {
    entries,
    version: 0,
    paused: false,
    pausedAt: null,
    filter: active,
    breakpoint: null,
    window: { live: true, below: 0n, begins: true, loading: null, looked: 0, cleanupPolicy: null },
    dropped: 0,
  };
}

describe('the entry that is held', () => {
  it('stays in front of the others when the stream has dropped it', () => {
    const before = stream(range(0, 10));
    const held = hold(before.entries.get(3), before);
    const entries = withHeld(stream(range(50, 60)), held);
    expect(entries.first).toBe(49);
    expect(entries.get(49)?.arrival).toBe(3);
    expect(entries.get(50)?.arrival).toBe(50);
    expect(entries.end).toBe(60);
    expect([entries.indexOf(0), entries.indexOf(3), entries.indexOf(4)]).toEqual([49, 49, 50]);
  });

  it('changes nothing while the stream still has it, or has nothing at all', () => {
    const now = stream(range(0, 10));
    const held = hold(now.entries.get(3), now);
    expect(withHeld(now, held)).toBe(now.entries);
    const empty = stream(arrivals([]));
    expect(withHeld(empty, held)).toBe(empty.entries);
  });

  it('is not shown where it may be missing because a filter hides it', () => {
    const before = stream(range(0, 10));
    const held = hold(before.entries.get(3), before);
    const filtered = stream(arrivals([7, 9]), 'x');
    expect(withHeld(filtered, held)).toBe(filtered.entries);
  });
});

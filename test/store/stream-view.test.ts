import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byPages, byRows, FIRST, LAST } from '../../src/store/motion.js';
import {
  follow,
  locate,
  move,
  pin,
  START_OF_STREAM_VIEW,
  type StreamView,
} from '../../src/store/stream-view.js';
import { arrivals, range } from './entries.js';

const at = (cursor: number, top: number): StreamView => ({ following: false, cursor, top });

describe('where the stream stands', () => {
  it('has nothing under the cursor while there are no entries', () => {
    expect(locate(START_OF_STREAM_VIEW, range(0, 0), 10)).toEqual({
      top: 0,
      bottom: 0,
      cursor: -1,
    });
  });

  it('follows the newest while following', () => {
    expect(locate(START_OF_STREAM_VIEW, range(0, 50), 10)).toEqual({
      top: 40,
      bottom: 50,
      cursor: 49,
    });
    expect(locate(START_OF_STREAM_VIEW, range(0, 51), 10)).toEqual({
      top: 41,
      bottom: 51,
      cursor: 50,
    });
  });

  it('keeps cursor and window where they are when new ones arrive and nothing is followed', () => {
    expect(locate(at(45, 40), range(0, 50), 10)).toEqual({ top: 40, bottom: 50, cursor: 45 });
    expect(locate(at(45, 40), range(0, 500), 10)).toEqual({ top: 40, bottom: 50, cursor: 45 });
  });

  it('keeps the cursor on its record when older ones are dropped', () => {
    expect(locate(at(45, 40), range(43, 60), 10)).toEqual({ top: 43, bottom: 53, cursor: 45 });
  });

  it('goes to the oldest when the record under the cursor is dropped', () => {
    expect(locate(at(45, 40), range(100, 160), 10)).toEqual({ top: 100, bottom: 110, cursor: 100 });
  });

  it('goes to the nearest entry when a filter hides the one under the cursor', () => {
    const filtered = arrivals([3, 20, 41, 47, 90], 0);
    expect(locate(at(42, 40), filtered, 3).cursor).toBe(2);
    expect(locate(at(46, 40), filtered, 3).cursor).toBe(3);
    expect(locate(at(99, 40), filtered, 3).cursor).toBe(4);
    expect(locate(at(0, 0), filtered, 3).cursor).toBe(0);
  });

  it('is back on its record when the filter is gone', () => {
    const view = at(42, 40);
    locate(view, arrivals([3, 90], 0), 10);
    expect(locate(view, range(0, 100), 10)).toEqual({ top: 40, bottom: 50, cursor: 42 });
  });

  it('shows the cursor whatever the height', () => {
    expect(locate(at(45, 40), range(0, 50), 3)).toEqual({ top: 43, bottom: 46, cursor: 45 });
    expect(locate(at(45, 40), range(0, 50), 80)).toEqual({ top: 0, bottom: 50, cursor: 45 });
  });
});

describe('moving in the stream', () => {
  const entries = range(0, 100);

  it('stops following when it goes up', () => {
    expect(move(START_OF_STREAM_VIEW, entries, 10, byRows(-1))).toEqual(at(98, 90));
  });

  it('goes on following when there is nothing to move to', () => {
    expect(move(START_OF_STREAM_VIEW, entries, 10, byRows(1))).toBe(START_OF_STREAM_VIEW);
  });

  it('scrolls by rows only at the edges', () => {
    expect(move(at(41, 40), entries, 10, byRows(-1))).toEqual(at(40, 40));
    expect(move(at(40, 40), entries, 10, byRows(-1))).toEqual(at(39, 39));
    expect(move(at(49, 40), entries, 10, byRows(1))).toEqual(at(50, 41));
  });

  it('moves by page and takes the window along', () => {
    expect(move(at(45, 40), entries, 10, byPages(1))).toEqual(at(54, 49));
    expect(move(at(45, 40), entries, 10, byPages(-1))).toEqual(at(36, 31));
    expect(move(at(45, 40), entries, 10, byPages(0.5))).toEqual(at(50, 45));
  });

  it('ends a page at the ends', () => {
    expect(move(at(3, 2), entries, 10, byPages(-1))).toEqual(at(0, 0));
    expect(move(at(97, 88), entries, 10, byPages(1))).toEqual(at(99, 90));
  });

  it('goes to the first and to the last, and the last follows', () => {
    expect(move(START_OF_STREAM_VIEW, entries, 10, FIRST)).toEqual(at(0, 0));
    expect(move(at(3, 0), entries, 10, LAST).following).toBe(true);
  });

  it('does nothing without entries', () => {
    expect(move(START_OF_STREAM_VIEW, range(0, 0), 10, byRows(-1))).toBe(START_OF_STREAM_VIEW);
  });

  it('pins what it follows, and follows what it pinned', () => {
    const pinned = pin(START_OF_STREAM_VIEW, entries, 10);
    expect(pinned).toEqual(at(99, 90));
    expect(follow(pinned).following).toBe(true);
  });
});

it('always has the cursor in the window and the window in the entries', () => {
  const motion = fc.oneof(
    fc.integer({ min: -30, max: 30 }).map(byRows),
    fc.constantFrom(0.5, -0.5, 1, -1).map(byPages),
    fc.constantFrom(FIRST, LAST),
  );
  const step = fc.record({
    motion,
    rows: fc.integer({ min: 1, max: 40 }),
    grow: fc.nat(20),
    drop: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let view = START_OF_STREAM_VIEW;
      let [first, end] = [0, 1];
      for (const { motion: next, rows, grow, drop } of steps) {
        end += grow;
        first = Math.min(end - 1, first + drop);
        const entries = range(first, end);
        view = move(view, entries, rows, next);
        const { top, bottom, cursor } = locate(view, entries, rows);
        expect(top).toBeGreaterThanOrEqual(first);
        expect(bottom).toBe(Math.min(end, top + rows));
        expect(cursor).toBeGreaterThanOrEqual(top);
        expect(cursor).toBeLessThan(bottom);
        // No blank rows while there are entries for them.
        expect(bottom - top).toBe(Math.min(rows, end - first));
      }
    }),
  );
});

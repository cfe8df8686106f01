import { describe, expect, it } from 'vitest';
import { Beat } from '../../src/watch/beat.js';
import { Cost } from '../../src/watch/cost.js';
import { FakeClock } from '../demo/fake-clock.js';

interface Looks {
  readonly beat: Beat;
  readonly clock: FakeClock;
  /** When each look began, ms after the start. */
  readonly at: number[];
  readonly outcomes: unknown[];
  fails: boolean;
  /** Ends the look under way. */
  readonly end: () => Promise<void>;
}

/** A beat whose looks end when they are told to. */
function looks(): Looks {
  const clock = new FakeClock(0);
  const at: number[] = [];
  const outcomes: unknown[] = [];
  let finish: (() => void) | null = null;
  const made: Looks = {
    clock,
    at,
    outcomes,
    fails: false,
    beat: new Beat({
      clock,
      work: () =>
        new Promise((resolve, reject) => {
          at.push(clock.now());
          finish = () => {
            if (made.fails) reject(new Error('no answer'));
            else resolve();
          };
        }),
      done: (error) => outcomes.push(error),
    }),
    async end() {
      finish?.();
      finish = null;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  return made;
}

describe('a look that is taken again and again', () => {
  it('comes at once, and then as often as it is wanted, counted from its end', async () => {
    const { beat, clock, at, end } = looks();
    beat.every(2000);
    expect(at).toEqual([0]);
    await clock.pass(5000);
    expect(at, 'one at a time').toEqual([0]);
    await end();
    await clock.pass(1999);
    expect(at).toEqual([0]);
    await clock.pass(1);
    expect(at).toEqual([0, 7000]);
  });

  it('does not come any more once it is not wanted, and has no timer left', async () => {
    const { beat, clock, at, end } = looks();
    beat.every(1000);
    await end();
    beat.every(null);
    expect(clock.pending).toBe(0);
    await clock.pass(60_000);
    beat.soon();
    expect(at).toEqual([0]);
  });

  it('does not come sooner because one went away and came back', async () => {
    const { beat, clock, at, end } = looks();
    beat.every(10_000);
    await end();
    await clock.pass(4000);
    beat.every(null);
    beat.every(10_000);
    expect(at).toEqual([0]);
    await clock.pass(6000);
    expect(at).toEqual([0, 10_000]);
  });

  it('comes right after the one under way when it is wanted soon, and once only', async () => {
    const { beat, at, end } = looks();
    beat.every(10_000);
    beat.soon();
    beat.soon();
    expect(at).toHaveLength(1);
    await end();
    expect(at).toHaveLength(2);
    await end();
    expect(at).toHaveLength(2);
  });

  it('lets the look at something else go, and tells nobody what came of it', async () => {
    const clock = new FakeClock(0);
    const looks: ((error?: Error) => void)[] = [];
    const outcomes: unknown[] = [];
    const beat = new Beat({
      clock,
      work: () =>
        new Promise((resolve, reject) => {
          looks.push((error) => {
            if (error) reject(error);
            else resolve();
          });
        }),
      done: (error) => outcomes.push(error),
    });
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    beat.every(1000);
    beat.soon();
    beat.forget();
    expect(looks, 'it does not wait for the old one').toHaveLength(2);
    looks[0]?.(new Error('no answer'));
    await settled();
    expect(outcomes).toEqual([]);
    await clock.pass(60_000);
    expect(looks, 'still one at a time').toHaveLength(2);
    looks[1]?.();
    await settled();
    expect(outcomes).toEqual([null]);
    await clock.pass(1000);
    expect(looks).toHaveLength(3);
  });

  it('comes later and later while it fails, and as before once it works', async () => {
    const made = looks();
    const { beat, clock, at, end } = made;
    made.fails = true;
    beat.every(1000);
    const waits: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const begun = clock.now();
      await end();
      const before = at.length;
      while (at.length === before) await clock.pass(500);
      waits.push(clock.now() - begun);
    }
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    made.fails = false;
    await end();
    await clock.pass(1000);
    expect(at).toHaveLength(9);
    expect(made.outcomes.at(-1)).toBeNull();
  });
});

describe('what watching costs', () => {
  it('is the requests a second of the last ten seconds', () => {
    let sent = 0;
    const cost = new Cost(() => sent, 0);
    for (let at = 1000; at <= 20_000; at += 1000) {
      sent += 3;
      cost.mark(at);
      expect(cost.perSecond(at)).toBeCloseTo(3);
    }
    for (let at = 21_000; at <= 25_000; at += 1000) cost.mark(at);
    expect(cost.perSecond(25_000)).toBeCloseTo(1.5);
    for (let at = 26_000; at <= 31_000; at += 1000) cost.mark(at);
    expect(cost.perSecond(31_000)).toBe(0);
  });
});

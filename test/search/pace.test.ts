import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/search/pace.js';

describe('the pace of a search', () => {
  it('is not told before there is something to tell', () => {
    const pace = new Pace(0);
    expect(pace.rate(50)).toBe(0);
    expect(pace.remaining(10n, 50)).toBeNull();
    expect(pace.remaining(0n, 50)).toBe(0);
  });

  it('is that of the last seconds, and tells the time left', () => {
    const pace = new Pace(0);
    // Fast for ten seconds, then a tenth of that.
    for (let at = 100; at <= 10_000; at += 100)
      pace.add({ at, messages: at * 10, done: BigInt(at) });
    expect(pace.rate(10_000)).toBeCloseTo(10_000, 0);
    expect(pace.remaining(5_000n, 10_000)).toBeCloseTo(5_000, 0);
    for (let at = 10_100; at <= 20_000; at += 100) {
      pace.add({
        at,
        messages: 100_000 + (at - 10_000),
        done: 10_000n + BigInt(at - 10_000) / 10n,
      });
    }
    expect(pace.rate(20_000)).toBeCloseTo(1_000, 0);
    expect(pace.remaining(1_000n, 20_000)).toBeCloseTo(10_000, 0);
  });

  it('sinks while nothing comes', () => {
    const pace = new Pace(0);
    pace.add({ at: 1_000, messages: 1_000, done: 1_000n });
    expect(pace.rate(1_000)).toBe(1_000);
    expect(pace.rate(4_000)).toBe(250);
  });
});

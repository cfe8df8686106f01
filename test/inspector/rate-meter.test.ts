import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RateMeter } from '../../src/inspector/rate-meter.js';

describe('the rate', () => {
  it('of a steady stream is that of the stream', () => {
    const meter = new RateMeter(0);
    for (let at = 0; at < 30_000; at += 10) meter.add(1, at);
    expect(meter.rate(30_000)).toBeCloseTo(100, 5);
  });

  it('is exactly zero once nothing has come for some seconds', () => {
    const meter = new RateMeter(0);
    meter.add(1000, 500);
    expect(meter.rate(1500)).toBeGreaterThan(0);
    expect(meter.rate(4500)).toBe(0);
  });

  it('is not inflated by the first moment', () => {
    const meter = new RateMeter(0);
    meter.add(100, 1);
    expect(meter.rate(1)).toBeLessThanOrEqual(500);
  });

  it('survives a clock that goes back, and one that jumps', () => {
    const meter = new RateMeter(1_000_000);
    meter.add(5, 1_000_000);
    meter.add(5, 990_000);
    meter.add(5, 9_000_000_000);
    expect(meter.history(9_000_001_000).at(-1)).toBe(5);
    expect(meter.rate(9_000_001_000)).toBeGreaterThanOrEqual(0);
  });
});

describe('the history', () => {
  it('has the last sixty full seconds, oldest first', () => {
    const meter = new RateMeter(0);
    for (let second = 0; second < 100; second++) meter.add(second, second * 1000 + 1);
    expect(meter.history(100_000)).toEqual(Array.from({ length: 60 }, (_, n) => 40 + n));
  });

  it('falls silent, and says so, a minute after the last message', () => {
    const meter = new RateMeter(0);
    meter.add(1, 0);
    expect(meter.isQuiet(60_000)).toBe(false);
    expect(meter.isQuiet(61_000)).toBe(true);
    expect(meter.history(61_000).every((count) => count === 0)).toBe(true);
  });

  it('counts each message of the last minute once, whenever it is looked at', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ after: fc.nat(5000), count: fc.nat(100) }), { maxLength: 50 }),
        (steps) => {
          const meter = new RateMeter(0);
          const seconds = new Map<number, number>();
          let now = 0;
          for (const { after, count } of steps) {
            now += after;
            meter.add(count, now);
            const second = Math.floor(now / 1000);
            seconds.set(second, (seconds.get(second) ?? 0) + count);
          }
          const end = Math.floor(now / 1000) + 1;
          const expected = Array.from({ length: 60 }, (_, n) => seconds.get(end - 60 + n) ?? 0);
          expect(meter.history(end * 1000)).toEqual(expected);
        },
      ),
    );
  });
});

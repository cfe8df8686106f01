import { describe, expect, it } from 'vitest';
import { FrameClock } from '../../../src/ui/terminal/frame-clock.js';
import type { DrainCause } from '../../../src/ui/terminal/screen-output.js';
import { FakeTimers } from './fakes.js';

class FakeSink {
  ready = true;
  inFlight = 0;
  bytesWritten = 0;
  readonly #listeners = new Set<(cause: DrainCause) => void>();

  readonly onDrain = (listener: (cause: DrainCause) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  drain(): void {
    this.ready = true;
    for (const listener of this.#listeners) listener('drained');
  }

  drawn(): void {
    this.inFlight = 0;
    for (const listener of this.#listeners) listener('drawn');
  }
}

function start(cost = 100): {
  clock: FrameClock;
  timers: FakeTimers;
  sink: FakeSink;
  draws: number[];
} {
  const timers = new FakeTimers();
  const sink = new FakeSink();
  const draws: number[] = [];
  const draw = (): void => {
    draws.push(timers.now());
    sink.bytesWritten += cost;
  };
  const clock = new FrameClock({ draw, sink, onDrain: sink.onDrain, timers });
  return { clock, timers, sink, draws };
}

/** Requests a frame of data every 5 ms. */
function follow(clock: FrameClock, timers: FakeTimers, ms: number): void {
  for (let i = 0; i < ms / 5; i++) {
    clock.requestFrame('data');
    timers.advance(5);
  }
}

describe('FrameClock', () => {
  it('draws nothing, and waits for nothing, when nothing is asked for', () => {
    const { timers, draws } = start();
    timers.advance(10_000);
    expect(draws).toEqual([]);
    expect(timers.pending).toBe(0);
  });

  it('draws for a key at once, and once for keys that come together', () => {
    const { clock, timers, draws } = start();
    clock.requestFrame('key');
    clock.requestFrame('key');
    timers.advance(0);
    expect(draws).toEqual([0]);
    clock.requestFrame('key');
    timers.advance(100);
    expect(draws).toEqual([0, 16]);
  });

  it('draws data at most ten times a second', () => {
    const { clock, timers, draws } = start();
    follow(clock, timers, 990);
    expect(draws).toHaveLength(10);
  });

  it('does not let a key wait for its turn among the data', () => {
    const { clock, timers, draws } = start();
    clock.requestFrame('data');
    timers.advance(20);
    clock.requestFrame('data');
    timers.advance(1);
    clock.requestFrame('key');
    timers.advance(0);
    expect(draws).toEqual([0, 21]);
    timers.advance(1_000);
    expect(draws).toHaveLength(2);
  });

  it('keeps frames of data within 40 KB a second', () => {
    const { clock, timers, sink } = start(8_000);
    follow(clock, timers, 10_000);
    expect(sink.bytesWritten).toBeLessThan(420_000);
    expect(sink.bytesWritten).toBeGreaterThan(350_000);
  });

  it('draws nothing until the terminal has drained, then the newest state once', () => {
    const { clock, timers, sink, draws } = start();
    sink.ready = false;
    clock.requestFrame('data');
    clock.requestFrame('key');
    timers.advance(5_000);
    expect(draws).toEqual([]);
    expect(timers.pending).toBe(0);
    sink.drain();
    timers.advance(0);
    expect(draws).toEqual([5_000]);
  });

  it('lets data wait until the last frame was drawn, but not a key', () => {
    const { clock, timers, sink, draws } = start();
    sink.inFlight = 3_000;
    clock.requestFrame('data');
    timers.advance(1_000);
    expect(draws).toEqual([]);
    clock.requestFrame('key');
    timers.advance(0);
    expect(draws).toEqual([1_000]);
    clock.requestFrame('data');
    timers.advance(1_000);
    sink.drawn();
    timers.advance(0);
    expect(draws).toEqual([1_000, 2_000]);
  });

  it('slows down to what a slow link carries, so that keys do not wait behind old frames', () => {
    const { clock, timers, sink } = start(4_000);
    // A link of 10 KB/s behind a queue of 12 KB, as a pty has.
    let queued = 0;
    let seen = 0;
    let worst = 0;
    for (let ms = 0; ms < 60_000; ms += 5) {
      clock.requestFrame('data');
      timers.advance(5);
      queued += sink.bytesWritten - seen;
      seen = sink.bytesWritten;
      queued = Math.max(0, queued - 50);
      if (queued > 12_000) sink.ready = false;
      else if (!sink.ready) sink.drain();
      if (ms > 20_000) worst = Math.max(worst, queued);
    }
    expect(worst).toBeLessThan(13_000);
    expect(sink.bytesWritten / 60).toBeGreaterThan(5_000);
  });

  it('stops', () => {
    const { clock, timers, draws } = start();
    clock.requestFrame('data');
    clock.stop();
    clock.requestFrame('key');
    timers.advance(1_000);
    expect(draws).toEqual([]);
  });
});

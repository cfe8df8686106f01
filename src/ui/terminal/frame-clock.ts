import { ByteBudget } from './byte-budget.js';
import type { DrainCause } from './screen-output.js';
import type { Timers } from './timers.js';

/** Why a frame is wanted: somebody pressed a key (or resized), or data came in. */
export type FrameCause = 'key' | 'data';

/** What the clock has to know of the frame writer and the terminal behind it. */
export interface FrameSink {
  readonly ready: boolean;
  readonly inFlight: number;
  readonly bytesWritten: number;
}

export interface FrameClockOptions {
  /** Draws the newest state; may also do so a little later (React commits in its own time). */
  readonly draw: () => void;
  readonly sink: FrameSink;
  readonly onDrain: (listener: (cause: DrainCause) => void) => () => void;
  readonly timers: Timers;
}

/** Keys that arrive within one frame of a 60 Hz screen share a frame. */
const KEY_INTERVAL = 16;
const DATA_INTERVAL = 100;

/** A frame of data waits until the last ones are drawn but for so many bytes, and a key finds the way free. */
const CALM = 1_000;

/**
 * Decides when to draw. A key's frame comes at once; frames of data at most ten times a second and
 * within a budget of bytes; none while the terminal has not taken the last one; and without a
 * request there is not even a timer.
 */
export class FrameClock {
  readonly #options: FrameClockOptions;
  readonly #budget: ByteBudget;
  readonly #stopListening: () => void;
  #wanted: FrameCause | null = null;
  #lastDraw = -Infinity;
  #cancelTimer: (() => void) | null = null;
  #stopped = false;

  constructor(options: FrameClockOptions) {
    this.#options = options;
    this.#budget = new ByteBudget(options.timers.now());
    this.#stopListening = options.onDrain((cause) => {
      if (cause === 'drained') {
        this.#budget.drained(options.timers.now(), options.sink.bytesWritten);
      }
      this.#schedule();
    });
  }

  requestFrame(cause: FrameCause): void {
    if (this.#wanted === 'key' || this.#wanted === cause) return;
    this.#wanted = cause;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#stopListening();
    this.#cancel();
  }

  #schedule(): void {
    if (this.#wanted === null || this.#stopped) return;
    this.#cancel();
    const { timers } = this.#options;
    // The end of what is under way calls again.
    if (!this.#mayDraw(this.#wanted)) return;
    this.#cancelTimer = timers.after(this.#delay(this.#wanted), () => {
      this.#cancelTimer = null;
      this.#tick();
    });
  }

  #mayDraw(cause: FrameCause): boolean {
    const { ready, inFlight } = this.#options.sink;
    return ready && (cause === 'key' || inFlight <= CALM);
  }

  #delay(cause: FrameCause): number {
    const { sink, timers } = this.#options;
    const now = timers.now();
    const interval = cause === 'key' ? KEY_INTERVAL : DATA_INTERVAL;
    const rest = Math.max(0, this.#lastDraw + interval - now);
    return cause === 'key' ? rest : Math.max(rest, this.#budget.wait(now, sink.bytesWritten));
  }

  #tick(): void {
    const { timers, draw } = this.#options;
    if (this.#wanted === null || !this.#mayDraw(this.#wanted)) return;
    // The last frame may have been committed, and paid for, after this one was scheduled.
    if (this.#delay(this.#wanted) > 1) {
      this.#schedule();
      return;
    }
    this.#wanted = null;
    this.#lastDraw = timers.now();
    draw();
  }

  #cancel(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }
}

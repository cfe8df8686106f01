import type { WatchClock } from './clock.js';

/** A failing look is taken again after at most this long, or after its own time where that is longer. */
const LONGEST_MS = 30_000;

export interface BeatOptions {
  readonly clock: WatchClock;
  /** Must not throw for what is wrong with single rows: a rejection means that nothing came. */
  readonly work: () => Promise<void>;
  /** Told after each run: the error, or null where it went well. */
  readonly done: (error: unknown) => void;
}

/**
 * A look that is taken again and again while somebody wants it: never twice at once at the same thing, the next
 * counted from the end of the last, later and later while it fails.
 */
export class Beat {
  readonly #options: BeatOptions;
  #everyMs: number | null = null;
  #endedAt = -Infinity;
  #failures = 0;
  #isRunning = false;
  /** The number of the look under way. */
  #run = 0;
  #isWantedAgain = false;
  #callOff: (() => void) | null = null;

  constructor(options: BeatOptions) {
    this.#options = options;
  }

  /**
   * Wanted every so often from now on, at once where the last look is older, but not before
   * `firstAfterMs`, so that what is wanted more comes first. null for not wanted.
   */
  every(ms: number | null, firstAfterMs = 0): void {
    if (ms === this.#everyMs) return;
    this.#everyMs = ms;
    if (ms === null) this.#isWantedAgain = false;
    this.#plan(firstAfterMs);
  }

  /**
   * What was looked at is something else now: the next look comes as if it were the first. The one under way is
   * let go: what comes of it is told to nobody.
   */
  forget(): void {
    this.#run += 1;
    this.#isRunning = false;
    this.#isWantedAgain = false;
    this.#endedAt = -Infinity;
    this.#failures = 0;
    if (this.#everyMs !== null) this.soon();
  }

  /** Looks now, or right after the look under way; does nothing while it is not wanted. */
  soon(): void {
    if (this.#everyMs === null) return;
    if (this.#isRunning) this.#isWantedAgain = true;
    else this.#begin();
  }

  #plan(firstAfterMs = 0): void {
    this.#callOff?.();
    this.#callOff = null;
    if (this.#everyMs === null || this.#isRunning) return;
    const wait = this.#failures === 0 ? this.#everyMs : this.#patience(this.#everyMs);
    const due = Math.max(firstAfterMs, this.#endedAt + wait - this.#options.clock.now());
    if (due <= 0) this.#begin();
    else {
      this.#callOff = this.#options.clock.after(due, () => {
        this.#begin();
      });
    }
  }

  #patience(everyMs: number): number {
    // What is looked at rarely must not be missing for so long because it failed once.
    const patience = 1000 * 2 ** Math.min(this.#failures, 10);
    return Math.min(Math.max(everyMs, LONGEST_MS), patience);
  }

  #begin(): void {
    const run = (this.#run += 1);
    this.#callOff?.();
    this.#callOff = null;
    this.#isRunning = true;
    this.#isWantedAgain = false;
    this.#options.work().then(
      () => {
        this.#ended(run, null);
      },
      (error: unknown) => {
        this.#ended(run, error);
      },
    );
  }

  #ended(run: number, error: unknown): void {
    if (run !== this.#run) return;
    this.#isRunning = false;
    this.#endedAt = this.#options.clock.now();
    this.#failures = error === null ? 0 : this.#failures + 1;
    this.#options.done(error);
    if (this.#isWantedAgain && this.#everyMs !== null) this.#begin();
    else this.#plan();
  }
}

/** Bytes a second that frames of data may cost at most, and at least on the slowest link. */
const MOST = 40_000;
const LEAST = 2_000;

/** What may be spent at once: about one full frame. */
const BURST = 6_000;

/** How much faster a throttled budget becomes each second. */
const RECOVERY = 1.05;

/** For so many seconds after a full output has drained, what is queued behind it may drain too. */
const RELIEF = 1;

/** What the link was seen to carry is not used up: what the kernel and ssh have queued must drain. */
const SHARE = 0.5;

/** Drains further apart say nothing about the link: it may have been idle in between. */
const LONGEST_MEASURE = 5_000;

/**
 * A token bucket in bytes, that learns from the terminal. Between two moments at which a full output
 * has just drained, the link has carried exactly what was written; half of that is the new rate, so that
 * the queue between us and the eye empties and a key's frame does not wait behind old frames.
 */
export class ByteBudget {
  #rate = MOST;
  #tokens = BURST;
  #at: number;
  #spent = 0;
  #lastDrain: { at: number; written: number } | null = null;

  constructor(now: number) {
    this.#at = now;
  }

  /** Bytes a second, for now. */
  get rate(): number {
    return this.#rate;
  }

  /** ms until the next frame may be drawn; `written` is the total so far. */
  wait(now: number, written: number): number {
    this.#settle(now, written);
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#rate) * 1000;
  }

  /** The output was full and has just drained. */
  drained(now: number, written: number): void {
    this.#settle(now, written);
    const last = this.#lastDrain;
    const elapsed = last === null ? Infinity : now - last.at;
    const carried =
      last === null || elapsed <= 0 || elapsed > LONGEST_MEASURE
        ? this.#rate
        : ((written - last.written) / elapsed) * 1000;
    this.#rate = Math.max(LEAST, Math.min(this.#rate, carried * SHARE));
    this.#lastDrain = { at: now, written };
    this.#tokens = Math.min(this.#tokens, -this.#rate * RELIEF);
  }

  #settle(now: number, written: number): void {
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#at = now;
    this.#rate = Math.min(MOST, this.#rate * RECOVERY ** seconds);
    this.#tokens = Math.min(BURST, this.#tokens + this.#rate * seconds) - (written - this.#spent);
    this.#spent = written;
  }
}

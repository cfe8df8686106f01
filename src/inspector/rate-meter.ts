/** Seconds of history that are kept. */
export const HISTORY_SECONDS = 60;
/** Full seconds that a rate is the mean of. */
const RATE_SECONDS = 3;

/** Counts events by the second. Times are ms of any clock that does not go back. */
export class RateMeter {
  readonly #buckets = new Array<number>(HISTORY_SECONDS + 1).fill(0);
  readonly #startedAt: number;
  #second: number;

  constructor(now: number) {
    this.#startedAt = now;
    this.#second = Math.floor(now / 1000);
  }

  add(count: number, now: number): void {
    this.#turn(now);
    const at = this.#second % this.#buckets.length;
    this.#buckets[at] = (this.#buckets[at] ?? 0) + count;
  }

  /** Events a second over the last full seconds and the running one; exact zero when there were none. */
  rate(now: number): number {
    this.#turn(now);
    let sum = 0;
    for (let back = 0; back <= RATE_SECONDS; back++) sum += this.#at(back);
    const elapsed = (now - this.#startedAt) / 1000;
    const window = Math.min(RATE_SECONDS + (now % 1000) / 1000, Math.max(elapsed, 0.2));
    return sum / window;
  }

  /** Events in each of the last 60 full seconds, oldest first. */
  history(now: number): number[] {
    this.#turn(now);
    return Array.from({ length: HISTORY_SECONDS }, (_, index) => this.#at(HISTORY_SECONDS - index));
  }

  /** True when the history holds nothing, so that time passing changes nothing. */
  isQuiet(now: number): boolean {
    this.#turn(now);
    return this.#buckets.every((count) => count === 0);
  }

  #at(secondsBack: number): number {
    const length = this.#buckets.length;
    return this.#buckets[(((this.#second - secondsBack) % length) + length) % length] ?? 0;
  }

  /** Empties the buckets of the seconds that passed since the last call. */
  #turn(now: number): void {
    const second = Math.floor(now / 1000);
    const passed = Math.min(second - this.#second, this.#buckets.length);
    for (let step = 1; step <= passed; step++)
      this.#buckets[(this.#second + step) % this.#buckets.length] = 0;
    if (second > this.#second) this.#second = second;
  }
}

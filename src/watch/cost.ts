/** ms over which requests are counted. */
const WINDOW_MS = 10_000;

/** How many requests a second watching takes, over the last ten seconds. */
export class Cost {
  readonly #counted: () => number;
  /** What had been counted at a time, oldest first; the first is as old as the window, or older. */
  #marks: { readonly at: number; readonly count: number }[];

  constructor(counted: () => number, now: number) {
    this.#counted = counted;
    this.#marks = [{ at: now, count: counted() }];
  }

  /** Called about once a second while requests are sent. */
  mark(now: number): void {
    this.#marks.push({ at: now, count: this.#counted() });
    const firstKept = this.#marks.findLastIndex(({ at }) => at <= now - WINDOW_MS);
    if (firstKept > 0) this.#marks = this.#marks.slice(firstKept);
  }

  /** Requests a second up to `now`; at the start over the seconds that have passed. */
  perSecond(now: number): number {
    const [oldest] = this.#marks;
    if (!oldest) return 0;
    const seconds = Math.max(1000, Math.min(WINDOW_MS, now - oldest.at)) / 1000;
    return (this.#counted() - oldest.count) / seconds;
  }
}

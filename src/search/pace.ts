/** How far back a pace looks, in ms: long enough to be calm, short enough to notice a slower link. */
const WINDOW_MS = 4_000;
const BETWEEN_MS = 200;

interface Mark {
  readonly at: number;
  readonly messages: number;
  /** Offsets passed. */
  readonly done: bigint;
}

/** How fast a search goes, from how far it was a few seconds ago. Times are ms of a clock that does not go back. */
export class Pace {
  #marks: Mark[] = [];
  #latest: Mark;

  constructor(startedAt: number) {
    this.#latest = { at: startedAt, messages: 0, done: 0n };
    this.#marks = [this.#latest];
  }

  add(mark: Mark): void {
    this.#latest = mark;
    const last = this.#marks.at(-1);
    if (last && mark.at - last.at >= BETWEEN_MS) this.#marks.push(mark);
    // One that is older than the window stays: it is what the window begins with.
    while ((this.#marks[1]?.at ?? Infinity) <= mark.at - WINDOW_MS) this.#marks.shift();
  }

  /** Messages a second; 0 where too little time has passed to tell. */
  rate(now: number): number {
    const { seconds, from } = this.#since(now);
    return seconds === 0 ? 0 : (this.#latest.messages - from.messages) / seconds;
  }

  /** ms until so many more offsets are passed; null where that can't be told. */
  remaining(left: bigint, now: number): number | null {
    if (left <= 0n) return 0;
    const { seconds, from } = this.#since(now);
    const offsets = Number(this.#latest.done - from.done);
    return seconds === 0 || offsets <= 0 ? null : (Number(left) / offsets) * seconds * 1000;
  }

  #since(now: number): { readonly seconds: number; readonly from: Mark } {
    const from = this.#marks[0] ?? this.#latest;
    const passed = now - from.at;
    return { seconds: passed < BETWEEN_MS ? 0 : passed / 1000, from };
  }
}

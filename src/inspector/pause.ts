import type { Watermark } from '../kafka/reader.js';

interface PauseOptions {
  /** Where the logs end now, by partition. */
  readonly watermarks: () => Promise<readonly Watermark[]>;
  readonly tell: (marks: readonly Watermark[]) => void;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly changed: () => void;
}

/** Holds reading: whoever reads waits for its end before asking for more, so nothing is lost and nothing moves. */
export class Pause {
  readonly #options: PauseOptions;
  #since: number | null = null;
  #release: () => void = () => undefined;
  #isAsking = false;

  constructor(options: PauseOptions) {
    this.#options = options;
  }

  /** ms since the epoch; null while reading goes on. */
  get since(): number | null {
    return this.#since;
  }

  begin(): void {
    if (this.#since !== null) return;
    this.#since = this.#options.now();
    this.#options.changed();
  }

  end(): void {
    if (this.#since === null) return;
    this.#since = null;
    this.#release();
    this.#options.changed();
  }

  /** Resolves when it ends, or when nobody is to wait any more. */
  released(): Promise<void> {
    return new Promise((resolve) => (this.#release = resolve));
  }

  /** Lets go of who waits, though it goes on. */
  release(): void {
    this.#release();
  }

  /** Finds out how much there is to read by now. One question at a time: a slow broker must not be asked again and again. */
  askWhatWaits(): void {
    if (this.#since === null || this.#isAsking) return;
    this.#isAsking = true;
    this.#options
      .watermarks()
      .then((marks) => {
        // What came since it was resumed is newer.
        if (this.#since !== null) this.#options.tell(marks);
      })
      // The fetch loops find out by themselves when a broker is gone.
      .catch(() => undefined)
      .finally(() => (this.#isAsking = false));
  }
}

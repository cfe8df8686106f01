import type { Watermarks } from './run.js';

const EVERY_MS = 1000;

/**
 * One line on stderr that tells how far reading has come: only where stderr is a terminal and stdout is
 * not, so that it mixes with nothing.
 */
export class Progress {
  readonly #write: (text: string) => void;
  readonly #enabled: boolean;
  readonly #startedAt = performance.now();
  #nextAt = performance.now() + EVERY_MS;
  #shown = false;

  constructor(write: (text: string) => void, enabled: boolean) {
    this.#write = write;
    this.#enabled = enabled;
  }

  /** Called after every response; draws at most once a second. */
  tick(read: number, matched: number | null, marks: Watermarks): void {
    if (!this.#enabled) return;
    const now = performance.now();
    if (now < this.#nextAt) return;
    this.#nextAt = now + EVERY_MS;
    const rate = Math.round(read / ((now - this.#startedAt) / 1000));
    const matches = matched === null ? '' : `, ${matched.toLocaleString('en')} matched`;
    const percent = marks.total > 0n ? `, ${Number((marks.done * 100n) / marks.total)} %` : '';
    this.#write(
      `\r\x1b[K${read.toLocaleString('en')} read${matches}${percent}, ${rate.toLocaleString('en')}/s`,
    );
    this.#shown = true;
  }

  /** Takes the line away, so that what follows on stderr stands alone. */
  clear(): void {
    if (this.#shown) this.#write('\r\x1b[K');
    this.#shown = false;
  }
}

import type { Timers } from './timers.js';

/** DA1, “what are you?”: every terminal answers it, in order, when it has dealt with what came before. */
const QUESTION = '\u001B[c';

/** A terminal that has not answered for so many ms does not answer, or has lost a question. */
const LONGEST_ANSWER = 3_000;

/** So many silences of a terminal that did answer, and it is asked no more. */
const MOST_SILENCES = 2;

/**
 * Knows how much of what was written the eye has not seen yet. Behind an ssh there are megabytes of
 * buffers that take everything at once; only the terminal itself knows what it has drawn. So a
 * question goes behind each frame, and the answer to it says that the frame is there. Until a terminal
 * has answered once, and when it never does, nothing is held back on its account.
 */
export class Fence {
  readonly #timers: Timers;
  readonly #onPassed: () => void;
  #state: 'unproven' | 'proven' | 'off' = 'unproven';
  #written = 0;
  #passed = 0;
  #silences = 0;
  /** Bytes written up to each question that is not answered, in order. */
  #questions: number[] = [];
  #cancelTimer: (() => void) | null = null;

  constructor(timers: Timers, onPassed: () => void) {
    this.#timers = timers;
    this.#onPassed = onPassed;
  }

  /** Bytes that the terminal is known not to have drawn yet; 0 where that cannot be known. */
  get inFlight(): number {
    return this.#state === 'proven' ? this.#written - this.#passed : 0;
  }

  /** Answers that are still to come. */
  get unanswered(): number {
    return this.#questions.length;
  }

  get proven(): boolean {
    return this.#state === 'proven';
  }

  /** What to write behind a frame of so many bytes. */
  question(bytes: number): string {
    if (this.#state === 'off') return '';
    this.#written += bytes + QUESTION.length;
    this.#questions.push(this.#written);
    this.#cancelTimer ??= this.#timers.after(LONGEST_ANSWER, this.#silence);
    return QUESTION;
  }

  answered(): void {
    const passed = this.#questions.shift();
    if (passed === undefined) return;
    this.#state = 'proven';
    this.#silences = 0;
    this.#passed = Math.max(this.#passed, passed);
    this.#cancelTimer?.();
    this.#cancelTimer =
      this.#questions.length === 0 ? null : this.#timers.after(LONGEST_ANSWER, this.#silence);
    this.#onPassed();
  }

  /** Forgets what was asked: the answers will not come to us any more. */
  reset(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#questions = [];
    this.#passed = this.#written;
  }

  readonly #silence = (): void => {
    this.#silences++;
    if (this.#state === 'unproven' || this.#silences >= MOST_SILENCES) this.#state = 'off';
    this.reset();
    this.#onPassed();
  };
}

import { EXIT, KafkaTuiError } from '../model/problem.js';

const FIRST_MS = 100;
const LONGEST_MS = 5000;

/** How long to wait before the given try (0 is the first): doubling, bounded, jittered by up to a half. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.5 + random() / 2));
}

/** A refused login is not tried again soon: that locks accounts. */
export const REFUSED_MS = 5 * 60_000;

export function isRefused(problem: unknown): problem is KafkaTuiError {
  return problem instanceof KafkaTuiError && problem.exitCode === EXIT.unauthorised;
}

/** A sleep that can be cut short, once, from outside. */
export class Nap {
  #wake: (() => void) | null = null;

  async sleep(ms: number): Promise<void> {
    let wake = (): void => undefined;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#wake = wake;
    });
    // The next sleep may have begun already.
    if (this.#wake === wake) this.#wake = null;
  }

  wake(): void {
    this.#wake?.();
  }
}

import type { Problem } from '../model/problem.js';
import type { Description, WatchKind } from '../model/watch.js';
import type { WatchClock } from './clock.js';
import { describe, type DescribingOptions } from './describing.js';

/** The one thing that is described, look after look. */
export class DescriptionWatch {
  readonly #options: DescribingOptions & { readonly clock: WatchClock };
  #told: Omit<Description, 'problem'> | null = null;

  constructor(options: DescribingOptions & { readonly clock: WatchClock }) {
    this.#options = options;
  }

  current(problem: Problem | null): Description | null {
    return this.#told && { ...this.#told, problem };
  }

  /** Describes something else from now on; false where it is the same. */
  turnTo(kind: WatchKind, name: string): boolean {
    if (this.#told?.kind === kind && this.#told.name === name) return false;
    this.#told = { kind, name, lines: [], at: null };
    return true;
  }

  async look(): Promise<void> {
    const wanted = this.#told;
    if (wanted === null) return;
    const { kind, name } = wanted;
    const lines = await describe(kind, name, this.#options);
    // Something else may be looked at by now.
    if (this.#told?.kind !== kind || this.#told.name !== name) return;
    this.#told = { kind, name, lines, at: this.#options.clock.now() };
  }
}

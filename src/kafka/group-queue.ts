import { type Place, type TopicReader, leased } from './group-place.js';
import type { Slice } from './slice.js';

/** What the reader of a topic has brought; null at its end. */
export interface Brought {
  readonly slices: readonly Slice[] | null;
  /** What can't get better by itself. */
  readonly error: Error | null;
}

/** The readers of a place, each asked for one response ahead, in the order in which they answer. */
export class GroupQueue {
  readonly #wake: () => void;
  #place: Place | null = null;
  #ready: { readonly of: TopicReader; readonly brought: Brought }[] = [];
  /** Whose slices the consumer looks at: their bytes are good until that reader is asked again. */
  #looking: TopicReader | null = null;

  /** `wake`: something was brought. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  /** Drops what was brought from another place. */
  reset(place: Place | null): void {
    this.#place = place;
    this.#ready = [];
  }

  /** The consumer is done with what it took last. */
  giveBack(): void {
    if (this.#looking) this.#looking.busy = false;
    this.#looking = null;
  }

  /** What was brought first, of those that wait; undefined where nothing is there yet. Asks everybody for more. */
  take(): Brought | undefined {
    const place = this.#place;
    if (place === null) return undefined;
    for (const one of place.readers) this.#ask(place, one);
    const next = this.#ready.shift();
    if (!next?.brought.slices) return next?.brought;
    this.#looking = next.of;
    return { slices: leased(next.brought.slices, next.of.topic, place), error: null };
  }

  /** All that was to be read was read; a member without a partition has nothing to read. */
  get hasEnded(): boolean {
    return this.#place?.readers.every(({ ended }) => ended) ?? false;
  }

  #ask(place: Place, one: TopicReader): void {
    if (one.busy || one.ended) return;
    one.busy = true;
    const bring = (brought: Brought): void => {
      one.ended = brought.slices === null;
      if (place !== this.#place) return;
      this.#ready.push({ of: one, brought });
      this.#wake();
    };
    one.reader.read().then(
      (slices) => {
        bring({ slices, error: null });
      },
      (error: unknown) => {
        bring({ slices: null, error: error instanceof Error ? error : new Error(String(error)) });
      },
    );
  }
}

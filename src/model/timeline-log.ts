import type { Happening, Timeline, TimelineEvent } from './timeline.js';

/** The newest events, bounded; what the bound drops is counted. */
export class TimelineLog {
  readonly #limit: number;
  readonly #events: TimelineEvent[] = [];
  #count = 0;
  #current: Timeline | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The text of the last one. */
  get newest(): string | null {
    return this.#events.at(-1)?.text ?? null;
  }

  add(happening: Happening, at: number): void {
    this.#events.push({ ...happening, number: this.#count, at });
    this.#count++;
    if (this.#events.length > this.#limit) this.#events.shift();
    this.#current = null;
  }

  current(): Timeline {
    return (this.#current ??= {
      events: [...this.#events],
      dropped: this.#count - this.#events.length,
    });
  }
}

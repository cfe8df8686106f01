import type { DrainCause, ScreenOutput } from '../../../src/ui/terminal/screen-output.js';
import type { Timers } from '../../../src/ui/terminal/timers.js';

/** An output that takes everything at once, until `full` says that it takes nothing more for now. */
export class FakeOutput implements ScreenOutput {
  readonly writes: string[] = [];
  readonly inFlight = 0;
  full = false;
  #pending = false;
  readonly #listeners = new Set<(cause: DrainCause) => void>();

  get ready(): boolean {
    return !this.#pending;
  }

  write(text: string): void {
    this.writes.push(text);
    if (this.full) this.#pending = true;
  }

  onDrain(listener: (cause: DrainCause) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  drain(): void {
    this.#pending = false;
    for (const listener of this.#listeners) listener('drained');
  }

  /** What was written since the last call. */
  take(): string {
    return this.writes.splice(0).join('');
  }
}

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Timers that go off when the test says that time has passed. */
export class FakeTimers implements Timers {
  #now = 0;
  readonly #tasks = new Set<Task>();

  now(): number {
    return this.#now;
  }

  get pending(): number {
    return this.#tasks.size;
  }

  after(ms: number, run: () => void): () => void {
    const task = { at: this.#now + Math.max(0, ms), run };
    this.#tasks.add(task);
    return () => {
      this.#tasks.delete(task);
    };
  }

  /** Lets `ms` pass, running what is due in order of time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#tasks.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }
}

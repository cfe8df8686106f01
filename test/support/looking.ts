import { EventEmitter } from 'node:events';
import { type LookJob, READY, type Required } from '../../src/kafka/ahead/job.js';
import { Look } from '../../src/kafka/ahead/look.js';
import type { LookAhead } from '../../src/kafka/ahead/look-ahead.js';
import type { LookWorker } from '../../src/kafka/ahead/look-threads.js';
import type { Slice } from '../../src/kafka/slice.js';

/** A thread that is none: what goes in and out is copied as between threads, and the answers come later. */
export class FakeThread extends EventEmitter implements LookWorker {
  readonly jobs: LookJob[] = [];
  readonly #look: Look;
  #isOver = false;

  constructor(required: Required) {
    super();
    this.#look = new Look(structuredClone(required));
    this.#say(() => READY);
  }

  postMessage(job: LookJob): void {
    this.jobs.push(job);
    const received = structuredClone(job);
    this.#say(() => structuredClone(this.#look.at(received)));
  }

  terminate(): Promise<void> {
    this.#isOver = true;
    return Promise.resolve();
  }

  get isTerminated(): boolean {
    return this.#isOver;
  }

  unref(): void {
    // Nothing that could keep anybody.
  }

  #say(what: () => unknown): void {
    setImmediate(() => {
      if (!this.#isOver) this.emit('message', what());
    });
  }
}

/** What became of slices once all of them were looked into, by threads that have come up by then. */
export async function lookedInto(
  ahead: LookAhead,
  slices: readonly Slice[],
): Promise<{ readonly slices: readonly Slice[]; readonly release: () => void }> {
  for (;;) {
    const looking = ahead.begin(slices, () => true);
    if (looking !== null) return { slices: await looking.slices, release: looking.release };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

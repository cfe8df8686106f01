import { Worker } from 'node:worker_threads';
import { type LookAnswer, type LookJob, READY, type Required } from './job.js';

/** What is asked of a thread; one of Node's is all of this. */
export interface LookWorker {
  postMessage(job: LookJob): void;
  on(event: 'message', listener: (message: LookAnswer | typeof READY) => void): unknown;
  on(event: 'error' | 'exit', listener: () => void): unknown;
  removeAllListeners(event: 'message'): unknown;
  terminate(): Promise<unknown>;
  unref(): void;
}

/** Starts a thread that runs `look-worker.ts`. */
export type StartThread = (required: Required) => LookWorker;

interface Thread {
  readonly worker: LookWorker;
  /** Jobs under way. */
  jobs: number;
}

type Answered = (answer: LookAnswer | null) => void;

/** Threads that look into batches. Where one of them fails all are given up: without them it only takes longer. */
export class LookThreads {
  readonly #workers: LookWorker[] = [];
  /** Those that have come up. */
  readonly #ready: Thread[] = [];
  readonly #answered = new Map<number, Answered>();

  constructor(count: number, required: Required, start: StartThread = startThread) {
    try {
      for (let made = 0; made < count; made++) this.#workers.push(this.#listenTo(start(required)));
    } catch {
      // The machine has no thread to give.
      this.close();
    }
  }

  get areReady(): boolean {
    return this.#ready.length > 0;
  }

  /** Null where there is nobody to answer any more; never rejects. */
  ask(job: LookJob): Promise<LookAnswer | null> {
    const [first, ...others] = this.#ready;
    if (first === undefined) return Promise.resolve(null);
    const thread = others.reduce((least, one) => (one.jobs < least.jobs ? one : least), first);
    thread.jobs++;
    return new Promise((resolve) => {
      this.#answered.set(job.id, resolve);
      thread.worker.postMessage(job);
    });
  }

  close(): void {
    this.#ready.length = 0;
    for (const worker of this.#workers) {
      worker.removeAllListeners('message');
      void worker.terminate();
    }
    for (const answered of this.#answered.values()) answered(null);
    this.#answered.clear();
  }

  #listenTo(worker: LookWorker): LookWorker {
    const thread: Thread = { worker, jobs: 0 };
    // A thread must never be what keeps the program from ending.
    worker.unref();
    worker.on('message', (message) => {
      if (message === READY) {
        this.#ready.push(thread);
        return;
      }
      thread.jobs--;
      this.#answered.get(message.id)?.(message);
      this.#answered.delete(message.id);
    });
    const failed = (): void => {
      this.close();
    };
    worker.on('error', failed);
    worker.on('exit', failed);
    return worker;
  }
}

function startThread(required: Required): LookWorker {
  return new Worker(new URL('./look-worker.js', import.meta.url), {
    workerData: required,
    // What Node has to say of a thread would stand among the panes.
    stdout: true,
    stderr: true,
  });
}

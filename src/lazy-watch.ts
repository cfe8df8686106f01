import { NO_EVENTS } from './model/timeline.js';
import { KafkaTuiError, type Problem } from './model/problem.js';
import type { Listing, Look, Watch, WatchCommands, WatchSnapshot } from './model/watch.js';

const UNKNOWN: Listing<never> = { rows: [], at: null, problem: null };

/** What is known without asking. */
type Known = Pick<WatchSnapshot, 'cluster' | 'writable' | 'unverified'>;

function unknownCluster(known: Known): WatchSnapshot {
  return {
    ...{ topics: UNKNOWN, groups: UNKNOWN, brokers: UNKNOWN },
    ...{ group: null, groupProblem: null, timeline: NO_EVENTS, description: null },
    requestsPerSecond: 0,
    ...known,
  };
}

/** A watch that is still being loaded: it knows nothing yet, and passes on what it was told once it is there. */
export class LazyWatch implements Watch {
  readonly commands: WatchCommands;
  readonly #listeners = new Set<() => void>();
  readonly #loading: Promise<Watch>;
  #snapshot: WatchSnapshot;
  #watch: Watch | null = null;
  #look: Look = { kind: 'nothing' };
  #closed = false;

  constructor(load: () => Promise<Watch>, known: Known) {
    this.#snapshot = unknownCluster(known);
    this.#loading = load();
    this.#loading.then(
      (watch) => {
        this.#loaded(watch);
      },
      (error: unknown) => {
        this.#failed(problemOf(error));
      },
    );
    this.commands = {
      look: (at) => {
        this.#look = at;
        this.#watch?.commands.look(at);
      },
      refresh: () => {
        this.#watch?.commands.refresh();
      },
      names: async (of) => (await this.#loading).commands.names(of),
      planReset: async (...wanted) => (await this.#loading).commands.planReset(...wanted),
      applyReset: async (plan) => (await this.#loading).commands.applyReset(plan),
      deleteGroup: async (group) => (await this.#loading).commands.deleteGroup(group),
    };
  }

  current(): WatchSnapshot {
    return this.#watch?.current() ?? this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#watch?.close();
  }

  #loaded(watch: Watch): void {
    if (this.#closed) {
      watch.close();
      return;
    }
    this.#watch = watch;
    watch.subscribe(() => {
      this.#changed();
    });
    watch.commands.look(this.#look);
    this.#changed();
  }

  #failed(problem: Problem): void {
    const none = { ...UNKNOWN, problem };
    this.#snapshot = { ...this.#snapshot, topics: none, groups: none, brokers: none };
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof KafkaTuiError) return error;
  return {
    code: 'INTERNAL',
    message: `the cluster can't be watched: ${error instanceof Error ? error.message : String(error)}`,
    next: 'start it again; if it stays, report it',
  };
}

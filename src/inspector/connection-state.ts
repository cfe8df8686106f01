import { EXIT, KafkaTuiError, type Problem } from '../model/problem.js';
import type { Connection } from '../model/session.js';
import type { ConnectionCheck } from './connection-check.js';

interface ConnectionStateOptions {
  /** Follows how the connection fares. */
  readonly check: ConnectionCheck;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly changed: () => void;
}

/** How the connection fares, and what it fails with. */
export class ConnectionState {
  readonly #options: ConnectionStateOptions;
  #current: Connection;
  #failure: KafkaTuiError | null = null;

  constructor(options: ConnectionStateOptions) {
    this.#options = options;
    this.#current = { state: 'connecting', since: options.now() };
  }

  get current(): Connection {
    return this.#current;
  }

  /** What keeps the topic from being opened, or ended reading; null while it goes on or ended as asked. */
  get failure(): KafkaTuiError | null {
    return this.#failure;
  }

  connecting(): void {
    this.#current = { state: 'connecting', since: this.#options.now() };
    this.#options.changed();
  }

  ready(): void {
    this.#failure = null;
    this.#current = { state: 'ready' };
    this.#options.check.ready();
    this.#options.changed();
  }

  /** It is gone, and comes back by itself. Says whether that is news. */
  lost(problem: Problem, retryAt: number): boolean {
    const { check, now, changed } = this.#options;
    const again = this.#current.state === 'lost';
    const since = this.#current.state === 'lost' ? this.#current.since : now();
    this.#current = { state: 'lost', since, retryAt, problem };
    const known = problem instanceof KafkaTuiError ? problem : null;
    // Nothing more is tried by itself for long: this is what the program leaves with.
    this.#failure = known?.exitCode === EXIT.unauthorised ? known : null;
    check.failed(known, { again });
    changed();
    return !again;
  }

  /** What can't get better by itself. */
  failed(problem: KafkaTuiError): void {
    this.#failure = problem;
    this.#current = { state: 'failed', problem };
    this.#options.check.failed(problem, { again: false });
    this.#options.changed();
  }
}

import { EXIT, type KafkaTuiError, type Problem } from '../model/problem.js';
import { REFUSED_MS, isRefused } from './backoff.js';
import type { ReaderEvents } from './reader.js';

/**
 * What a member tells of its connection, whoever finds out: the readers of a place, or the member that can't join.
 * A place that ended tells no more; what the next one has to say is that the connection is back.
 */
export class MemberConnection {
  /** For the readers of a place. */
  readonly events: ReaderEvents;
  readonly #events: ReaderEvents;
  #isLost = false;
  #isRefused = false;

  constructor(events: ReaderEvents) {
    this.#events = events;
    this.events = {
      lost: (problem, retryAt, partitions) => {
        this.lost(problem, retryAt, partitions);
      },
      regained: () => {
        this.regained();
      },
      notice: (severity, text) => {
        events.notice(severity, text);
      },
      grown: (partitions) => {
        events.grown(partitions);
      },
      skippedByRetention: (partition, offsets) => {
        events.skippedByRetention(partition, offsets);
      },
    };
  }

  /** A refused login is tried again seldom: nobody may ask for anything meanwhile. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  lost(problem: Problem, retryAt: number, partitions: readonly number[] = []): void {
    this.#isLost = true;
    this.#isRefused = isRefused(problem);
    this.#events.lost(problem, retryAt, partitions);
  }

  /** Nothing where nothing was lost. */
  regained(): void {
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#isRefused = false;
    this.#events.regained();
  }

  /** How long to wait before the next try, after `usually` ms or longer; tells it. */
  waitFor(problem: KafkaTuiError, usually: number): number {
    const { exitCode } = problem;
    const wait = exitCode === EXIT.unauthorised ? REFUSED_MS : usually;
    if (exitCode === EXIT.unauthorised || exitCode === EXIT.unreachable) {
      this.lost(problem, Date.now() + wait);
    }
    return wait;
  }
}

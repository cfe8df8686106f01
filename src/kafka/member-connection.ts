import { EXIT, KafkaTuiError, type Problem } from '../model/problem.js';
import { slotOf, topicOf } from '../model/slot.js';
import { REFUSED_MS, isRefused } from './backoff.js';
import { LOOK_MS } from './group-view.js';
import type { ReaderEvents } from './reader.js';

/** What somebody who reads, or joins, has no connection to. */
interface Loss {
  readonly problem: Problem;
  /** ms since the epoch. */
  readonly retryAt: number;
  /** Partitions that can't be read because of it, as slots. */
  readonly slots: readonly number[];
}

/** Who can't reach the group's coordinator; the readers of the topics go by their places among these. */
const COORDINATOR = -1;

/**
 * The connection of a member, put together from what the readers of its topics say, and from joining: there is one
 * when nobody misses anything. A place that ended tells no more; what the next one has to say is that it has begun.
 */
export class MemberConnection {
  readonly #topics: readonly string[];
  readonly #events: ReaderEvents;
  /** By who has lost something, the oldest first. */
  readonly #losses = new Map<number, Loss>();
  #isTold = false;

  /** `topics`: in the order in which they were named. */
  constructor(topics: readonly string[], events: ReaderEvents) {
    this.#topics = topics;
    this.#events = events;
  }

  /** A refused login is tried again seldom: nobody may ask for anything meanwhile. */
  get isRefused(): boolean {
    return [...this.#losses.values()].some(({ problem }) => isRefused(problem));
  }

  /** For the reader of a topic, which speaks of partitions; nothing is told once `isOver`. */
  readerOf(topic: number, isOver: () => boolean): ReaderEvents {
    const name = this.#topics.length > 1 ? `${this.#topics[topic] ?? ''}: ` : '';
    const unlessOver = (tell: () => void): void => {
      if (!isOver()) tell();
    };
    return {
      lost: (problem, retryAt, partitions) => {
        const slots = partitions.map((partition) => slotOf(topic, partition));
        unlessOver(() => {
          this.#lose(topic, { problem, retryAt, slots });
        });
      },
      regained: () => {
        unlessOver(() => {
          this.#regain(topic);
        });
      },
      notice: (severity, text) => {
        unlessOver(() => {
          this.#events.notice(severity, `${name}${text}`);
        });
      },
      // The group shares new partitions out: whose they are is not the reader's to say.
      grown: () => undefined,
      skippedByRetention: (partition, offsets) => {
        unlessOver(() => {
          this.#events.skippedByRetention(slotOf(topic, partition), offsets);
        });
      },
    };
  }

  /** A place is being opened: its readers find out for themselves what they can't reach. */
  opening(): void {
    for (const source of this.#losses.keys()) {
      if (source !== COORDINATOR) this.#losses.delete(source);
    }
  }

  /** A place was opened, so the coordinator answers: tells that all is well again, or what is still missing. */
  opened(): void {
    this.#losses.delete(COORDINATOR);
    this.#tell();
  }

  /** A topic of the membership is not there; whoever shares out looks for it every few seconds. */
  missing(topic: number, problem: Problem, slots: readonly number[]): void {
    this.#losses.set(topic, { problem, retryAt: Date.now() + LOOK_MS, slots });
  }

  /** How long to wait before joining is tried again, after `usually` ms or longer; tells it. */
  waitFor(problem: KafkaTuiError, usually: number): number {
    const { exitCode } = problem;
    const wait = exitCode === EXIT.unauthorised ? REFUSED_MS : usually;
    if (exitCode === EXIT.unauthorised || exitCode === EXIT.unreachable) {
      this.#lose(COORDINATOR, { problem, retryAt: Date.now() + wait, slots: [] });
    }
    return wait;
  }

  #lose(source: number, loss: Loss): void {
    this.#losses.delete(source);
    this.#losses.set(source, loss);
    this.#tell();
  }

  #regain(source: number): void {
    if (!this.#losses.delete(source)) return;
    if (this.#losses.size > 0) {
      this.#events.notice('info', `${this.#topics[source] ?? ''}: connected again`);
    }
    this.#tell();
  }

  /** The newest loss stands for all; each partition keeps its own reason. */
  #tell(): void {
    const losses = [...this.#losses.values()];
    const newest = losses.at(-1);
    if (newest === undefined) {
      if (this.#isTold) this.#events.regained();
      this.#isTold = false;
      return;
    }
    this.#isTold = true;
    const reasons = new Map(
      losses.flatMap(({ slots, problem }) => slots.map((slot) => [slot, problem] as const)),
    );
    this.#events.lost(this.#named(newest), newest.retryAt, [...reasons.keys()], reasons);
  }

  /** Where some topics are read and others are not, the message says which are not. */
  #named({ problem, slots }: Loss): Problem {
    const missing = new Set(slots.map((slot) => topicOf(slot, this.#topics)));
    const readers = [...this.#losses.keys()].filter((source) => source !== COORDINATOR);
    if (missing.size === 0 || readers.length === this.#topics.length) return problem;
    const names = [...missing].join(', ');
    const { code, next, message } = problem;
    if (message.includes(`"${names}"`)) return problem;
    const exitCode = problem instanceof KafkaTuiError ? problem.exitCode : EXIT.failed;
    return new KafkaTuiError({ code, next, exitCode, message: `${names}: ${message}` });
  }
}

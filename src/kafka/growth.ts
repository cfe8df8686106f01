import type { Cluster } from './cluster.js';
import { tryOpen } from './open-positions.js';
import type { Position } from './position.js';
import type { ReaderEvents } from './reader.js';
import type { DirectReaderOptions } from './reader-options.js';
import { findTopic } from './topic.js';

/** How often the topic is asked for, in ms: one small request. */
const LOOK_MS = 5_000;

interface GrowthOptions {
  readonly cluster: Cluster;
  readonly reader: DirectReaderOptions;
  readonly events: ReaderEvents;
  positions(): readonly Position[];
  /** This partition is to be read too when it comes. */
  mayRead(partition: number): boolean;
  /** Partitions that were not there before, at their beginning. */
  found(positions: readonly Position[]): void;
  /** Another topic of this name has taken the place of the one that was read. */
  madeAnew(): void;
}

/**
 * Looks now and then whether the topic has got more partitions, or is another one by the same name: nobody else
 * would tell, and what is written there would go unread.
 */
export class GrowthWatch {
  readonly #options: GrowthOptions;
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;

  constructor(options: GrowthOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#isLooking) return;
      this.#isLooking = true;
      this.#look()
        // Whatever is wrong with the cluster, the fetches find out, and say it.
        .catch(() => undefined)
        .finally(() => (this.#isLooking = false));
    }, LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { cluster, reader, events } = this.#options;
    const known = this.#options.positions();
    // While a leader is looked for, the recovery has the word.
    if (known.some(({ leader }) => leader === null)) return;
    const partitions = await findTopic(cluster, reader.topic, null);
    const ids = new Map(partitions.map(({ partition, topicId }) => [partition, topicId]));
    const isAnother = known.some(({ partition, topicId }) => {
      const id = ids.get(partition) ?? null;
      return id !== null && topicId !== null && id !== topicId;
    });
    if (isAnother) {
      this.#options.madeAnew();
      return;
    }
    const fresh = partitions.filter(
      ({ partition, leader }) =>
        leader >= 0 &&
        !known.some((one) => one.partition === partition) &&
        this.#options.mayRead(partition),
    );
    if (fresh.length === 0) return;
    const { topic, isolation } = reader;
    const start = { kind: 'beginning' } as const;
    const opened = await tryOpen(
      cluster,
      fresh,
      { topic, partitions: null, start, isolation },
      events,
    );
    if (opened.kind === 'opened') this.#options.found(opened.positions);
  }
}

import type { EmbeddedBroker } from './broker/broker.js';
import type { DemoClock } from './feed/clock.js';

/** Brokers of the cluster that chaos is played on: enough for leaders to move and one to be lost. */
export const CHAOS_BROKERS = 3;

interface Scene {
  readonly broker: EmbeddedBroker;
  /** The topic that is looked at, and a partition of it, another one at each turn. */
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
}

interface Act {
  readonly says: (scene: Scene) => string;
  readonly begin: (scene: Scene) => void | Promise<void>;
  readonly forMs: number;
  /** Ends what `faults.clear()` does not. */
  readonly end?: (scene: Scene) => Promise<void>;
}

const after = (leader: number): number => (leader % CHAOS_BROKERS) + 1;

const ACTS: readonly Act[] = [
  {
    says: ({ partition, leader }) =>
      `partition ${partition} moves from broker ${leader} to broker ${after(leader)}`,
    begin: ({ broker, topic, partition, leader }) => {
      broker.faults.moveLeader(topic, partition, after(leader));
    },
    forMs: 4_000,
  },
  {
    says: () => 'every fetch is answered 700 ms late',
    begin: ({ broker }) => void broker.faults.slow({ delayMs: 700, api: 'Fetch' }),
    forMs: 7_000,
  },
  {
    says: ({ leader }) => `broker ${leader} drops its connections`,
    begin: ({ broker, leader }) => {
      broker.faults.dropConnections(leader);
    },
    forMs: 4_000,
  },
  {
    says: ({ partition }) => `the next batch of partition ${partition} arrives damaged`,
    begin: ({ broker, topic, partition }) => {
      const offset = broker.partitions(topic)[partition]?.endOffset ?? 0n;
      broker.faults.damageBatch({ topic, partition, offset, damage: 'records' });
    },
    forMs: 9_000,
  },
  {
    says: () => 'answers trickle, 48 bytes at a time',
    begin: ({ broker }) => void broker.faults.slow({ bytesPerTick: 48, tickMs: 5, api: 'Fetch' }),
    forMs: 7_000,
  },
  {
    says: ({ leader }) => `broker ${leader} is lost, and returns in 8 s`,
    begin: ({ broker, leader }) => broker.faults.loseBroker(leader),
    forMs: 8_000,
    end: ({ broker, leader }) => broker.faults.returnBroker(leader),
  },
  {
    says: ({ leader }) => `broker ${leader} hangs up in the middle of two answers`,
    begin: ({ broker, leader }) =>
      void broker.faults.cutResponse({ api: 'Fetch', brokerId: leader }, 2),
    forMs: 5_000,
  },
  {
    says: () => 'clients are throttled: 1.5 s between two fetches',
    begin: ({ broker }) => void broker.faults.throttle(1_500, { api: 'Fetch' }),
    forMs: 7_000,
  },
  {
    says: ({ partition }) => `partition ${partition} answers UNKNOWN_SERVER_ERROR three times`,
    begin: ({ broker, topic, partition }) => {
      const where = { api: 'Fetch', name: topic, partition } as const;
      broker.faults.answerWith('UNKNOWN_SERVER_ERROR', where, 3);
    },
    forMs: 5_000,
  },
  {
    says: ({ partition }) => `retention removes the older half of partition ${partition}`,
    begin: ({ broker, topic, partition }) => {
      const { startOffset = 0n, endOffset = 0n } = broker.partitions(topic)[partition] ?? {};
      broker.faults.truncateHead(topic, partition, startOffset + (endOffset - startOffset) / 2n);
    },
    forMs: 4_000,
  },
  {
    says: ({ leader }) => `broker ${leader} takes requests and says nothing`,
    begin: ({ broker, leader }) => {
      broker.faults.silence(leader);
    },
    forMs: 5_000,
  },
];

/** Time to read the announcement before what follows from it is announced in its place. */
const NOTICE_MS = 2_000;
/** Time to see that all is well again. */
const CALM_MS = 5_000;

/** Plays what can go wrong, one thing at a time, round and round, and announces each. */
export class Chaos {
  readonly #broker: EmbeddedBroker;
  readonly #topic: string;
  readonly #clock: DemoClock;
  readonly #announce: (text: string) => void;
  #callOff: () => void = () => undefined;
  #closed = false;

  constructor(
    broker: EmbeddedBroker,
    topic: string,
    clock: DemoClock,
    announce: (text: string) => void,
  ) {
    this.#broker = broker;
    this.#topic = topic;
    this.#clock = clock;
    this.#announce = announce;
  }

  start(): void {
    this.#after(CALM_MS, () => {
      this.#begin(0);
    });
  }

  close(): void {
    this.#closed = true;
    this.#callOff();
  }

  #begin(turn: number): void {
    const act = ACTS[turn % ACTS.length];
    const partitions = this.#broker.partitions(this.#topic);
    const partition = turn % Math.max(1, partitions.length);
    const leader = partitions[partition]?.leader ?? null;
    // Somebody may have deleted the topic: wait until it is there again.
    if (act === undefined || leader === null) {
      this.#after(CALM_MS, () => {
        this.#begin(turn);
      });
      return;
    }
    const scene: Scene = { broker: this.#broker, topic: this.#topic, partition, leader };
    this.#announce(`chaos: ${act.says(scene)}`);
    this.#after(NOTICE_MS, async () => {
      await act.begin(scene);
      this.#after(act.forMs, () => this.#end(turn, act, scene));
    });
  }

  async #end(turn: number, act: Act, scene: Scene): Promise<void> {
    this.#broker.faults.clear();
    await act.end?.(scene);
    this.#after(CALM_MS, () => {
      this.#begin(turn + 1);
    });
  }

  #after(ms: number, run: () => void | Promise<void>): void {
    if (this.#closed) return;
    this.#callOff = this.#clock.after(ms, () => {
      Promise.resolve()
        .then(run)
        .catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          this.#announce(`chaos: gave up (${why})`);
        });
    });
  }
}

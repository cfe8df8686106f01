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
  /** Begins; says what is wrong now. */
  begin(scene: Scene): string | Promise<string>;
  readonly forMs: number;
  /** Ends what `faults.clear()` does not. */
  end?(scene: Scene): Promise<void>;
}

const ACTS: readonly Act[] = [
  {
    begin({ broker, topic, partition, leader }) {
      const next = (leader % CHAOS_BROKERS) + 1;
      broker.faults.moveLeader(topic, partition, next);
      return `partition ${partition} moves from broker ${leader} to broker ${next}`;
    },
    forMs: 4_000,
  },
  {
    begin({ broker }) {
      broker.faults.slow({ delayMs: 700, api: 'Fetch' });
      return 'every fetch is answered 700 ms late';
    },
    forMs: 7_000,
  },
  {
    begin({ broker, leader }) {
      broker.faults.dropConnections(leader);
      return `broker ${leader} drops its connections`;
    },
    forMs: 4_000,
  },
  {
    begin({ broker, topic, partition }) {
      const offset = broker.partitions(topic)[partition]?.endOffset ?? 0n;
      broker.faults.damageBatch({ topic, partition, offset, damage: 'records' });
      return `the next batch of partition ${partition} arrives damaged`;
    },
    forMs: 9_000,
  },
  {
    begin({ broker }) {
      broker.faults.slow({ bytesPerTick: 48, tickMs: 5, api: 'Fetch' });
      return 'answers trickle, 48 bytes at a time';
    },
    forMs: 7_000,
  },
  {
    async begin({ broker, leader }) {
      await broker.faults.loseBroker(leader);
      return `broker ${leader} is lost`;
    },
    forMs: 8_000,
    async end({ broker, leader }) {
      await broker.faults.returnBroker(leader);
    },
  },
  {
    begin({ broker, leader }) {
      broker.faults.cutResponse({ api: 'Fetch', brokerId: leader }, 2);
      return `broker ${leader} hangs up in the middle of two answers`;
    },
    forMs: 5_000,
  },
  {
    begin({ broker }) {
      broker.faults.throttle(1_500, { api: 'Fetch' });
      return 'clients are throttled: 1.5 s between two fetches';
    },
    forMs: 7_000,
  },
  {
    begin({ broker, topic, partition }) {
      broker.faults.answerWith('UNKNOWN_SERVER_ERROR', { api: 'Fetch', name: topic, partition }, 3);
      return `partition ${partition} answers UNKNOWN_SERVER_ERROR three times`;
    },
    forMs: 5_000,
  },
  {
    begin({ broker, topic, partition }) {
      const { startOffset = 0n, endOffset = 0n } = broker.partitions(topic)[partition] ?? {};
      const kept = startOffset + (endOffset - startOffset) / 2n;
      broker.faults.truncateHead(topic, partition, kept);
      return `retention passes: partition ${partition} now begins at ${kept.toString()}`;
    },
    forMs: 4_000,
  },
  {
    begin({ broker, leader }) {
      broker.faults.silence(leader);
      return `broker ${leader} takes requests and says nothing`;
    },
    forMs: 5_000,
  },
];

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
    this.#after(CALM_MS, () => this.#begin(0));
  }

  close(): void {
    this.#closed = true;
    this.#callOff();
  }

  async #begin(turn: number): Promise<void> {
    const act = ACTS[turn % ACTS.length];
    const partitions = this.#broker.partitions(this.#topic);
    const partition = turn % Math.max(1, partitions.length);
    const leader = partitions[partition]?.leader ?? null;
    // Somebody may have deleted the topic: wait until it is there again.
    if (act === undefined || leader === null) {
      this.#after(CALM_MS, () => this.#begin(turn));
      return;
    }
    const scene: Scene = { broker: this.#broker, topic: this.#topic, partition, leader };
    this.#announce(`chaos: ${await act.begin(scene)}`);
    this.#after(act.forMs, () => this.#end(turn, act, scene));
  }

  async #end(turn: number, act: Act, scene: Scene): Promise<void> {
    this.#broker.faults.clear();
    await act.end?.(scene);
    this.#after(CALM_MS, () => this.#begin(turn + 1));
  }

  #after(ms: number, run: () => Promise<void>): void {
    if (this.#closed) return;
    this.#callOff = this.#clock.after(ms, () => {
      run().catch((error: unknown) => {
        this.#announce(
          `chaos: gave up (${error instanceof Error ? error.message : String(error)})`,
        );
      });
    });
  }
}

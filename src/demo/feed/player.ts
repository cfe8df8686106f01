import type { EmbeddedBroker } from '../broker/broker.js';
import type { DemoClock } from './clock.js';
import { type Beat, DEMO_TOPICS, type FeedStream } from './stream.js';

/** What the player needs of a broker. */
export type Stage = Pick<
  EmbeddedBroker,
  'createTopic' | 'append' | 'appendAborted' | 'skipOffsets'
>;

/** Later than this and the time is let go: a laptop that slept must not wake up to an hour of messages. */
const LATE_MS = 3000;

/** Plays the stream on the broker: first what has been, then what comes, beat by beat. */
export class FeedPlayer {
  readonly #stage: Stage;
  readonly #stream: FeedStream;
  readonly #clock: DemoClock;
  #due = 0;
  #next: Beat | null = null;
  #callOff: () => void = () => undefined;
  #stopped = false;

  constructor(stage: Stage, stream: FeedStream, clock: DemoClock) {
    this.#stage = stage;
    this.#stream = stream;
    this.#clock = clock;
    for (const [topic, partitions] of Object.entries(DEMO_TOPICS)) {
      stage.createTopic(topic, { partitions });
    }
  }

  /** Puts into the logs what the last `ms` have brought, all at once. */
  history(ms: number): void {
    const beats: Beat[] = [];
    let length = 0;
    while (length < ms) {
      const beat = this.#stream.next();
      beats.push(beat);
      length += beat.afterMs;
    }
    let at = this.#clock.now() - length;
    for (const beat of beats) {
      at += beat.afterMs;
      this.#play(beat, at);
    }
  }

  start(): void {
    this.#due = this.#clock.now();
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff();
  }

  #schedule(): void {
    this.#next = this.#stream.next();
    this.#due += this.#next.afterMs;
    const wait = Math.max(0, this.#due - this.#clock.now());
    this.#callOff = this.#clock.after(wait, () => {
      this.#tick();
    });
  }

  #tick(): void {
    if (this.#stopped) return;
    const now = this.#clock.now();
    if (this.#next !== null) this.#play(this.#next, now);
    if (now - this.#due > LATE_MS) this.#due = now;
    this.#schedule();
  }

  #play({ topic, partition, what }: Beat, timestamp: number): void {
    const records = what.records.map((record) => ({ ...record, timestamp }));
    if (what.kind === 'aborted') {
      this.#stage.appendAborted(topic, partition, records);
      return;
    }
    if (what.kind === 'gap') this.#stage.skipOffsets(topic, partition, BigInt(what.offsets));
    this.#stage.append(topic, partition, records);
  }
}

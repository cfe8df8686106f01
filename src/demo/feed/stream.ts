import type { NewRecord } from '../broker/batch-writer.js';
import { Cast } from './cast.js';
import { type Odd, ODDS } from './odds.js';

/** The topics of the demo and their partitions. */
export const DEMO_TOPICS = { new_users: 5, orders: 3, 'bus-stop-alerts': 3 } as const;

export type DemoTopic = keyof typeof DEMO_TOPICS;

/** The next thing to happen, `afterMs` behind the one before. */
export interface Beat {
  readonly afterMs: number;
  readonly topic: DemoTopic;
  readonly partition: number;
  readonly what: Odd;
}

/** ms between two messages: 4 a second, and the bursts make it 5. */
const CALM = { min: 90, max: 410 };
const BURST = { min: 10, max: 60 };
/** Messages of a burst, and between two of them. */
const BURST_LENGTH = { min: 12, max: 40 };
const BETWEEN_BURSTS = { min: 60, max: 140 };
const BETWEEN_ODDS = { min: 8, max: 22 };

/**
 * What happens in the demo's topics, one beat after the other, for ever. Knows no clock: the same seed
 * gives the same beats, whoever plays them and when.
 */
export class FeedStream {
  readonly #cast: Cast;
  /** Those odd ones that did not come by since all of them did. */
  #deck: ((cast: Cast) => Odd)[] = [];
  #burst: { readonly topic: DemoTopic; left: number } | null = null;
  #untilBurst: number;
  #untilOdd: number;

  constructor(seed: number) {
    this.#cast = new Cast(seed);
    this.#untilBurst = this.#between(BETWEEN_BURSTS);
    this.#untilOdd = this.#between(BETWEEN_ODDS);
  }

  next(): Beat {
    return this.#inBurst() ?? (--this.#untilOdd <= 0 ? this.#odd() : this.#ordinary());
  }

  #inBurst(): Beat | null {
    if (this.#burst === null && --this.#untilBurst <= 0) {
      this.#burst = { topic: this.#topic(5, 3, 3), left: this.#between(BURST_LENGTH) };
      this.#untilBurst = this.#between(BETWEEN_BURSTS);
    }
    const burst = this.#burst;
    if (burst === null) return null;
    if (--burst.left <= 0) this.#burst = null;
    const records = [this.#record(burst.topic)];
    return this.#beat(burst.topic, { kind: 'records', records }, BURST);
  }

  #odd(): Beat {
    this.#untilOdd = this.#between(BETWEEN_ODDS);
    if (this.#deck.length === 0) this.#deck = this.#cast.faker.helpers.shuffle(ODDS);
    const make = this.#deck.pop();
    if (make === undefined) return this.#ordinary();
    return this.#beat(this.#topic(7, 2, 1), make(this.#cast), CALM);
  }

  #ordinary(): Beat {
    const topic = this.#topic(10, 7, 4);
    return this.#beat(topic, { kind: 'records', records: [this.#record(topic)] }, CALM);
  }

  #beat(topic: DemoTopic, what: Odd, pace: { min: number; max: number }): Beat {
    const afterMs = this.#between(pace);
    const key = what.records[0]?.key ?? null;
    return { afterMs, topic, partition: this.#partition(topic, key), what };
  }

  /** As producers do it: a key always goes to one partition, and no key to any. */
  #partition(topic: DemoTopic, key: string | Buffer | null): number {
    const partitions = DEMO_TOPICS[topic];
    if (key === null) return this.#between({ min: 0, max: partitions - 1 });
    let hash = 0;
    for (const char of key.toString()) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
    return hash % partitions;
  }

  #record(topic: DemoTopic): NewRecord {
    switch (topic) {
      case 'new_users':
        return this.#cast.userRecord();
      case 'orders':
        return this.#cast.orderRecord();
      case 'bus-stop-alerts':
        return this.#cast.alertRecord();
    }
  }

  #topic(users: number, orders: number, alerts: number): DemoTopic {
    return this.#cast.faker.helpers.weightedArrayElement<DemoTopic>([
      { weight: users, value: 'new_users' },
      { weight: orders, value: 'orders' },
      { weight: alerts, value: 'bus-stop-alerts' },
    ]);
  }

  #between(range: { min: number; max: number }): number {
    return this.#cast.faker.number.int(range);
  }
}

import type { JoinGroup } from '../kafka/demo-members.js';
import { startBroker } from './broker/broker.js';
import { Chaos, CHAOS_BROKERS } from './chaos.js';
import { type DemoClock, systemClock } from './feed/clock.js';
import { FeedPlayer } from './feed/player.js';
import { FeedStream } from './feed/stream.js';
import { OrderTracker } from './order-tracker.js';

export interface DemoOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly seed: number;
  /** Plays the faults by turns on the topic that is looked at, and says which. */
  readonly chaos: { readonly topic: string; readonly announce: (text: string) => void } | null;
  /** How the other group's members join; null for no such group. */
  readonly join: JoinGroup | null;
  readonly clock?: DemoClock;
}

export interface Demo {
  /** `127.0.0.1:PORT` of each broker. */
  readonly brokers: readonly string[];
  /** Ends it all; nothing is left listening, connected or scheduled. */
  close(): Promise<void>;
}

/** What is already there at the start: enough for a full first screen. */
const HISTORY_MS = 150_000;
/** Bytes a partition keeps: a demo may run for days. */
const RETENTION = { segmentBytes: 512 * 1024, retentionBytes: 4 * 1024 * 1024 };
const REQUESTS_KEPT = 500;

/** A small Kafka with a life of its own, in this process. Rejects with Node's error when the port is taken. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port, seed, chaos, join, clock = systemClock } = options;
  const broker = await startBroker({
    port,
    brokers: chaos === null ? 1 : CHAOS_BROKERS,
    now: () => clock.now(),
    requestLogSize: REQUESTS_KEPT,
    ...RETENTION,
  });
  const brokers = broker.bootstrap.split(',');
  const player = new FeedPlayer(broker, new FeedStream(seed), clock);
  player.history(HISTORY_MS);
  player.start();
  const tracker = join === null ? null : new OrderTracker(brokers, join, clock);
  tracker?.start();
  const trouble = chaos === null ? null : new Chaos(broker, chaos.topic, clock, chaos.announce);
  trouble?.start();
  return {
    brokers,
    async close() {
      trouble?.close();
      player.stop();
      await tracker?.close();
      await broker.close();
    },
  };
}

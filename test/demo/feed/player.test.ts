import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewRecord } from '../../../src/demo/broker/batch-writer.js';
import { FeedPlayer, type Stage } from '../../../src/demo/feed/player.js';
import { DEMO_TOPICS, FeedStream } from '../../../src/demo/feed/stream.js';
import { FakeClock } from '../fake-clock.js';

interface Sent {
  readonly at: number;
  readonly place: string;
  readonly record: NewRecord;
}

/** Notes what is played on it. */
class Notebook implements Stage {
  readonly topics: Record<string, number | undefined> = {};
  readonly sent: Sent[] = [];
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  createTopic(name: string, { partitions }: { partitions?: number } = {}): void {
    this.topics[name] = partitions;
  }

  append(topic: string, partition: number, records: readonly NewRecord[] | Buffer): bigint {
    for (const record of Buffer.isBuffer(records) ? [] : records) {
      this.sent.push({ at: this.#clock.now(), place: `${topic}:${partition}`, record });
    }
    return 0n;
  }

  appendAborted(topic: string, partition: number, records: readonly NewRecord[]): bigint {
    return this.append(topic, partition, records);
  }

  skipOffsets(): void {
    // The gap itself is no message.
  }
}

let clock: FakeClock;
let stage: Notebook;
let player: FeedPlayer;

const play = (seed = 7): FeedPlayer => new FeedPlayer(stage, new FeedStream(seed), clock);

beforeEach(() => {
  clock = new FakeClock();
  stage = new Notebook(clock);
  player = play();
});

afterEach(() => {
  player.stop();
  expect(clock.pending).toBe(0);
});

describe('the player', () => {
  it('creates the topics', () => {
    expect(stage.topics).toEqual(DEMO_TOPICS);
  });

  it('brings the last minutes at once, oldest first, up to now', () => {
    player.history(150_000);
    const times = stage.sent.map(({ record }) => record.timestamp ?? 0);
    expect(times.length).toBeGreaterThan(500);
    expect(times.length).toBeLessThan(1100);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(clock.now() - (times[0] ?? 0)).toBeGreaterThan(149_000);
    expect(clock.now() - (times.at(-1) ?? 0)).toBeLessThan(500);
  });

  it('goes on from there at a human pace, each message at its time', async () => {
    player.history(10_000);
    const before = stage.sent.length;
    player.start();
    await clock.pass(120_000);
    const live = stage.sent.slice(before);
    expect(live.length / 120).toBeGreaterThan(3.5);
    expect(live.length / 120).toBeLessThan(7);
    for (const { at, record } of live) expect(record.timestamp).toBe(at);
    const [pause] = live
      .slice(1)
      .map(({ at }, index) => at - (live[index]?.at ?? at))
      .sort((a, b) => b - a);
    expect(pause).toBeLessThan(1000);
  });

  it('plays the same at the same times for the same seed', async () => {
    player.history(30_000);
    player.start();
    await clock.pass(30_000);
    const first = stage.sent;
    player.stop();
    clock = new FakeClock();
    stage = new Notebook(clock);
    player = play();
    player.history(30_000);
    player.start();
    await clock.pass(30_000);
    expect(stage.sent).toEqual(first);
  });

  it('lets go the time that a machine has slept', async () => {
    player.start();
    await clock.pass(5_000);
    clock.sleep(3_600_000);
    const before = stage.sent.length;
    await clock.pass(10_000);
    expect(stage.sent.length - before).toBeLessThan(150);
  });

  it('stops, and leaves no timer behind', async () => {
    player.start();
    await clock.pass(1_000);
    player.stop();
    const before = stage.sent.length;
    await clock.pass(10_000);
    expect(stage.sent).toHaveLength(before);
  });
});

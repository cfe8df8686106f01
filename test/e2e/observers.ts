import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { EmbeddedBroker } from '../../src/demo/broker/broker.js';
import { openPty, type PtyTerminal } from './terminal.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Looks again until it is so; fails with what `describe` says then. */
export async function until(
  holds: () => boolean,
  describe: () => string,
  limitMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`it never came to that: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The program in pipe mode, following: which places it has printed, in the order in which they came. */
export class Follower {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[]) {
    this.#child = spawn(
      process.execPath,
      ['bin/kafka-tui.js', ...args, '-o', 'beginning', '-q', '-f', '%p:%o\\n'],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#child.stdout?.on('data', (data: Buffer) => (this.#stdout += data.toString()));
    this.#child.stderr?.on('data', (data: Buffer) => (this.#stderr += data.toString()));
    this.#ended = new Promise((resolve) => this.#child.on('close', resolve));
  }

  get places(): string[] {
    return this.#stdout.split('\n').slice(0, -1);
  }

  get stderr(): string {
    return this.#stderr;
  }

  async stop(): Promise<number | null> {
    this.#child.kill('SIGINT');
    return await this.#ended;
  }

  /** Reads no more, as `head` does; resolves when the program has ended. */
  async goAway(): Promise<number | null> {
    this.#child.stdout?.destroy();
    return await this.#ended;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** The counters of a partition, as the screen shows them. */
export interface ShownCounters {
  readonly first: number;
  readonly next: number;
  readonly high: number;
  readonly lag: number;
  readonly seen: number;
}

/** Somebody at the screen and somebody with a pipe, who read one topic while things go wrong. */
export class Observers {
  readonly screen: PtyTerminal;
  readonly pipe: Follower;
  readonly #broker: EmbeddedBroker;
  readonly #topic: string;

  constructor(broker: EmbeddedBroker, topic: string, args: readonly string[] = []) {
    const all = [topic, '-b', broker.bootstrap, ...args];
    this.screen = openPty({ args: [...all, '-o', 'beginning'], cols: 150 });
    this.pipe = new Follower(all);
    this.#broker = broker;
    this.#topic = topic;
  }

  text(): string {
    return this.screen.screen().join('\n');
  }

  /** Waits until the screen says something. */
  async says(words: RegExp, limitMs = 10_000): Promise<void> {
    await this.screen.waitFor(words, limitMs);
  }

  counters(partition: number): ShownCounters | null {
    const row = new RegExp(
      `│ +${partition} +([\\d,]+) +([\\d,]+) +([\\d,]+) +([\\d,]+) +([\\d,]+) `,
    );
    const found = row.exec(this.text());
    if (found === null) return null;
    const [first = 0, next = 0, high = 0, lag = 0, seen = 0] = found
      .slice(1)
      .map((text) => Number(text.replaceAll(',', '')));
    return { first, next, high, lag, seen };
  }

  /** Waits until both have read every partition to its end as the broker knows it. */
  async caughtUp(): Promise<void> {
    await this.screen.waitFor(() =>
      this.#broker
        .partitions(this.#topic)
        .every(({ partition, endOffset }) => this.counters(partition)?.next === Number(endOffset)),
    );
    await this.pipeCaughtUp();
  }

  async pipeCaughtUp(): Promise<void> {
    const ends = this.#broker
      .partitions(this.#topic)
      .filter(({ endOffset }) => endOffset > 0n)
      .map(({ partition, endOffset }) => `${partition}:${Number(endOffset) - 1}`);
    await until(
      () => ends.every((place) => this.pipe.places.includes(place)),
      () => `${ends.join(' ')} in ${this.pipe.places.slice(-5).join(' ')}; ${this.pipe.stderr}`,
    );
  }

  /** Both have seen these places and no others, and none of them twice. */
  async expectSeen(places: readonly string[]): Promise<void> {
    expect(this.pipe.places.toSorted(byPlace)).toEqual(places.toSorted(byPlace));
    for (const { partition } of this.#broker.partitions(this.#topic)) {
      const mine = places.filter((place) => place.startsWith(`${partition}:`));
      // A row that is just being drawn anew has its old count for a moment.
      await this.screen.waitFor(() => this.counters(partition)?.seen === mine.length);
    }
  }

  /** The help comes and goes: nothing that happens on the network keeps a key from being answered. */
  async keysAnswer(): Promise<void> {
    this.screen.press('?');
    await this.screen.waitFor(/Keys/, 3_000);
    this.screen.press('esc');
    await this.screen.waitFor((lines) => !lines.join('\n').includes('Keys'), 3_000);
  }

  /** Both leave when they are asked to. */
  async leave(): Promise<void> {
    this.screen.press('q');
    expect(await this.screen.exit(10_000)).toEqual({ code: 0, signal: 0 });
    expect(this.screen.restored()).toBe(true);
    expect(await this.pipe.stop()).toBe(130);
  }

  async close(): Promise<void> {
    this.pipe.kill();
    await this.screen.close();
  }
}

function byPlace(a: string, b: string): number {
  const [ap = 0, ao = 0] = a.split(':').map(Number);
  const [bp = 0, bo = 0] = b.split(':').map(Number);
  return ap - bp || ao - bo;
}

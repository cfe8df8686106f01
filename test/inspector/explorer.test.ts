import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Explorer } from '../../src/inspector/explorer.js';
import { Keeper } from '../../src/inspector/keeper.js';
import type { Ends, MessageLog } from '../../src/inspector/message-log.js';
import { PartitionTally } from '../../src/inspector/partition-tally.js';
import { gapOf } from '../../src/model/gap.js';
import type { Entry, Message } from '../../src/model/message.js';
import type { Look } from '../../src/model/seek.js';
import { FakePages } from '../support/fake-pages.js';

const ROWS = 5;

/** A topic of which reading brings one message after the other, and somebody who looks at it. */
class Lab {
  readonly pages = new FakePages();
  readonly tallies = new Map<number, PartitionTally>();
  readonly keeper: Keeper;
  readonly explorer: Explorer;
  readonly notices: string[] = [];
  /** Arrival number of the entry at the top; null while following. */
  #top: number | null = null;
  #clock = 0;
  #every = 1n;
  /** Since this filter looks at this part of the logs: partition → what it has seen of it. */
  #tested = new Map<number, { from: bigint; to: bigint }>();
  readonly #size: number;

  constructor(
    partitions: number,
    backlog: number,
    entries: number,
    { bytes = 10_000_000, size = 0 } = {},
  ) {
    this.#size = size;
    const reading = (): Ends => ({
      edges: new Map([...this.tallies].map(([partition, { next }]) => [partition, next])),
      gaps: new Map(
        [...this.tallies].flatMap(
          ([
            partition,
            {
              passing: { gap },
            },
          ]) => (gap ? [[partition, gap]] : []),
        ),
      ),
    });
    this.keeper = new Keeper(['t'], { entries, bytes }, reading);
    for (let partition = 0; partition < partitions; partition++) {
      this.pages.logs.set(partition, []);
    }
    for (let count = 0; count < backlog; count++) this.write(count % partitions, 0n);
    for (let partition = 0; partition < partitions; partition++) {
      const end = this.pages.endOf(partition);
      const opened = { partition, first: 0n, next: end, high: end, stable: end };
      this.tallies.set(partition, new PartitionTally(opened, 0));
      this.keeper.begin(partition, end);
    }
    this.explorer = new Explorer({
      keeper: this.keeper,
      pages: this.pages,
      tallies: () => this.tallies,
      reading,
      changed: () => undefined,
      notice: (text) => this.notices.push(text),
    });
  }

  /** Somebody writes a message, with a gap of so many offsets before it. */
  write(partition: number, gap: bigint): Message {
    const log = this.pages.logs.get(partition) ?? [];
    const offset = this.pages.endOf(partition) + gap;
    this.#clock++;
    const value = Buffer.from(`v${partition}:${offset}`);
    const message: Message = {
      ...{ kind: 'message', arrival: 0, topic: 't', partition, offset, timestamp: this.#clock },
      ...{ timestampType: 'create', key: null, value, headers: [], gap: null },
      size: this.#size + value.length,
    };
    log.push(message);
    const tally = this.tallies.get(partition);
    this.pages.ends.set(partition, offset + 1n);
    if (tally) tally.high = offset + 1n;
    return message;
  }

  /** Reading passes over so many offsets that hold no message. */
  pass(partition: number, count: bigint): void {
    const tally = this.tallies.get(partition);
    if (!tally) return;
    tally.passing.pass(gapOf(tally.next, tally.next + count - 1n, 'compacted'));
    tally.high = tally.next = tally.next + count;
    this.pages.ends.set(partition, tally.next);
  }

  /** … and reading brings it. */
  arrive(partition: number, gap: bigint): void {
    this.pass(partition, gap);
    const message = this.write(partition, 0n);
    const tally = this.tallies.get(partition);
    if (!tally) return;
    this.keeper.addEntry({ ...message, gap: tally.passing.beforeDamage(message.offset) });
    tally.passing.taken();
    tally.next = message.offset + 1n;
  }

  /** Only what has an offset that this divides; 1 for everything. */
  async filter(every: bigint): Promise<void> {
    this.setFilter(every);
    await this.keeper.scan;
    await this.#look(0);
  }

  setFilter(every: bigint): void {
    this.#every = every;
    this.#tested = new Map();
    const matches = (message: object): boolean => (message as Message).offset % every === 0n;
    const predicate = { text: `every ${every}`, matches, highlight: () => [] };
    this.keeper.filter(every === 1n ? null : predicate, () => undefined);
    this.explorer.refresh();
  }

  get shown(): MessageLog {
    return this.keeper.shown;
  }

  entries(log = this.shown): Entry[] {
    return Array.from({ length: log.end - log.first }, (_, at) => log.get(log.first + at)).flatMap(
      (entry) => (entry ? [entry] : []),
    );
  }

  follow(): Promise<void> {
    this.#top = null;
    if (!this.shown.isLive) this.#tested = new Map();
    return this.#look(1);
  }

  /** Moves the visible rows by so many. */
  scroll(by: number): Promise<void> {
    const { shown } = this;
    const top = this.#top === null ? shown.end - ROWS : shown.indexOf(this.#top);
    const lowest = Math.max(shown.first, shown.end - ROWS);
    const index = Math.min(Math.max(shown.first, top + by), lowest);
    this.#top = shown.get(index)?.arrival ?? null;
    return this.#look(by < 0 ? -1 : 1);
  }

  /** Says what the cursor stands on. */
  async seek(partition: number, offset: bigint): Promise<Entry | undefined> {
    const going = this.explorer.seek({ partition, place: { kind: 'offset', offset } });
    this.#tested = new Map();
    const outcome = await going;
    this.#top = outcome?.select ?? this.#top;
    const found = this.shown.get(this.shown.indexOf(this.#top ?? Infinity));
    await this.#look(0);
    return found;
  }

  async #look(reach: Look['reach']): Promise<void> {
    const { shown } = this;
    const index = this.#top === null ? shown.end - ROWS : shown.indexOf(this.#top);
    const arrivalOf = (at: number): number => shown.get(at)?.arrival ?? -1;
    this.explorer.look({
      ...{ following: this.#top === null, rows: ROWS, reach },
      ...{ top: arrivalOf(index), bottom: arrivalOf(index + ROWS - 1), cursor: arrivalOf(index) },
    });
    await expect.poll(() => this.explorer.state().loading, { interval: 0 }).toBeNull();
  }

  /** What is said to be missing before an entry is: all of it, unless that was not looked at. */
  #checkGap({ offset, gap }: Entry, begins: bigint, isFirst: boolean): void {
    if (gap === null) {
      expect(isFirst || begins === offset).toBe(true);
      return;
    }
    expect(gap.to).toBe(offset - 1n);
    expect(gap.counts).toEqual({ compacted: gap.to - gap.from + 1n });
    if (gap.isOpen) expect(isFirst && gap.from >= begins).toBe(true);
    else expect(gap.from).toBe(begins);
  }

  /** What is shown is of each partition one stretch of its log, without what the filter holds back, in order. */
  check(): void {
    const { shown } = this;
    const entries = this.entries();
    const arrivals = entries.map(({ arrival }) => arrival);
    expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
    expect(new Set(arrivals).size).toBe(arrivals.length);
    for (const partition of this.tallies.keys()) {
      const { low, high } = this.stretch(partition);
      const wanted = this.#between(partition, low, high).filter((offset) => this.#lets(offset));
      const kept = entries.filter((entry) => entry.partition === partition);
      expect(kept.map(({ offset }) => offset)).toEqual(wanted);
      for (const entry of kept) {
        const value = entry.kind === 'message' ? entry.value?.toString() : '';
        expect(value).toBe(`v${entry.partition}:${entry.offset}`);
      }
      const log = this.pages.logs.get(partition) ?? [];
      const begins = new Map(
        log.map(({ offset }, at) => [offset, (log[at - 1]?.offset ?? -1n) + 1n]),
      );
      for (const [at, entry] of kept.entries()) {
        this.#checkGap(entry, begins.get(entry.offset) ?? -1n, at === 0);
      }
    }
    expect(shown.isLive ? this.explorer.state().below : 0n).toBe(0n);
  }

  /** What is shown, held back, and lies on both sides is what there is; each message was tested once. */
  checkCounts(): void {
    const state = this.keeper.matcher?.state();
    let [tested, matched, below] = [0, 0, 0n];
    for (const [partition, tally] of this.tallies) {
      const { low, high } = this.stretch(partition);
      below += tally.high - high;
      const before = this.#tested.get(partition) ?? { from: low, to: high };
      const from = low < before.from ? low : before.from;
      const to = high > before.to ? high : before.to;
      this.#tested.set(partition, { from, to });
      const offsets = this.#between(partition, from, to);
      tested += offsets.length;
      matched += offsets.filter((offset) => this.#lets(offset)).length;
    }
    if (state) expect(state).toMatchObject({ tested, matched });
    if (!this.shown.isLive) expect(this.explorer.state().below).toBe(below);
  }

  stretch(partition: number): { low: bigint; high: bigint } {
    const { shown } = this;
    const next = this.tallies.get(partition)?.next ?? -1n;
    const high = shown.isLive ? next : (shown.high.get(partition) ?? -1n);
    return { low: shown.low.get(partition) ?? -1n, high };
  }

  #lets(offset: bigint): boolean {
    return offset % this.#every === 0n;
  }

  #between(partition: number, from: bigint, to: bigint): bigint[] {
    const log = this.pages.logs.get(partition) ?? [];
    return log.flatMap(({ offset }) => (offset >= from && offset < to ? [offset] : []));
  }
}

const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      partition: fc.nat(2),
      count: fc.nat(9),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('arrive' as const), count: fc.nat(30) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('scroll' as const),
      by: fc.integer({ min: -40, max: 40 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('seek' as const),
      partition: fc.nat(2),
      at: fc.nat(100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('follow' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('filter' as const),
      every: fc.constantFrom(1n, 2n, 3n, 17n),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

class Walk {
  #written = 0;

  constructor(
    readonly lab: Lab,
    readonly partitions: number,
  ) {}

  arrive(count: number): void {
    for (let at = 0; at < count; at++, this.#written++) {
      this.lab.arrive(this.#written % this.partitions, this.#written % 7 === 0 ? 2n : 0n);
    }
  }

  async take(one: Step): Promise<void> {
    const { lab } = this;
    if (one.do === 'arrive') this.arrive(one.count);
    else if (one.do === 'pass') lab.pass(one.partition % this.partitions, BigInt(one.count));
    else if (one.do === 'scroll') await lab.scroll(one.by);
    else if (one.do === 'seek') await lab.seek(one.partition % this.partitions, BigInt(one.at));
    else if (one.do === 'filter') await lab.filter(one.every);
    else await lab.follow();
  }
}

describe('a window onto the logs', () => {
  it('holds of each partition one stretch without a hole or a double, whatever comes and wherever one goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.nat(200),
        fc.integer({ min: ROWS, max: 120 }),
        fc.array(step, { maxLength: 25 }),
        async (partitions, backlog, entries, steps) => {
          const lab = new Lab(partitions, backlog, entries);
          const walk = new Walk(lab, partitions);
          for (const one of steps) {
            await walk.take(one);
            lab.check();
            lab.checkCounts();
          }
          expect(lab.notices).toEqual([]);
          await lab.follow();
          expect(lab.shown.isLive).toBe(true);
          lab.check();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('holds that too where messages come in while it is being loaded, and the filter changes on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: ROWS, max: 60 }),
        fc.array(step, { maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(12), fc.constantFrom(null, 1n, 2n, 5n)), { minLength: 1 }),
        async (partitions, entries, steps, meanwhile) => {
          const lab = new Lab(partitions, 100, entries);
          const walk = new Walk(lab, partitions);
          let asked = 0;
          // A few times a step: who goes slower than the messages come would never be there.
          let left = 0;
          lab.pages.meanwhile = () => {
            if (left-- <= 0) return;
            const [count, every] = meanwhile[asked++ % meanwhile.length] ?? [0, null];
            walk.arrive(count);
            if (every !== null) lab.setFilter(every);
          };
          for (const one of steps) {
            left = 6;
            await walk.take(one);
            await lab.keeper.scan;
            lab.check();
          }
          expect(lab.notices).toEqual([]);
          left = 0;
          await lab.follow();
          expect(lab.shown.isLive).toBe(true);
          lab.check();
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['few', { entries: 40, bytes: 10_000_000, size: 0 }],
    ['large ones', { entries: 1_000, bytes: 100_000, size: 9_000 }],
    ['larger ones than are kept', { entries: 1_000, bytes: 10_000, size: 20_000 }],
  ])(
    'a seek stands on the message that was sought, where %s are kept',
    async (_, { entries, ...sizes }) => {
      for (const every of [1n, 2n, 50n]) {
        const lab = new Lab(2, 2_000, entries, sizes);
        await lab.filter(every);
        for (const offset of [0n, 50n, 500n, 950n]) {
          expect(await lab.seek(1, offset)).toMatchObject({ partition: 1, offset });
          lab.check();
          lab.checkCounts();
        }
      }
    },
  );

  it('that is small can be gone up and down through, with a filter too', async () => {
    const lab = new Lab(2, 400, 12, { size: 3_000, bytes: 14_000 });
    await lab.filter(2n);
    await lab.seek(0, 100n);
    for (let at = 0; at < 2_000 && !lab.explorer.state().begins; at++) await lab.scroll(-2);
    await lab.scroll(-100);
    expect(lab.entries()[0]).toMatchObject({ partition: 0, offset: 0n });
    for (let at = 0; at < 2_000 && !lab.shown.isLive; at++) await lab.scroll(2);
    expect(lab.entries().at(-1)).toMatchObject({ partition: 1, offset: 198n });
    lab.check();
  });

  it('reaches the beginning by going up, and the end of what is read by going down again', async () => {
    const lab = new Lab(3, 3_000, 400);
    for (let at = 0; at < 30; at++) lab.arrive(at % 3, 0n);
    for (let at = 0; at < 2_000 && !lab.explorer.state().begins; at++) await lab.scroll(-4);
    await lab.scroll(-1_000);
    expect(lab.entries()[0]).toMatchObject({ partition: 0, offset: 0n });
    expect(lab.explorer.state()).toMatchObject({ live: false, begins: true });
    expect(lab.explorer.state().below).toBe(BigInt(3_030 - lab.entries().length));
    for (let at = 0; at < 2_000 && !lab.shown.isLive; at++) await lab.scroll(4);
    lab.check();
    lab.arrive(0, 0n);
    expect(lab.entries().at(-1)).toMatchObject({ partition: 0, offset: 1_010n });
  });

  it('keeps what somebody looks at, and shows what comes in when they go down to it', async () => {
    const lab = new Lab(1, 0, 500);
    for (let at = 0; at < 490; at++) lab.arrive(0, 0n);
    await lab.scroll(-20);
    const seen = lab.entries()[470];
    for (let at = 0; at < 5_000; at++) lab.arrive(0, 0n);
    expect(lab.entries()).toContainEqual(seen);
    expect(lab.explorer.state()).toMatchObject({ live: false });
    expect(lab.explorer.state().below).toBeGreaterThan(4_000n);
    lab.check();
    await lab.follow();
    expect(lab.entries().at(-1)).toMatchObject({ offset: 5_489n });
    lab.check();
  });

  it('goes on where it was when a place can not be read', async () => {
    const lab = new Lab(1, 100, 500);
    await lab.scroll(-1);
    const before = lab.entries();
    lab.pages.gate = Promise.reject(new Error('gone'));
    await expect(lab.seek(0, 3n)).rejects.toThrow('gone');
    expect(lab.entries()).toEqual(before);
    expect(lab.explorer.state().loading).toBeNull();
  });

  it('takes a page once, where a seek fails while it is on its way', async () => {
    const lab = new Lab(1, 2_000, 5_000);
    await lab.scroll(-1);
    const before = lab.entries().length;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    lab.pages.gate = gate;
    let { asked } = lab.pages;
    const scrolling = lab.scroll(-5_000);
    await expect.poll(() => lab.pages.asked, { interval: 0 }).toBe(++asked);
    lab.pages.gate = Promise.reject(new Error('no such partition'));
    const target = { partition: 9, place: { kind: 'offset', offset: 1n } } as const;
    await expect(lab.explorer.seek(target)).rejects.toThrow('no such partition');
    lab.pages.gate = gate;
    asked = lab.pages.asked;
    lab.explorer.tick();
    await expect.poll(() => lab.pages.asked, { interval: 0 }).toBe(++asked);
    open();
    await scrolling;
    await expect.poll(() => lab.explorer.state().loading, { interval: 0 }).toBeNull();
    expect(lab.entries().length).toBeGreaterThan(before);
    lab.check();
  });

  it('goes to the last place that was asked for', async () => {
    const lab = new Lab(1, 1_000, 500);
    let open: () => void = () => undefined;
    lab.pages.gate = new Promise((resolve) => (open = resolve));
    const first = lab.explorer.seek({ partition: 0, place: { kind: 'offset', offset: 10n } });
    const second = lab.explorer.seek({ partition: 0, place: { kind: 'offset', offset: 900n } });
    open();
    expect(await first).toBeNull();
    const outcome = await second;
    expect(lab.shown.get(lab.shown.indexOf(outcome?.select ?? 0))).toMatchObject({ offset: 900n });
    lab.check();
  });
});

describe('a window with a filter', () => {
  const only = (wanted: (offset: bigint) => boolean) => ({
    text: 'x',
    matches: (message: object) => wanted((message as Message).offset),
    highlight: () => [],
  });

  it('looks further back for more that matches, and keeps the order', async () => {
    const lab = new Lab(2, 5_000, 1_000);
    lab.keeper.filter(
      only((offset) => offset % 100n === 0n),
      () => undefined,
    );
    await lab.keeper.scan;
    await lab.scroll(-1);
    const offsets = lab.entries().map(({ offset }) => offset);
    expect(offsets.length).toBeGreaterThan(ROWS);
    expect(offsets.every((offset) => offset % 100n === 0n)).toBe(true);
    expect(lab.keeper.matcher?.state()).toMatchObject({ matched: offsets.length });
  });

  it('stops looking somewhere, says so, and goes on when somebody wants more', async () => {
    const lab = new Lab(1, 60_000, 1_000);
    lab.keeper.filter(
      only((offset) => offset === 5n),
      () => undefined,
    );
    await lab.keeper.scan;
    await lab.scroll(-1);
    expect(lab.entries()).toEqual([]);
    expect(lab.explorer.state().looked).toBeGreaterThanOrEqual(50_000);
    await lab.scroll(-1);
    await lab.scroll(-1);
    expect(lab.entries()).toMatchObject([{ offset: 5n }]);
    expect(lab.explorer.state().begins).toBe(true);
  });
});

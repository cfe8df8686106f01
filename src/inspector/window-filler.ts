import type { Edges, Page, Pages, PageSize } from '../kafka/pages.js';
import type { Entry } from '../model/message.js';
import type { Keeper } from './keeper.js';
import { type Ends, type MessageLog, costOf } from './message-log.js';
import { type Way, partOf } from './page-part.js';
import type { PartitionTally } from './partition-tally.js';

interface FillerOptions {
  readonly keeper: Keeper;
  readonly pages: Pages;
  readonly tallies: () => ReadonlyMap<number, PartitionTally>;
  /** Where reading stands, by partition. */
  readonly reading: () => Ends;
}

/** Messages in a page; of those that a filter goes through there are more. */
const PAGE = { shown: 500, tested: 2_000 };
/** How many messages a filter goes through before somebody has to want more. */
const LOOK_BOUND = 50_000;
/** Pages until reading is met that goes on meanwhile. */
const CATCH_UP = 8;

/** What a window that is not shown yet is to hold on one side. */
interface Wanted {
  readonly way: Way;
  /** As many entries as this, where there are as many. */
  readonly count: number;
  /** … and with a time more of them until that is reached, but no more than this. */
  readonly most?: number | undefined;
  /** ms since the epoch. */
  readonly time?: number | null | undefined;
  /** The partition whose message at the edge comes first. */
  readonly lead?: number | null;
}

/** What became of a page. */
interface Taken {
  /** Entries, and what they cost. */
  readonly count: number;
  readonly bytes: number;
  /** Entries that were looked at, and the farthest of them. */
  readonly tested: number;
  readonly last: Entry | undefined;
  /** Bytes ran out before it was taken whole. */
  readonly isFull: boolean;
  /** Nothing more lies on that side. */
  readonly isLast: boolean;
}

/** Takes pages of the logs into windows: what matches the filter in force, or everything. */
export class WindowFiller {
  readonly #options: FillerOptions;
  /** Messages that the filter went through since somebody last wanted more. */
  #looked = 0;

  constructor(options: FillerOptions) {
    this.#options = options;
  }

  /** How many the filter has gone through without bringing enough; 0 while it may go on. */
  get looked(): number {
    return this.#looked >= LOOK_BOUND ? this.#looked : 0;
  }

  /** Somebody wants more. */
  lookOn(): void {
    this.#looked = 0;
  }

  /**
   * Loads one page into the window that is shown, for which as much may go at its other end; says whether that
   * got on. A page that is not wanted any more, as another one may have been asked for at the same edge, is given up.
   */
  async load(log: MessageLog, way: Way, isWanted: () => boolean): Promise<boolean> {
    const { keeper } = this.#options;
    const few = Math.min(PAGE.shown, log.pageSize.count);
    const page = await this.#page(log, way, keeper.matcher === null ? few : PAGE.tested, null);
    if (keeper.shown !== log || !isWanted()) return true;
    const taken = this.#take(log, way, page, log.pageSize, 1);
    if (way === 'newer') this.meet(log);
    return taken.count > 0 || !taken.isLast;
  }

  /**
   * Fills one side of a window that is not shown yet, and drops nothing for that: what stands in it is what was
   * sought. Says whether the time that was asked for did not fit.
   */
  async fill(
    log: MessageLog,
    { way, count, most = count, time = null, lead = null }: Wanted,
    isWanted: () => boolean,
  ): Promise<{ readonly cut: boolean }> {
    const { matcher } = this.#options.keeper;
    const side = log.pageSize;
    const bound = Math.min(side.count, most);
    let [found, looked, bytes] = [0, 0, 0];
    let isReached = time === null;
    for (let first = lead; ; first = null) {
      const wanted = Math.min(bound, found < count ? count : bound) - found;
      const size = matcher === null ? wanted : PAGE.tested;
      const page = await this.#page(log, way, size, first);
      if (!isWanted()) return { cut: false };
      const room = { count: wanted, bytes: Math.min(side.bytes - bytes, log.room.bytes) };
      const taken = this.#take(log, way, page, room, log.end === log.first ? 1 : 0);
      found += taken.count;
      bytes += taken.bytes;
      looked += taken.tested;
      isReached ||= isBeyond(taken.last, way, time);
      if (taken.isLast) return { cut: false };
      const isFull = found >= bound || taken.isFull || looked >= LOOK_BOUND;
      if (isFull || (isReached && found >= count)) return { cut: !isReached };
    }
  }

  /** Loads what reading has brought meanwhile, until the window ends where reading stands. */
  async catchUp(log: MessageLog, isWanted: () => boolean): Promise<void> {
    for (let at = 0; at < CATCH_UP && !this.meet(log); at++) {
      const page = await this.#page(log, 'newer', PAGE.tested, null);
      if (!isWanted()) return;
      this.#take(log, 'newer', page, log.pageSize, 1);
    }
  }

  /** A window that ends exactly where reading stands is live. Says whether it is. */
  meet(log: MessageLog): boolean {
    if (log.isLive) return true;
    for (const [partition, at] of this.#options.reading().edges) {
      if (log.high.get(partition) !== at) return false;
    }
    this.#handOver(log);
    log.goLive();
    return true;
  }

  /** What is missing at the end of a window that is live stands before what reading brings next. */
  #handOver(log: MessageLog): void {
    const gaps = log.takeGaps();
    for (const [partition, { passing, next }] of this.#options.tallies()) {
      const low = log.low.get(partition);
      if (low !== undefined) passing.lookedBack(low, gaps.get(partition) ?? null, next);
    }
  }

  #page(log: MessageLog, way: Way, count: number, lead: number | null): Promise<Page> {
    const { pages } = this.#options;
    const size = { ...log.pageSize, count: Math.max(1, count) };
    return way === 'older'
      ? pages.before(log.low, size)
      : pages.after(log.high, this.#until(log.high), size, lead);
  }

  /** Takes what is wanted of a page, as much as there is room for, and so many at least. */
  #take(log: MessageLog, way: Way, page: Page, room: PageSize, least: 0 | 1): Taken {
    const { keeper, reading } = this.#options;
    const { matcher } = keeper;
    let [count, bytes] = [0, 0];
    let isFull = false;
    const takes = (entry: Entry): boolean => {
      const cost = costOf(entry);
      isFull = bytes + cost > room.bytes && count >= least;
      if (isFull || count >= Math.max(least, room.count)) return false;
      count++;
      bytes += cost;
      return true;
    };
    const part = partOf(page, way, { matcher, tested: log.tested, takes });
    const { entries, tested, last } = part;
    if (matcher !== null) this.#looked += tested;
    if (way === 'newer') log.extend(keeper.numbered(entries), part);
    else log.extendBack(keeper.numberedBack(entries), part, reading());
    if (log.isLive) this.#handOver(log);
    const isLast = page.isLast && tested === page.entries.length;
    return { count, bytes, tested, last, isFull, isLast };
  }

  /** Where reading stands: what lies behind that will be brought by it. A window ahead of it goes on to the end. */
  #until(high: Edges): Edges {
    return new Map(
      [...this.#options.reading().edges].filter(
        ([partition, at]) => (high.get(partition) ?? at) <= at,
      ),
    );
  }
}

/** This leads out of the time that was asked for. */
function isBeyond(last: Entry | undefined, way: Way, time: number | null): boolean {
  if (time === null) return true;
  if (last?.kind !== 'message') return false;
  return way === 'older' ? last.timestamp < time : last.timestamp > time;
}

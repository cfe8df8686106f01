import type { Edges, Page, Pages } from '../kafka/pages.js';
import type { Entry } from '../model/message.js';
import { KafkaTuiError } from '../model/problem.js';
import type { Around, Look, SeekOutcome, SeekTarget } from '../model/seek.js';
import type { StreamWindow } from '../model/stream.js';
import type { Keeper } from './keeper.js';
import type { Ends, MessageLog } from './message-log.js';
import type { PartitionTally } from './partition-tally.js';

export interface ExplorerOptions {
  readonly keeper: Keeper;
  readonly pages: Pages;
  readonly tallies: () => ReadonlyMap<number, PartitionTally>;
  /** Where reading stands, by partition. */
  readonly reading: () => Ends;
  readonly changed: () => void;
  readonly notice: (text: string) => void;
}

/** Messages in a page; of those that a filter goes through there are more. */
const PAGE = { shown: 500, tested: 2_000 };
/** What stands above a place that is sought, what is loaded from there on, and at most for a span of time on one side. */
const AROUND = { above: 100, below: 300, most: 5_000 };
/** How many messages a filter goes through before somebody has to want more. */
const LOOK_BOUND = 50_000;
/** Rows above the visible ones that are not dropped for new ones either. */
const MARGIN = 200;
/** Further behind than this, the end is gone to without waiting for reading to get there. */
const NEAR_END = 20_000n;

type Way = 'older' | 'newer';

/**
 * Moves the window that is shown over the logs: loads what lies before and behind it when somebody comes near
 * its ends, and goes to places. Reading goes on meanwhile, and counts; the window meets it again at its end.
 */
export class Explorer {
  readonly #options: ExplorerOptions;
  #at: Look | null = null;
  /** Messages that the filter went through since somebody last moved. */
  #looked = 0;
  #loading: StreamWindow['loading'] = null;
  #journey = 0;
  #closed = false;
  /** Asked once, when it says something about what is looked at. */
  #cleanupPolicy: { readonly is: string | null } | null = null;

  constructor(options: ExplorerOptions) {
    this.#options = options;
  }

  state(): StreamWindow {
    const { shown } = this.#options.keeper;
    return {
      live: shown.isLive,
      below: this.#below(shown),
      begins: this.#begins(shown),
      loading: this.#loading,
      looked: this.#looked >= LOOK_BOUND ? this.#looked : 0,
      cleanupPolicy: this.#cleanupPolicy?.is ?? null,
    };
  }

  /** What is on screen now. Loads what somebody who goes on that way will want. */
  look(at: Look): void {
    this.#at = at;
    if (at.reach !== 0) this.#looked = 0;
    this.#protect();
    this.#askPolicy(at);
    if (this.#loading === 'place') return;
    if (at.following && !this.#options.keeper.shown.isLive) void this.#follow();
    else void this.#pull();
  }

  /** What is shown is another window now, or holds something else. */
  refresh(): void {
    this.#protect();
    void this.#pull();
  }

  /** Time passes: at the end of a window that is not live something may have come. */
  tick(): void {
    void this.#pull();
  }

  /**
   * Moves the window to a place; null when another one was asked for meanwhile. Rejects with a KafkaTuiError
   * and stays where it is when the place can't be read.
   */
  async seek(target: SeekTarget): Promise<SeekOutcome | null> {
    if (this.#options.tallies().size === 0) throw notOpen();
    return await this.#travel(async (isCurrent) => {
      const { keeper, pages } = this.#options;
      const spot = await pages.find(target, [...this.#reading.keys()]);
      if (!isCurrent()) return null;
      if (target.place.kind === 'end' && this.#isNear(spot.offsets)) {
        await this.#toReading(isCurrent);
        return { select: null, note: null };
      }
      const fresh = keeper.window(spot.offsets);
      const span = spot.target === null ? null : spanOf(target, spot.timestamp);
      const below = await this.#fill(fresh, 'newer', AROUND.below, {
        lead: spot.target?.partition ?? null,
        time: span?.to ?? null,
      });
      const from = fresh.get(fresh.first)?.arrival ?? null;
      const above = await this.#fill(fresh, 'older', AROUND.above, { time: span?.from ?? null });
      if (!isCurrent()) return null;
      keeper.show(fresh);
      this.#meet(fresh);
      const outcome = this.#outcome(fresh, from, spot);
      if (span === null || spot.target === null) return outcome;
      const cut = below.cut || above.cut;
      return { ...outcome, around: { ...writtenIn(fresh, span, spot.target.partition), cut } };
    });
  }

  close(): void {
    this.#closed = true;
    this.#options.pages.close();
  }

  #outcome(
    log: MessageLog,
    from: number | null,
    {
      target,
      note,
    }: {
      readonly target: Pick<Entry, 'partition' | 'offset'> | null;
      readonly note: string | null;
    },
  ): SeekOutcome {
    const last = log.get(log.end - 1)?.arrival ?? null;
    if (target === null) return { select: from ?? last, note };
    for (let index = log.first; index < log.end; index++) {
      const entry = log.get(index);
      if (entry?.partition === target.partition && entry.offset === target.offset)
        return { select: entry.arrival, note };
    }
    const hidden = `${target.partition}:${target.offset} does not match the filter: this is near it`;
    return { select: from ?? last, note: note ?? hidden };
  }

  /** The newest again: from where reading stands, with what came before it. */
  async #follow(): Promise<void> {
    await this.#travel((isCurrent) => this.#toReading(isCurrent)).catch((error: unknown) => {
      this.#tell(error);
      // Without what came before, but following.
      this.#options.keeper.show(this.#liveWindow());
    });
  }

  async #toReading(isCurrent: () => boolean): Promise<void> {
    const { keeper } = this.#options;
    const fresh = keeper.window(this.#reading);
    await this.#fill(fresh, 'older', AROUND.above);
    // Reading went on meanwhile; where it is too fast to be met, what came before is left out.
    for (let attempt = 0; attempt < 3 && !this.#meet(fresh); attempt++) {
      await this.#fill(fresh, 'newer', PAGE.tested);
    }
    if (isCurrent()) keeper.show(fresh.isLive ? fresh : this.#liveWindow());
  }

  #liveWindow(): MessageLog {
    const log = this.#options.keeper.window(this.#reading);
    log.goLive();
    return log;
  }

  /** Why offsets are missing before the entry under the cursor, the topic's configuration helps to tell. */
  #askPolicy({ following, cursor }: Look): void {
    if (this.#cleanupPolicy !== null) return;
    const { shown } = this.#options.keeper;
    const entry = shown.get(following ? shown.end - 1 : shown.indexOf(cursor));
    if (entry?.gap?.counts.compacted === undefined) return;
    this.#cleanupPolicy = { is: null };
    this.#options.pages.cleanupPolicy().then(
      (is) => {
        this.#cleanupPolicy = { is };
        this.#options.changed();
      },
      // Who may not know is told no more than what is seen.
      () => undefined,
    );
  }

  /** One journey at a time: the last one asked for counts. */
  async #travel<Answer>(go: (isCurrent: () => boolean) => Promise<Answer>): Promise<Answer> {
    const journey = ++this.#journey;
    const isCurrent = (): boolean => journey === this.#journey && !this.#closed;
    this.#loading = 'place';
    this.#looked = 0;
    this.#options.changed();
    try {
      await this.#options.keeper.scan;
      this.#options.keeper.matcher?.recount();
      return await go(isCurrent);
    } finally {
      if (journey === this.#journey) this.#loading = null;
      this.#options.changed();
    }
  }

  /** Loads at the end of the window that somebody has come near to, as long as that brings something. */
  async #pull(): Promise<void> {
    for (let goesOn = true; goesOn;) {
      const way = this.#wanted();
      if (way === null || this.#closed || this.#loading !== null) return;
      const journey = this.#journey;
      this.#loading = way;
      this.#options.changed();
      try {
        await this.#options.keeper.scan;
        goesOn = journey === this.#journey && (await this.#load(this.#options.keeper.shown, way));
      } catch (error) {
        goesOn = false;
        this.#tell(error);
      } finally {
        if (journey === this.#journey) this.#loading = null;
        this.#protect();
        this.#options.changed();
      }
    }
  }

  /**
   * Which end of the window is nearer than a screenful, and may have more. Where taking it means dropping
   * something at the other end, somebody has to move that way.
   */
  #wanted(): Way | null {
    const at = this.#at;
    if (at === null) return null;
    const { shown, matcher } = this.#options.keeper;
    const mayLook = matcher === null || this.#looked < LOOK_BOUND;
    // Less than a screenful, and somebody goes up from there: they want more of it.
    const isShort = shown.end - shown.first < at.rows;
    if (isShort && at.reach < 0 && !this.#begins(shown) && mayLook) return 'older';
    if (at.following) return null;
    const above = shown.indexOf(at.top) - shown.first;
    const below = shown.end - 1 - shown.indexOf(at.bottom);
    const mayReach = (way: Look['reach']): boolean =>
      mayLook && (at.reach === way || (at.reach === 0 && shown.hasRoom));
    if (above < at.rows && mayReach(-1) && !this.#begins(shown)) return 'older';
    return below < at.rows && mayReach(1) && !shown.isLive ? 'newer' : null;
  }

  /** Loads one page into a window; says whether that got on. */
  async #load(log: MessageLog, way: Way): Promise<boolean> {
    const { keeper } = this.#options;
    const few = Math.min(PAGE.shown, log.pageSize.count);
    const page = await this.#page(log, way, keeper.matcher === null ? few : PAGE.tested, null);
    if (keeper.shown !== log) return true;
    const taken = this.#take(log, way, page);
    if (way === 'newer') this.#meet(log);
    return taken > 0 || !page.isLast;
  }

  /**
   * Fills a window that is not shown yet with so many entries on one side, or as many as there are; with a time,
   * with more until that is reached. Says whether that was more than a window may hold on one side.
   */
  async #fill(
    log: MessageLog,
    way: Way,
    wanted: number,
    {
      lead = null,
      time = null,
    }: { readonly lead?: number | null; readonly time?: number | null } = {},
  ): Promise<{ readonly cut: boolean }> {
    const { matcher } = this.#options.keeper;
    const most = log.pageSize;
    const bound = Math.min(most.count, AROUND.most);
    let [found, looked, bytes] = [0, 0, 0];
    let isReached = time === null;
    for (;;) {
      const left = isReached || found < wanted ? wanted - found : bound - found;
      const count = matcher === null ? Math.min(most.count, left) : PAGE.tested;
      const page = await this.#page(log, way, count, lead);
      found += this.#take(log, way, page);
      looked += page.entries.length;
      for (const entry of page.entries) bytes += entry.kind === 'message' ? entry.size : 0;
      isReached ||= isBeyond(page.entries, way, time);
      if (page.isLast || this.#closed) return { cut: false };
      const isFull = found >= bound || looked >= LOOK_BOUND || bytes >= most.bytes;
      if (found >= wanted || looked >= LOOK_BOUND) {
        if (isReached) return { cut: false };
        if (isFull) return { cut: true };
      }
    }
  }

  #page(log: MessageLog, way: Way, wanted: number, lead: number | null): Promise<Page> {
    const { pages } = this.#options;
    const size = { ...log.pageSize, count: wanted };
    return way === 'older'
      ? pages.before(log.low, size)
      : pages.after(log.high, this.#until(log.high), size, lead);
  }

  #take(log: MessageLog, way: Way, page: Page): number {
    const { keeper } = this.#options;
    const { matcher } = keeper;
    const wanted = matcher?.pick(page.entries) ?? page.entries;
    if (matcher !== null) this.#looked += page.entries.length;
    if (way === 'newer') log.extend(keeper.numbered(wanted), page);
    else log.extendBack(keeper.numberedBack(wanted), page, this.#options.reading());
    if (log.isLive) this.#handOver(log);
    return wanted.length;
  }

  /** Where reading stands: what lies behind that will be brought by it. A window ahead of it goes on to the end. */
  #until(high: Edges): Edges {
    return new Map(
      [...this.#reading].filter(([partition, at]) => (high.get(partition) ?? at) <= at),
    );
  }

  /** A window that ends exactly where reading stands is live. */
  #meet(log: MessageLog): boolean {
    if (log.isLive) return true;
    for (const [partition, at] of this.#reading) {
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

  #isNear(ends: Edges): boolean {
    let lag = 0n;
    for (const [partition, at] of this.#reading) lag += (ends.get(partition) ?? at) - at;
    return lag <= NEAR_END;
  }

  /** What is on screen, and a little above it, is not dropped for what comes in. */
  #protect(): void {
    const { shown } = this.#options.keeper;
    const at = this.#at;
    if (at === null || at.following) shown.protect(Infinity);
    else {
      const index = Math.max(shown.first, shown.indexOf(at.top) - MARGIN);
      shown.protect(shown.get(index)?.arrival ?? Infinity);
    }
  }

  /** Nothing older is in the logs. */
  #begins(log: MessageLog): boolean {
    for (const [partition, { first }] of this.#options.tallies()) {
      if ((log.low.get(partition) ?? first) > first) return false;
    }
    return true;
  }

  /** Offsets from the window's end to that of the logs. */
  #below(log: MessageLog): bigint {
    if (log.isLive) return 0n;
    let below = 0n;
    for (const [partition, { high, next }] of this.#options.tallies()) {
      const from = log.high.get(partition) ?? next;
      if (high > from) below += high - from;
    }
    return below;
  }

  get #reading(): Edges {
    return this.#options.reading().edges;
  }

  #tell(error: unknown): void {
    if (this.#closed) return;
    const said = error instanceof KafkaTuiError ? `${error.message}: ${error.next}` : String(error);
    this.#options.notice(said);
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The time around a message that was asked for, in ms since the epoch; null where none was. */
function spanOf({ around }: SeekTarget, timestamp: number): Span | null {
  if (around === undefined) return null;
  if (timestamp < 0) throw noTime();
  return { from: timestamp - around, to: timestamp + around };
}

/** The page leads out of the time that was asked for. */
function isBeyond(entries: readonly Entry[], way: Way, time: number | null): boolean {
  if (time === null) return true;
  const last = way === 'older' ? entries[0] : entries.at(-1);
  if (last?.kind !== 'message') return false;
  return way === 'older' ? last.timestamp < time : last.timestamp > time;
}

/** What other partitions wrote in that time. */
function writtenIn(log: MessageLog, { from, to }: Span, partition: number): Omit<Around, 'cut'> {
  const partitions = new Set<number>();
  let others = 0;
  for (let index = log.first; index < log.end; index++) {
    const entry = log.get(index);
    if (entry?.kind !== 'message' || entry.partition === partition) continue;
    if (entry.timestamp < from || entry.timestamp > to) continue;
    partitions.add(entry.partition);
    others++;
  }
  return { others, partitions: partitions.size };
}

function noTime(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NO_TIMESTAMP',
    message: 'this message has no timestamp',
    next: 'nothing tells what the other partitions wrote at its time',
  });
}

function notOpen(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NOT_CONNECTED',
    message: 'the topic is not open yet',
    next: 'try again once it is connected',
  });
}

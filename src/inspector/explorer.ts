import type { Edges, Pages } from '../kafka/pages.js';
import { KafkaTuiError } from '../model/problem.js';
import type { Look, SeekOutcome, SeekTarget } from '../model/seek.js';
import type { StreamWindow } from '../model/stream.js';
import type { Keeper } from './keeper.js';
import type { Ends, MessageLog } from './message-log.js';
import type { Way } from './page-part.js';
import type { PartitionTally } from './partition-tally.js';
import { outcomeOf, spanOf, writtenIn } from './seek-outcome.js';
import { WindowFiller } from './window-filler.js';

export interface ExplorerOptions {
  readonly keeper: Keeper;
  readonly pages: Pages;
  readonly tallies: () => ReadonlyMap<number, PartitionTally>;
  /** Where reading stands, by partition. */
  readonly reading: () => Ends;
  readonly changed: () => void;
  readonly notice: (text: string) => void;
}

/** What stands above a place that is sought, what is loaded from there on, and at most for a span of time on one side. */
const AROUND = { above: 100, below: 300, most: 5_000 };
/** Rows above the visible ones that are not dropped for new ones either. */
const MARGIN = 200;
/** Further behind than this, the end is gone to without waiting for reading to get there. */
const NEAR_END = 20_000n;

/**
 * Moves the window that is shown over the logs: loads what lies before and behind it when somebody comes near
 * its ends, and goes to places. Reading goes on meanwhile, and counts; the window meets it again at its end.
 */
export class Explorer {
  readonly #options: ExplorerOptions;
  readonly #filler: WindowFiller;
  #at: Look | null = null;
  #loading: StreamWindow['loading'] = null;
  #journey = 0;
  #closed = false;
  /** Asked once, when it says something about what is looked at. */
  #cleanupPolicy: { readonly is: string | null } | null = null;

  constructor(options: ExplorerOptions) {
    this.#options = options;
    this.#filler = new WindowFiller(options);
  }

  state(): StreamWindow {
    const { shown } = this.#options.keeper;
    return {
      live: shown.isLive,
      below: this.#below(shown),
      begins: this.#begins(shown),
      loading: this.#loading,
      looked: this.#filler.looked,
      cleanupPolicy: this.#cleanupPolicy?.is ?? null,
    };
  }

  /** What is on screen now. Loads what somebody who goes on that way will want. */
  look(at: Look): void {
    this.#at = at;
    if (at.reach !== 0) this.#filler.lookOn();
    this.#protect();
    this.#askPolicy(at);
    if (this.#loading === 'place') return;
    if (at.following && !this.#options.keeper.shown.isLive) void this.#follow();
    else void this.#pull();
  }

  /** What is shown is another window now, or holds something else. */
  refresh(): void {
    this.#filler.lookOn();
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
    return await this.#travel((isCurrent) => this.#goTo(target, isCurrent));
  }

  close(): void {
    this.#closed = true;
    this.#options.pages.close();
  }

  /** Builds a window at a place, and shows it. What it comes to means nothing when that is not wanted any more. */
  async #goTo(target: SeekTarget, isCurrent: () => boolean): Promise<SeekOutcome | null> {
    const { keeper, pages } = this.#options;
    const spot = await pages.find(target, [...this.#reading.keys()]);
    if (!isCurrent()) return null;
    if (target.place.kind === 'end' && this.#isNear(spot.offsets)) {
      await this.#toReading(isCurrent);
      return { select: null, note: null };
    }
    const fresh = keeper.window(spot.offsets);
    const span = spanOf(target, spot);
    const most = span === null ? undefined : AROUND.most;
    const lead = spot.target?.partition ?? null;
    const after = { way: 'newer', count: AROUND.below, most, time: span?.to, lead } as const;
    const below = await this.#filler.fill(fresh, after, isCurrent);
    const from = fresh.get(fresh.first)?.arrival ?? null;
    const before = { way: 'older', count: AROUND.above, most, time: span?.from } as const;
    const above = await this.#filler.fill(fresh, before, isCurrent);
    if (!isCurrent()) return null;
    keeper.show(fresh);
    this.#filler.meet(fresh);
    const outcome = outcomeOf(fresh, from, spot);
    if (span === null || spot.target === null) return outcome;
    const cut = below.cut || above.cut;
    return { ...outcome, around: { ...writtenIn(fresh, span, spot.target.partition), cut } };
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
    await this.#filler.fill(fresh, { way: 'older', count: AROUND.above }, isCurrent);
    // Reading went on meanwhile; where it is too fast to be met, what came before is left out.
    if (isCurrent()) await this.#filler.catchUp(fresh, isCurrent);
    if (isCurrent()) keeper.show(this.#filler.meet(fresh) ? fresh : this.#liveWindow());
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

  /** One journey at a time: the last one asked for counts. Where the filter changes on the way it begins again. */
  async #travel<Answer>(go: (isCurrent: () => boolean) => Promise<Answer>): Promise<Answer | null> {
    const { keeper, changed } = this.#options;
    const journey = ++this.#journey;
    const isWanted = (): boolean => journey === this.#journey && !this.#closed;
    this.#loading = 'place';
    this.#filler.lookOn();
    changed();
    try {
      for (;;) {
        await keeper.scan;
        const { matcher } = keeper;
        const isSame = (): boolean => keeper.matcher === matcher;
        const answer = await go(() => isWanted() && isSame());
        if (!isWanted()) return null;
        if (isSame()) return answer;
      }
    } catch (error) {
      if (isWanted()) throw error;
      return null;
    } finally {
      if (journey === this.#journey) this.#loading = null;
      changed();
    }
  }

  /** Loads at the end of the window that somebody has come near to, as long as that brings something. */
  async #pull(): Promise<void> {
    for (let goesOn = true; goesOn;) {
      const way = this.#wanted();
      if (way === null || this.#closed || this.#loading !== null) return;
      const journey = this.#journey;
      const isWanted = (): boolean => journey === this.#journey && !this.#closed;
      this.#loading = way;
      this.#options.changed();
      try {
        const { keeper } = this.#options;
        await keeper.scan;
        goesOn = isWanted() && (await this.#filler.load(keeper.shown, way, isWanted));
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
    const { shown } = this.#options.keeper;
    const mayLook = this.#filler.looked === 0;
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

function notOpen(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NOT_CONNECTED',
    message: 'the topic is not open yet',
    next: 'try again once it is connected',
  });
}

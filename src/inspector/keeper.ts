import { damageEntry } from '../kafka/damage-entry.js';
import type { Edges } from '../kafka/pages.js';
import type { Place, RecordCursor } from '../kafka/record-cursor.js';
import type { DamagedRange } from '../kafka/record-set.js';
import { detached, renumbered } from '../model/detached.js';
import type { Gap } from '../model/gap.js';
import type { Entry } from '../model/message.js';
import { partitionOf, topicOf } from '../model/slot.js';
import { Breakpoint } from './breakpoint.js';
import { Matcher, type Predicate } from './matcher.js';
import { MessageLog, type Ends, type LogLimits } from './message-log.js';
import { PageStore } from './page-store.js';

/** Numbers begin here: below there is room for what is older than the first that was kept. They mean an order alone. */
export const FIRST_ARRIVAL = 2 ** 40;

/**
 * What is kept to look at: numbers entries as they arrive, keeps the newest, and tests them for a filter. With
 * a filter there are two windows, of everything and of what matches; the one that is shown may be elsewhere in
 * the log than where reading stands.
 */
export class Keeper {
  readonly #topics: readonly string[];
  readonly #limits: LogLimits;
  readonly #reading: () => Ends;
  readonly #pages = new PageStore();
  readonly #place: Place = (source, start, end) =>
    this.#pages.put(source, start, end, this.#arrivals);
  #log: MessageLog;
  #matcher: Matcher | null = null;
  #breakpoint: Breakpoint | null = null;
  #scan: Promise<void> = Promise.resolve();
  #arrivals = FIRST_ARRIVAL;
  /** The lowest number that was given to something older. */
  #lowest = FIRST_ARRIVAL;

  /** What is kept is told apart by slot: topics in the order in which they were named. `reading` says where reading stands, by partition. */
  constructor(topics: readonly string[], limits: LogLimits, reading: () => Ends) {
    this.#topics = topics;
    this.#limits = { ...limits, origin: FIRST_ARRIVAL };
    this.#reading = reading;
    this.#log = new MessageLog(this.#limits);
  }

  /** Everything that is kept, whatever the filter. */
  get log(): MessageLog {
    return this.#log;
  }

  /** What is looked at: what matches the filter in force, or everything. */
  get shown(): MessageLog {
    return this.#matcher?.log ?? this.#log;
  }

  /** How many have come so far: the number that the next one gets. */
  get arrivals(): number {
    return this.#arrivals;
  }

  get matcher(): Matcher | null {
    return this.#matcher;
  }

  /** Where reading is to stop; null for nowhere. */
  get breakpoint(): Breakpoint | null {
    return this.#breakpoint;
  }

  /** Ends when the filter in force has seen everything that is kept; until then nothing may be added. */
  get scan(): Promise<void> {
    return this.#scan;
  }

  /** A partition that is read from this offset on. */
  begin(partition: number, at: bigint): void {
    this.#log.begin(partition, at);
    this.#matcher?.log.begin(partition, at);
  }

  /** Keeps the record under the cursor, with what is missing before it; says whether the filter in force lets it through. Throws a RecordError where it does not hold together. */
  addRecord(record: RecordCursor, slot: number, gap: Gap | null): boolean {
    const isKept = this.#log.isLive;
    if (!isKept && this.#matcher === null && this.#breakpoint === null) return true;
    // What is only tested lies on no page: pages are freed in the order of what is kept.
    const place = isKept ? this.#place : undefined;
    const topic = topicOf(slot, this.#topics);
    const message = record.toMessage(topic, partitionOf(slot), this.#arrivals, place, gap);
    return this.#add(message, this.#breakpoint?.test(message) === true);
  }

  addDamage(damage: DamagedRange, slot: number, gap: Gap | null): void {
    const topic = topicOf(slot, this.#topics);
    this.#add(damageEntry(topic, partitionOf(slot), damage, this.#arrivals, gap));
  }

  /** Keeps a copy of an entry that was made elsewhere, under a number of ours. */
  addEntry(entry: Entry): boolean {
    return this.#add(renumbered(entry, this.#arrivals));
  }

  /** Puts a filter in force, or none; `progress` is called while what is kept is being tested. */
  filter(predicate: Predicate | null, progress: () => void): void {
    this.#matcher?.cancel();
    this.#log.protect(Infinity);
    this.#matcher = predicate === null ? null : new Matcher(predicate, this.#limits);
    if (this.#matcher) this.#scan = this.#matcher.scan(this.#log, progress);
  }

  /** Looks for a message to stop at from now on, among those that come in; null for none. */
  breakAt(predicate: Predicate | null): void {
    this.#breakpoint = predicate === null ? null : new Breakpoint(predicate);
  }

  /** An empty window at these offsets, elsewhere than where reading stands until it is told that it is not. */
  window(edges: Edges): MessageLog {
    const log = new MessageLog(this.#limits);
    for (const [partition, at] of edges) log.begin(partition, at);
    log.freeze({ edges, gaps: new Map() });
    return log;
  }

  /** Shows this window from now on. */
  show(log: MessageLog): void {
    if (this.#matcher) this.#matcher.move(log);
    else {
      this.#log = log;
      this.#pages.dropBefore(this.#arrivals);
    }
  }

  /** Numbers for entries that stand behind all others. */
  numbered(entries: readonly Entry[]): Entry[] {
    return entries.map((entry) => renumbered(entry, this.#arrivals++));
  }

  /** Numbers for entries that stand before all others. */
  numberedBack(entries: readonly Entry[]): Entry[] {
    this.#lowest -= entries.length;
    return entries.map((entry, at) => renumbered(entry, this.#lowest + at));
  }

  close(): void {
    this.#matcher?.cancel();
  }

  /** What was stopped at is shown whether it matches or not. Says whether the filter lets the entry through. */
  #add(entry: Entry, isHit = false): boolean {
    this.#arrivals++;
    const matcher = this.#matcher;
    const matched = matcher?.lets(entry) ?? false;
    if (isHit) matcher?.exempt(entry);
    // A match outlives the page that it lies on.
    const kept = matched || isHit ? detached(entry) : entry;
    if (this.#log.isLive && !this.#log.append(kept)) this.#log.freeze(this.#readingBefore(entry));
    this.#pages.dropBefore(this.#log.get(this.#log.first)?.arrival ?? 0);
    if (matcher?.log.isLive === true) {
      const { log } = matcher;
      if (!(matched || isHit) || log.append(kept)) log.tested.count(entry, matched, 'newer');
      else log.freeze(this.#readingBefore(entry));
    }
    return matched || matcher === null;
  }

  /** Where reading stands, the entry not read yet. */
  #readingBefore({ partition, offset, gap }: Entry): Ends {
    const { edges, gaps } = this.#reading();
    const others = [...gaps].filter(([one]) => one !== partition);
    return {
      edges: new Map([...edges, [partition, offset]]),
      gaps: new Map(gap ? [...others, [partition, gap]] : others),
    };
  }
}

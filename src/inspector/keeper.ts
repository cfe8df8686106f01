import { damageEntry } from '../kafka/damage-entry.js';
import type { Place, RecordCursor } from '../kafka/record-cursor.js';
import type { DamagedRange } from '../kafka/record-set.js';
import { detached, renumbered } from '../model/detached.js';
import type { Entry } from '../model/message.js';
import { partitionOf, topicOf } from '../model/slot.js';
import { Matcher, type Predicate } from './matcher.js';
import { MessageLog } from './message-log.js';
import { PageStore } from './page-store.js';

/** What is kept to look at: numbers entries as they arrive, keeps the newest, and tests them for a filter. */
export class Keeper {
  readonly log: MessageLog;
  readonly #topics: readonly string[];
  readonly #limits: { readonly entries: number; readonly bytes: number };
  readonly #pages = new PageStore();
  readonly #place: Place = (source, start, end) =>
    this.#pages.put(source, start, end, this.#arrivals);
  #matcher: Matcher | null = null;
  #scan: Promise<void> = Promise.resolve();
  #arrivals = 0;

  /** What is kept is told apart by slot: topics in the order in which they were named. */
  constructor(
    topics: readonly string[],
    limits: { readonly entries: number; readonly bytes: number },
  ) {
    this.#topics = topics;
    this.#limits = limits;
    this.log = new MessageLog(limits);
  }

  /** How many have come so far: the number that the next one gets. */
  get arrivals(): number {
    return this.#arrivals;
  }

  get matcher(): Matcher | null {
    return this.#matcher;
  }

  /** Ends when the filter in force has seen everything that is kept; until then nothing may be added. */
  get scan(): Promise<void> {
    return this.#scan;
  }

  /** Keeps the record under the cursor; says whether the filter in force lets it through. Throws a RecordError where it does not hold together. */
  addRecord(record: RecordCursor, slot: number): boolean {
    const topic = topicOf(slot, this.#topics);
    return this.#add(record.toMessage(topic, partitionOf(slot), this.#arrivals, this.#place));
  }

  addDamage(damage: DamagedRange, slot: number): void {
    const topic = topicOf(slot, this.#topics);
    this.#add(damageEntry(topic, partitionOf(slot), damage, this.#arrivals));
  }

  /** Keeps a copy of an entry that was made elsewhere, under a number of ours. */
  addEntry(entry: Entry): boolean {
    return this.#add(renumbered(entry, this.#arrivals));
  }

  /** Puts a filter in force, or none; `progress` is called while what is kept is being tested. */
  filter(predicate: Predicate | null, progress: () => void): void {
    this.#matcher?.cancel();
    this.#matcher = predicate === null ? null : new Matcher(predicate, this.#limits);
    if (this.#matcher) this.#scan = this.#matcher.scan(this.log, progress);
  }

  close(): void {
    this.#matcher?.cancel();
  }

  #add(entry: Entry): boolean {
    this.#arrivals++;
    const matched = this.#matcher?.test(entry) ?? false;
    // A match outlives the page that it lies on.
    const kept = matched ? detached(entry) : entry;
    this.log.append(kept);
    this.#pages.dropBefore(this.log.get(this.log.first)?.arrival ?? 0);
    if (matched) this.#matcher?.log.append(kept);
    return matched || this.#matcher === null;
  }
}

import { damageEntry } from '../kafka/damage-entry.js';
import type { RecordCursor } from '../kafka/record-cursor.js';
import type { DamagedRange } from '../kafka/record-set.js';
import type { Entry } from '../model/message.js';

/** What an entry costs beside its bytes (measured, rounded up). */
const OVERHEAD = 400;

export interface ResultLimits {
  readonly entries: number;
  readonly bytes: number;
}

/** What a search has found: the first entries, within both bounds, and how many there are in all. */
export class Results {
  /** Only grows. */
  readonly entries: Entry[] = [];
  readonly #topic: string;
  readonly #limits: ResultLimits;
  #bytes = 0;
  #found = 0;
  #beyond = 0;
  #isFull = false;

  constructor(topic: string, limits: ResultLimits) {
    this.#topic = topic;
    this.#limits = limits;
  }

  get found(): number {
    return this.#found;
  }

  /** Matches that were not kept. */
  get beyond(): number {
    return this.#beyond;
  }

  /** Throws a RecordError where the record does not hold together. */
  addRecord(record: RecordCursor, partition: number): void {
    this.#found++;
    // Nothing is copied for a match that is only counted.
    if (this.#isFull) this.#beyond++;
    else if (!this.#keep(record.toMessage(this.#topic, partition, this.entries.length)))
      this.#beyond++;
  }

  /** What could not be read might match: it stands among what was found. */
  addDamage(damage: DamagedRange, partition: number): void {
    if (!this.#isFull) this.#keep(damageEntry(this.#topic, partition, damage, this.entries.length));
  }

  /** The first one is kept however large it is; the first one that has no room is the end. */
  #keep(entry: Entry): boolean {
    const size = entry.kind === 'message' ? entry.size : (entry.bytes?.length ?? 0);
    const bytes = this.#bytes + size + OVERHEAD;
    const { length } = this.entries;
    this.#isFull = length >= this.#limits.entries || (length > 0 && bytes > this.#limits.bytes);
    if (this.#isFull) return false;
    this.#bytes = bytes;
    this.entries.push(entry);
    return true;
  }
}

import { type Gap, endsAt, gapOf, joined } from '../model/gap.js';
import type { Entry } from '../model/message.js';
import { damageEntry } from './damage-entry.js';
import type { RecordCursor } from './record-cursor.js';
import { RecordWalk, type SlicePart } from './slice.js';

/** What reading has passed over in one partition since the last entry: it belongs to the entry that comes next. */
export class Passing {
  #gap: Gap | null = null;
  /** Where reading began, as long as nothing was read; null where it is known what stands before. */
  #begins: bigint | null;

  constructor(begins: bigint | null) {
    this.#begins = begins;
  }

  /** What was passed since the last entry. */
  get gap(): Gap | null {
    return this.#gap;
  }

  pass(gap: Gap | null): void {
    if (gap === null) return;
    const before = this.#gap;
    const isNext = before !== null && endsAt(before, gap.from);
    this.#gap = isNext ? joined(before, gap) : this.#opened(gap);
  }

  /** What is missing before a record, of whose batch so many offsets right before it are. */
  before(record: RecordCursor, missing: number): Gap | null {
    const gap = this.#gap;
    if (gap === null && missing === 0) return null;
    const from = record.offset - BigInt(missing);
    const within = gapOf(from, record.offset - 1n, 'compacted');
    // The log was cut back, or is another one: what was passed stood elsewhere.
    if (gap === null || !endsAt(gap, from)) return within && this.#opened(within);
    return within ? joined(gap, within) : gap;
  }

  /** What is missing before offsets that could not be read. */
  beforeDamage(from: bigint): Gap | null {
    return this.#gap && endsAt(this.#gap, from) ? this.#gap : null;
  }

  /** The entry was taken. */
  taken(): void {
    this.#gap = null;
    this.#begins = null;
  }

  /**
   * Somebody has looked from `low` up to where reading began, or stands (`next`), and this is what was missing at the
   * end of that; null where an entry was.
   */
  lookedBack(low: bigint, gap: Gap | null, next: bigint): void {
    const known = this.#gap;
    const isBefore = this.#begins !== null && low < this.#begins;
    if (isBefore) this.#begins = null;
    if (gap === null) {
      if (isBefore && known?.isOpen === true) this.#gap = { ...known, isOpen: false };
    } else if (known === null || gap.from < known.from || isSameAndMore(known, gap)) {
      if (endsAt(gap, next)) this.#gap = gap;
      else if (known !== null && endsAt(gap, known.from)) this.#gap = joined(gap, known);
    }
  }

  #opened(gap: Gap): Gap {
    return gap.from === this.#begins ? { ...gap, isOpen: true } : gap;
  }
}

function isSameAndMore(known: Gap, gap: Gap): boolean {
  return known.isOpen && gap.from === known.from;
}

/** Whose entries are made. */
export interface PartReading {
  readonly topic: string;
  readonly partition: number;
  readonly cursor: RecordCursor;
  readonly passing: Passing;
}

/** Makes entries of a part of a slice, each with what is missing before it; false from `keep` stops. */
export function eachEntry(
  part: SlicePart,
  { topic, partition, cursor, passing }: PartReading,
  keep: (entry: Entry) => boolean,
): void {
  passing.pass(part.gap);
  const damaged = (damage: Parameters<typeof damageEntry>[2]): void => {
    const entry = damageEntry(topic, partition, damage, 0, passing.beforeDamage(damage.from));
    passing.taken();
    keep(entry);
  };
  if (part.kind === 'damage') {
    damaged(part.damage);
    return;
  }
  const walk = new RecordWalk(part, cursor);
  const isStopped = walk.run((record, missing) => {
    const gap = passing.before(record, missing);
    const entry = record.toMessage(topic, partition, 0, undefined, gap);
    passing.taken();
    return keep(entry);
  });
  if (isStopped) return;
  if (walk.damage) damaged(walk.damage);
  else passing.pass(walk.gap);
}

import type { Entry } from '../model/message.js';
import type { StreamEntries } from '../model/stream.js';
import type { Edges, PageSize } from '../kafka/pages.js';

/** What an entry costs beside its bytes: the object, its views and its place in the ring (measured, rounded up). */
const OVERHEAD = 400;

export interface LogLimits {
  readonly entries: number;
  readonly bytes: number;
  /** Index of the first entry that is ever appended; what is put before it has lower ones. 0 unless given. */
  readonly origin?: number;
}

/**
 * A window onto the logs of a topic: of each partition one stretch without a hole, bounded in entries and in
 * bytes over all of them. It grows at both ends, and what a bound drops goes at the other end. Indexes are
 * absolute: an entry has one for as long as it is kept. The last entry is always kept, however large it is.
 *
 * While it is live what is read is appended, and its upper edges are where reading stands. Once its newest
 * entries had to go, or nothing may be dropped for new ones, it is not: then its own edges tell where it ends.
 */
export class MessageLog implements StreamEntries {
  readonly #slots: (Entry | undefined)[] = [];
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  #first: number;
  #end: number;
  #bytes = 0;
  #dropped = 0;
  #isLive = true;
  /** The oldest arrival number that may not be dropped for a newer one. */
  #protected = Infinity;
  readonly #low = new Map<number, bigint>();
  #high = new Map<number, bigint>();

  constructor(limits: LogLimits) {
    this.#maxEntries = limits.entries;
    this.#maxBytes = limits.bytes;
    this.#first = this.#end = limits.origin ?? 0;
  }

  get first(): number {
    return this.#first;
  }

  get end(): number {
    return this.#end;
  }

  /** How many the bounds have dropped for newer ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** What a page may hold, so that what is on screen stays when it is taken. */
  get pageSize(): PageSize {
    return { count: Math.ceil(this.#maxEntries / 4), bytes: Math.ceil(this.#maxBytes / 4) };
  }

  /** More could be taken without dropping anything. */
  get hasRoom(): boolean {
    const { count, bytes } = this.pageSize;
    return (
      this.#end - this.#first + count <= this.#maxEntries && this.#bytes + bytes <= this.#maxBytes
    );
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  /** Partition → first offset of its stretch. */
  get low(): Edges {
    return this.#low;
  }

  /** Partition → the offset behind its stretch; empty while it is live. */
  get high(): Edges {
    return this.#high;
  }

  get(index: number): Entry | undefined {
    if (index < this.#first || index >= this.#end) return undefined;
    return this.#slots[this.#slot(index)];
  }

  indexOf(arrival: number): number {
    let low = this.#first;
    let high = this.#end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.get(middle)?.arrival ?? Infinity) < arrival) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Begins a partition's stretch, which is empty. */
  begin(partition: number, at: bigint): void {
    this.#low.set(partition, at);
    if (!this.#isLive) this.#high.set(partition, at);
  }

  /** Entries from this arrival number on are being looked at; Infinity where none is. */
  protect(arrival: number): void {
    this.#protected = arrival;
  }

  /** Appends what was read; says whether there was room for it without dropping what is being looked at. */
  append(entry: Entry): boolean {
    if (this.#isFullFor(entry) && (this.get(this.#first)?.arrival ?? 0) >= this.#protected) {
      return false;
    }
    this.#push(entry);
    return true;
  }

  /** Takes what lies behind its upper edges. */
  extend(entries: readonly Entry[], edges: Edges): void {
    for (const entry of entries) this.#push(entry);
    this.#high = new Map([...this.#high, ...edges]);
  }

  /** Takes what lies before its lower edges; `reading` is where reading stands, in case it can't be live any more. */
  extendBack(entries: readonly Entry[], edges: Edges, reading: Edges): void {
    for (const [partition, at] of edges) this.#low.set(partition, at);
    for (let at = entries.length - 1; at >= 0; at--) {
      const entry = entries[at];
      if (!entry) continue;
      while (this.#isFullFor(entry) && this.#end > this.#first) this.#dropNewest(reading);
      this.#first--;
      this.#slots[this.#slot(this.#first)] = entry;
      this.#bytes += costOf(entry);
    }
  }

  /** From now on nothing is appended: it ends at these offsets. */
  freeze(edges: Edges): void {
    this.#isLive = false;
    this.#high = new Map(edges);
  }

  /** Its edges are where reading stands: what is read next follows on what it holds. */
  goLive(): void {
    this.#isLive = true;
    this.#high = new Map();
  }

  #push(entry: Entry): void {
    while (this.#end - this.#first >= this.#maxEntries) this.#dropOldest();
    this.#slots[this.#slot(this.#end)] = entry;
    this.#end++;
    this.#bytes += costOf(entry);
    while (this.#bytes > this.#maxBytes && this.#end - this.#first > 1) this.#dropOldest();
  }

  #isFullFor(entry: Entry): boolean {
    const count = this.#end - this.#first;
    return count > 0 && (count >= this.#maxEntries || this.#bytes + costOf(entry) > this.#maxBytes);
  }

  #dropOldest(): void {
    const dropped = this.#take(this.#first);
    this.#first++;
    this.#dropped++;
    if (dropped) this.#low.set(dropped.partition, behind(dropped));
  }

  #dropNewest(reading: Edges): void {
    if (this.#isLive) this.freeze(reading);
    this.#end--;
    const dropped = this.#take(this.#end);
    if (dropped) this.#high.set(dropped.partition, dropped.offset);
  }

  #take(index: number): Entry | undefined {
    const slot = this.#slot(index);
    const entry = this.#slots[slot];
    if (entry) this.#bytes -= costOf(entry);
    this.#slots[slot] = undefined;
    return entry;
  }

  #slot(index: number): number {
    return ((index % this.#maxEntries) + this.#maxEntries) % this.#maxEntries;
  }
}

function behind(entry: Entry): bigint {
  return (entry.kind === 'damage' ? entry.lastOffset : entry.offset) + 1n;
}

function costOf(entry: Entry): number {
  if (entry.kind === 'damage') return OVERHEAD + (entry.bytes?.length ?? 0);
  return OVERHEAD + entry.size;
}

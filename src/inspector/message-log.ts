import { withGap } from '../model/detached.js';
import { type Gap, endsAt, joined } from '../model/gap.js';
import type { Entry } from '../model/message.js';
import type { StreamEntries } from '../model/stream.js';
import type { Edges, GapsAt, PageSize } from '../kafka/pages.js';
import { Tested } from './tested.js';

/** What an entry costs beside its bytes: the object, its views and its place in the ring (measured, rounded up). */
const OVERHEAD = 400;

export interface LogLimits {
  readonly entries: number;
  readonly bytes: number;
  /** Index of the first entry that is ever appended; what is put before it has lower ones. 0 unless given. */
  readonly origin?: number;
}

/** Where the stretches of partitions end on one side, and what is missing behind their last entries there. */
export interface Ends {
  readonly edges: Edges;
  readonly gaps: GapsAt;
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
  /** Of what stands in it, or stood: what a filter let through. */
  readonly tested = new Tested();
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
  /** What is missing right before the upper edges; while it is live reading knows. */
  #gaps = new Map<number, Gap>();

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

  /** What can be taken without dropping anything. */
  get room(): PageSize {
    return {
      count: this.#maxEntries - (this.#end - this.#first),
      bytes: this.#maxBytes - this.#bytes,
    };
  }

  /** More could be taken without dropping anything. */
  get hasRoom(): boolean {
    const { room, pageSize } = this;
    return room.count >= pageSize.count && room.bytes >= pageSize.bytes;
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

  /** Partition → what is missing right before its upper edge; empty while it is live. */
  get gaps(): GapsAt {
    return this.#gaps;
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
    this.#gaps.delete(partition);
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
  extend(entries: readonly Entry[], { edges, gaps }: Ends): void {
    for (const entry of entries) this.#push(this.#continued(entry));
    for (const [partition, gap] of gaps) {
      const whole = this.#behind(partition, gap, gap.to + 1n);
      if (whole) this.#gaps.set(partition, whole);
    }
    this.#high = new Map([...this.#high, ...edges]);
  }

  /**
   * Takes what lies before its lower edges; `reading` is where reading stands, in case it can't be live any more.
   * Where it holds nothing of a partition, what is missing at the end of that is among its `gaps`.
   */
  extendBack(entries: readonly Entry[], { edges, gaps }: Ends, reading: Ends): void {
    this.#precede(edges, gaps);
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
  freeze({ edges, gaps }: Ends): void {
    this.#isLive = false;
    this.#high = new Map(edges);
    this.#gaps = new Map(gaps);
  }

  /** What is missing right before its upper edges: whoever takes it sees to it from now on. */
  takeGaps(): GapsAt {
    const gaps = this.#gaps;
    this.#gaps = new Map();
    return gaps;
  }

  /** Its edges are where reading stands: what is read next follows on what it holds. */
  goLive(): void {
    this.#isLive = true;
    this.#high = new Map();
  }

  /** An entry that comes behind its upper edge, with all that is missing before it. */
  #continued(entry: Entry): Entry {
    const { partition, offset, gap } = entry;
    const whole = this.#behind(partition, gap, offset);
    this.#gaps.delete(partition);
    return whole === gap ? entry : withGap(entry, whole);
  }

  /** What is missing before `offset`, of which `gap` is what a page knows that began at the upper edge. */
  #behind(partition: number, gap: Gap | null, offset: bigint): Gap | null {
    const before = this.#gaps.get(partition);
    if (before && endsAt(before, gap?.from ?? offset)) return gap ? joined(before, gap) : before;
    if (gap?.isOpen !== true) return gap;
    const low = this.#low.get(partition);
    // What its stretch has looked at and did not find missing is an entry.
    return low !== undefined && low < gap.from ? { ...gap, isOpen: false } : gap;
  }

  /** What is missing at the end of a page stands before the first entry here, or right before the upper edge. */
  #precede(edges: Edges, gaps: GapsAt): void {
    const wanted = new Set<number>();
    for (const [partition, at] of edges) {
      if (at < (this.#low.get(partition) ?? at)) wanted.add(partition);
    }
    for (let index = this.#first; index < this.#end && wanted.size > 0; index++) {
      const entry = this.get(index);
      if (entry === undefined || !wanted.delete(entry.partition)) continue;
      const whole = preceded(gaps.get(entry.partition), entry.gap, entry.offset);
      if (whole !== entry.gap) this.#slots[this.#slot(index)] = withGap(entry, whole);
    }
    for (const partition of wanted) {
      const low = this.#low.get(partition);
      const known = this.#gaps.get(partition) ?? null;
      const whole = low === undefined ? known : preceded(gaps.get(partition), known, low);
      if (whole) this.#gaps.set(partition, whole);
    }
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

  #dropNewest(reading: Ends): void {
    if (this.#isLive) this.freeze(reading);
    this.#end--;
    const dropped = this.#take(this.#end);
    if (dropped === undefined) return;
    const { partition, offset, gap } = dropped;
    this.#high.set(partition, offset);
    if (gap) this.#gaps.set(partition, gap);
    else this.#gaps.delete(partition);
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

/** A gap up to `offset`, with what is missing at the end of what was looked at right before it. */
function preceded(before: Gap | undefined, gap: Gap | null, offset: bigint): Gap | null {
  if (before && endsAt(before, gap?.from ?? offset)) return gap ? joined(before, gap) : before;
  return before === undefined && gap?.isOpen === true ? { ...gap, isOpen: false } : gap;
}

/** The first offset that an entry leaves to what comes behind it. */
export function behind(entry: Entry): bigint {
  return (entry.kind === 'damage' ? entry.lastOffset : entry.offset) + 1n;
}

/** What it takes to keep an entry, in bytes. */
export function costOf(entry: Entry): number {
  if (entry.kind === 'damage') return OVERHEAD + (entry.bytes?.length ?? 0);
  return OVERHEAD + entry.size;
}

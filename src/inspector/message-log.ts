import type { Entry } from '../model/message.js';
import type { StreamEntries } from '../model/stream.js';

/** What an entry costs beside its bytes: the object, its views and its place in the ring (measured, rounded up). */
const OVERHEAD = 400;

/**
 * A ring of the newest entries, bounded in number and in bytes. Indexes are absolute: dropping old entries
 * moves `first` and no index. The newest entry is always kept, however large it is.
 */
export class MessageLog implements StreamEntries {
  readonly #slots: (Entry | undefined)[] = [];
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  #first = 0;
  #end = 0;
  #bytes = 0;

  constructor(limits: { readonly entries: number; readonly bytes: number }) {
    this.#maxEntries = limits.entries;
    this.#maxBytes = limits.bytes;
  }

  get first(): number {
    return this.#first;
  }

  get end(): number {
    return this.#end;
  }

  /** How many were dropped since the log was made. */
  get dropped(): number {
    return this.#first;
  }

  get(index: number): Entry | undefined {
    if (index < this.#first || index >= this.#end) return undefined;
    return this.#slots[index % this.#maxEntries];
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

  append(entry: Entry): void {
    if (this.#end - this.#first === this.#maxEntries) this.#drop();
    this.#slots[this.#end % this.#maxEntries] = entry;
    this.#end++;
    this.#bytes += costOf(entry);
    while (this.#bytes > this.#maxBytes && this.#end - this.#first > 1) this.#drop();
  }

  #drop(): void {
    const slot = this.#first % this.#maxEntries;
    const dropped = this.#slots[slot];
    if (dropped) this.#bytes -= costOf(dropped);
    this.#slots[slot] = undefined;
    this.#first++;
  }
}

function costOf(entry: Entry): number {
  if (entry.kind === 'damage') return OVERHEAD + (entry.bytes?.length ?? 0);
  return OVERHEAD + entry.size;
}

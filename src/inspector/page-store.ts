const PAGE_BYTES = 256 * 1024;
/** Empty pages that are kept for later; more than the largest log ever uses at once would be waste. */
const MAX_SPARE = 16;

interface Page {
  readonly bytes: Buffer;
  /** Arrival number of the last message on it. */
  last: number;
}

/**
 * Where the bytes of kept messages lie: pages that are filled in order of arrival, and used again when the
 * log has dropped all that is on them. Memory stays as it is, however many messages come by.
 */
export class PageStore {
  readonly #full: Page[] = [];
  readonly #spare: Buffer[] = [];
  #page: Page = { bytes: Buffer.allocUnsafeSlow(PAGE_BYTES), last: -1 };
  #used = 0;

  /** Copies bytes of the message with this arrival number; these must not go down. */
  put(source: Buffer, start: number, end: number, arrival: number): { bytes: Buffer; at: number } {
    const length = end - start;
    if (length > PAGE_BYTES) return { bytes: Buffer.from(source.subarray(start, end)), at: 0 };
    if (this.#used + length > PAGE_BYTES) this.#turnPage();
    const at = this.#used;
    source.copy(this.#page.bytes, at, start, end);
    this.#used += length;
    this.#page.last = arrival;
    return { bytes: this.#page.bytes, at };
  }

  /** Everything that arrived before this one was dropped: nobody looks at its bytes any more. */
  dropBefore(arrival: number): void {
    for (let page = this.#full[0]; page && page.last < arrival; page = this.#full[0]) {
      this.#full.shift();
      if (this.#spare.length < MAX_SPARE) this.#spare.push(page.bytes);
    }
  }

  #turnPage(): void {
    this.#full.push(this.#page);
    this.#page = { bytes: this.#spare.pop() ?? Buffer.allocUnsafeSlow(PAGE_BYTES), last: -1 };
    this.#used = 0;
  }
}

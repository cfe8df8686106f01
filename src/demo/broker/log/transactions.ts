/** A transaction that was rolled back; consumers skip its records by this. Offsets are inclusive. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
  /** Where its marker stands. */
  readonly lastOffset: bigint;
}

/** What a partition knows of transactions: which are open, and which were aborted. */
export class LogTransactions {
  readonly #open = new Map<bigint, bigint>();
  #aborted: AbortedTransaction[] = [];

  get aborted(): readonly AbortedTransaction[] {
    return this.#aborted;
  }

  isOpen(producerId: bigint): boolean {
    return this.#open.has(producerId);
  }

  begin(producerId: bigint, offset: bigint): void {
    if (!this.#open.has(producerId)) this.#open.set(producerId, offset);
  }

  end(producerId: bigint, markerOffset: bigint, committed: boolean): void {
    const firstOffset = this.#open.get(producerId);
    this.#open.delete(producerId);
    if (committed || firstOffset === undefined) return;
    this.#aborted.push({ producerId, firstOffset, lastOffset: markerOffset });
  }

  /** First offset that is not decided yet; `end` when all are. */
  lastStableOffset(end: bigint): bigint {
    let stable = end;
    for (const first of this.#open.values()) if (first < stable) stable = first;
    return stable;
  }

  /** The aborted transactions with records in `from <= offset < end`. */
  abortedWithin(from: bigint, end: bigint): AbortedTransaction[] {
    return this.#aborted.filter((one) => one.lastOffset >= from && one.firstOffset < end);
  }

  /** Whether what a producer wrote at this place was rolled back. */
  isAborted({
    producerId,
    baseOffset,
  }: {
    readonly producerId: bigint;
    readonly baseOffset: bigint;
  }): boolean {
    return this.#aborted.some(
      (one) =>
        one.producerId === producerId &&
        one.firstOffset <= baseOffset &&
        baseOffset <= one.lastOffset,
    );
  }

  forgetBefore(offset: bigint): void {
    if (this.#aborted.some((one) => one.lastOffset < offset)) {
      this.#aborted = this.#aborted.filter((one) => one.lastOffset >= offset);
    }
  }

  /** Undoes what stood at `offset` and behind it. */
  truncate(offset: bigint): void {
    for (const [producerId, first] of this.#open) {
      if (first >= offset) this.#open.delete(producerId);
    }
    for (const one of this.#aborted) {
      if (one.lastOffset >= offset && one.firstOffset < offset) {
        this.#open.set(one.producerId, one.firstOffset);
      }
    }
    this.#aborted = this.#aborted.filter((one) => one.lastOffset < offset);
  }
}

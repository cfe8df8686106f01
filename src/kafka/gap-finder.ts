import type { Gap, Passed } from '../model/gap.js';
import type { PassedBatch } from './record-set.js';

/** Tells what the holes between the batches of a record set are; asked for them in the order of the log. */
export class GapFinder {
  readonly #passed: readonly PassedBatch[];
  #at = 0;

  constructor(passed: readonly PassedBatch[]) {
    this.#passed = passed;
  }

  /**
   * What became of these offsets, both included; null where `to` lies before `from`. What no batch speaks of is not
   * in the log.
   */
  between(from: bigint, to: bigint): Gap | null {
    if (from > to) return null;
    const counts: Partial<Record<Passed, bigint>> = {};
    let left = to - from + 1n;
    for (let one = this.#passed[this.#at]; one && one.from <= to; one = this.#passed[this.#at]) {
      // A batch may go on behind where reading is to end.
      const most = (one.to < to ? one.to : to) - one.from + 1n;
      const count = BigInt(one.count) < most ? BigInt(one.count) : most;
      if (count > 0n) counts[one.reason] = (counts[one.reason] ?? 0n) + count;
      left -= count;
      this.#at++;
    }
    if (left > 0n) counts.compacted = left;
    return { from, to, counts, isOpen: false };
  }
}

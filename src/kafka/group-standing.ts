import type { MemberPartition, MemberStart } from '../model/membership.js';
import type { Committed } from './group-offsets.js';

/**
 * What our commits carry along. The first is of a member that may go on showing messages after it; where it
 * ends without the second, whoever comes after can tell that some may have been shown twice.
 */
export const READING = 'kafka-tui reading';
export const HANDED_OVER = 'kafka-tui handed over';

/** How the group, and this member in it, stand in one partition. */
export class Standing {
  readonly slot: number;
  assigned = false;
  start: MemberStart | null = null;
  owner: string | null = null;
  /** Bounds of the log; of the others' partitions as last asked for. */
  first = 0n;
  high = 0n;
  #committed: Committed | null = null;
  /** Where it was begun when it came to this member. */
  #base = 0n;
  /** The next offset to deliver. */
  #delivered: bigint | null = null;
  #shown: bigint | null = null;
  /** One past the highest offset that this run has delivered, or seen committed. */
  #reached = 0n;

  constructor(slot: number) {
    this.slot = slot;
  }

  get committed(): bigint | null {
    return this.#committed?.offset ?? null;
  }

  /** Everything that was delivered was shown as well. */
  get isShown(): boolean {
    return !this.assigned || this.#delivered === this.#shown;
  }

  get shown(): bigint | null {
    return this.#shown;
  }

  /** Where to begin, for a partition that has just been assigned; undefined where nothing says so. */
  resumeAt(
    committed: Committed | undefined,
    stayed: boolean,
  ): { readonly offset: bigint | undefined; readonly from: MemberStart['from'] } {
    this.learn(committed ?? null);
    if (stayed && this.#delivered !== null) return { offset: this.#delivered, from: 'here' };
    if (committed) return { offset: committed.offset, from: 'committed' };
    return { offset: undefined, from: 'reset' };
  }

  /** It is ours, and is read from `start.offset` on; says up to where that repeats something. */
  begin(
    start: MemberStart,
    bounds: { readonly first: bigint; readonly high: bigint },
  ): { readonly certain: bigint; readonly possible: bigint } {
    const { offset, from } = start;
    const wasLeft = from === 'committed' && this.#committed?.metadata === READING;
    const certain = this.#reached > offset ? this.#reached : offset;
    const possible = wasLeft && bounds.high > certain ? bounds.high : certain;
    this.assigned = true;
    this.start = start;
    this.first = bounds.first;
    this.high = bounds.high;
    if (from !== 'here') {
      this.#base = offset;
      this.#shown = offset;
    }
    this.#delivered = offset;
    return { certain, possible };
  }

  release(): void {
    this.assigned = false;
    this.start = null;
  }

  deliver(next: bigint): void {
    this.#delivered = next;
    if (next > this.#reached) this.#reached = next;
  }

  /** Never beyond what was delivered: what is shown may be older news than a seek back. */
  show(next: bigint): void {
    if (!this.assigned || this.#delivered === null || next < this.#base) return;
    this.#shown = next < this.#delivered ? next : this.#delivered;
  }

  learn(committed: Committed | null): void {
    this.#committed = committed;
    if (committed && committed.offset > this.#reached) this.#reached = committed.offset;
  }

  /** What a commit would say now; null where there is nothing new to say. */
  due(leaving: boolean): Committed | null {
    if (!this.assigned || this.#shown === null || this.#shown <= this.#base) return null;
    const metadata = leaving ? HANDED_OVER : READING;
    const isNews =
      this.#committed?.offset !== this.#shown || (leaving && this.#committed.metadata !== metadata);
    return isNews ? { offset: this.#shown, metadata } : null;
  }

  /** As the panes see it. */
  row(): MemberPartition {
    const { slot: partition, assigned, owner, committed, start } = this;
    return { partition, assigned, owner, committed, start };
  }
}

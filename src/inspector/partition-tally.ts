import { Passing } from '../kafka/passing.js';
import type { OpenedPartition } from '../kafka/reader.js';
import { gapOf } from '../model/gap.js';
import type { Problem } from '../model/problem.js';
import type { PartitionCounters, PartitionState } from '../model/session.js';
import { RateMeter } from './rate-meter.js';

/** The running counters of one partition. */
export class PartitionTally {
  readonly partition: number;
  first: bigint;
  next: bigint;
  high: bigint;
  stable: bigint;
  seen = 0;
  control = 0;
  aborted = 0;
  damaged = 0;
  lost = 0n;
  /** It is read here, and not by another member of the group. */
  assigned = true;
  readonly meter: RateMeter;
  /** What was passed over since the last entry. */
  passing: Passing;
  /** Whether it was ever read here. */
  #isKnown = false;
  #problem: Problem | null = null;

  constructor(opened: OpenedPartition, now: number) {
    this.partition = opened.partition;
    this.first = opened.first;
    this.next = opened.next;
    this.high = opened.high;
    this.stable = opened.stable;
    this.meter = new RateMeter(now);
    this.passing = passingFrom(opened);
  }

  /** Reading begins anew, here or elsewhere; what was counted stays. */
  reopen(opened: OpenedPartition, assigned: boolean): void {
    const { first, next, high, stable } = opened;
    if (assigned) this.#readFrom(opened);
    Object.assign(this, { first, high, stable, assigned });
    if (assigned) this.next = next;
  }

  /** What lies between where it was left and where it goes on was passed elsewhere, or is gone. */
  #readFrom(opened: OpenedPartition): void {
    const { first, next } = opened;
    if (!this.#isKnown || next < this.next) this.passing = passingFrom(opened);
    else if (next > this.next) {
      this.passing.pass(gapOf(this.next, next - 1n, next === first ? 'removed' : 'elsewhere'));
    }
    this.#isKnown = true;
  }

  get lag(): bigint {
    // What retention has removed does not wait for anybody.
    const from = this.next > this.first ? this.next : this.first;
    return this.high > from ? this.high - from : 0n;
  }

  /** Nobody can be asked for this partition now, and why; null when somebody can again. */
  lose(problem: Problem | null): void {
    this.#problem = problem;
  }

  addDamage(from: bigint, to: bigint): void {
    this.damaged += Number(to - from) + 1;
  }

  /**
   * The end as it is now; watermarks never go back but when the log was cut. What came since is taken for whole,
   * until reading finds a transaction in it that is open.
   */
  watermarks(marks: { readonly first: bigint; readonly high: bigint }): void {
    if (this.stable >= this.high) this.stable = marks.high;
    this.first = marks.first;
    this.high = marks.high;
  }

  counters(now: number, finished: boolean): PartitionCounters {
    const { partition, first, next, high, lag, seen, control, aborted, damaged, lost } = this;
    return {
      partition,
      first,
      next,
      high,
      lag,
      seen,
      control,
      aborted,
      damaged,
      lost,
      gap: this.passing.gap,
      rate: this.meter.rate(now),
      history: this.meter.history(now),
      status: this.#status(finished),
    };
  }

  #status(finished: boolean): PartitionState {
    if (this.#problem) return { state: 'error', reason: whyLost(this.#problem) };
    if (!this.assigned) return { state: 'unassigned' };
    if (finished) return { state: 'finished' };
    if (this.next >= this.high) return { state: 'at-end' };
    if (this.next >= this.stable) return { state: 'open-transaction' };
    return { state: 'reading' };
  }
}

function passingFrom({ first, next }: OpenedPartition): Passing {
  return new Passing(next === first ? null : next);
}

/** The whole problem stands in the connection's banner; here is room for two words. */
function whyLost({ code }: Problem): string {
  if (code === 'NO_LEADER') return 'no leader';
  return code === 'TOPIC_GONE' ? 'topic gone' : 'not reachable';
}

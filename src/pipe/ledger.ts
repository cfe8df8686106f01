import type { MemberControl } from '../kafka/reader.js';
import type { Output } from './output.js';

/** A pipe that nobody reads must not hold up a goodbye for long; ms. */
const LAST_LINES_MS = 500;

/** What a member has taken, and how much of that stands in the output: only what was written is committed. */
export class Ledger {
  readonly #member: MemberControl;
  readonly #output: Output;
  #taken = new Map<number, bigint>();
  #settling: Promise<void> = Promise.resolve();

  constructor(member: MemberControl, output: Output) {
    this.#member = member;
    this.#output = output;
  }

  /** Everything of a partition before `next` was taken; its lines are not written yet. */
  took(partition: number, next: bigint): void {
    this.#taken.set(partition, next);
    this.#member.delivered(partition, next);
  }

  /** The lines of all that was taken are with the output now: once they are written they count as shown. */
  settle(): void {
    if (this.#taken.size === 0) return;
    const positions = this.#taken;
    this.#taken = new Map();
    this.#settling = this.#output.flush().then(
      () => {
        if (!this.#output.closed) this.#member.shown(positions);
      },
      () => undefined,
    );
  }

  /** Waits until what was settled is written, though not for long. */
  async written(): Promise<void> {
    await Promise.race([
      this.#settling,
      new Promise((resolve) => setTimeout(resolve, LAST_LINES_MS)),
    ]);
  }
}

import type { Alarms } from '../alarms.js';

/** More than this and the oldest is forgotten. */
const MAX_EXPECTED = 1000;

/** Ids that were given out, and that nobody has joined with yet (KIP-394). */
export class ExpectedMembers {
  readonly #alarms: Alarms;
  readonly #callOffs = new Map<string, () => void>();

  constructor(alarms: Alarms) {
    this.#alarms = alarms;
  }

  get none(): boolean {
    return this.#callOffs.size === 0;
  }

  /** Expects a member for so long; `missed` is called when it did not come. */
  expect(memberId: string, ms: number, missed: () => void): void {
    const callOff = this.#alarms.after(ms, () => {
      this.#callOffs.delete(memberId);
      missed();
    });
    this.#callOffs.set(memberId, callOff);
    const [oldest] = this.#callOffs.keys();
    if (this.#callOffs.size > MAX_EXPECTED && oldest !== undefined) this.take(oldest);
  }

  /** Whether it was expected; it is not any more. */
  take(memberId: string): boolean {
    this.#callOffs.get(memberId)?.();
    return this.#callOffs.delete(memberId);
  }
}

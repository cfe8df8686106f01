import type { JoinGroup, Membership } from '../kafka/demo-members.js';
import type { DemoClock } from './feed/clock.js';

const GROUP = 'demo-order-tracker';
const TOPIC = 'orders';

type Rounds<T> = readonly [T, ...T[]];

/** How many members there are, and for how long; then the next, round and round. */
const SHIFTS: Rounds<{ readonly members: number; readonly forMs: number }> = [
  { members: 1, forMs: 1_500 },
  { members: 2, forMs: 1_500 },
  { members: 3, forMs: 45_000 },
  { members: 2, forMs: 25_000 },
  { members: 3, forMs: 40_000 },
  { members: 1, forMs: 20_000 },
  { members: 2, forMs: 30_000 },
];

/** ms that a member works on an order: about two come in a second, so it catches up, falls behind, … */
const MOODS: Rounds<{ readonly workMs: number; readonly forMs: number }> = [
  { workMs: 150, forMs: 25_000 },
  { workMs: 2_500, forMs: 40_000 },
  { workMs: 40, forMs: 15_000 },
  { workMs: 1_200, forMs: 30_000 },
];

/** The first frame comes first. */
const FIRST_AFTER_MS = 2_000;
/** Leaving in good order takes a moment; nobody waits longer for it. */
const LEAVE_WITHIN_MS = 300;

/**
 * Another group of consumers, so that lag and membership have a life: members join and leave, fall
 * behind and catch up, and commit what they have done, as real members of the group.
 */
export class OrderTracker {
  readonly #brokers: readonly string[];
  readonly #join: JoinGroup;
  readonly #clock: DemoClock;
  readonly #members: Membership[] = [];
  #timers: (() => void)[] = [];
  #workMs = 0;
  #changing: Promise<void> = Promise.resolve();
  #hired = 0;
  #closed = false;

  constructor(brokers: readonly string[], join: JoinGroup, clock: DemoClock) {
    this.#brokers = brokers;
    this.#join = join;
    this.#clock = clock;
  }

  start(): void {
    this.#after(FIRST_AFTER_MS, () => {
      this.#mood(0);
      this.#shift(0);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const callOff of this.#timers) callOff();
    this.#workMs = 0;
    const left = Promise.all(this.#members.splice(0).map((member) => member.leave()));
    let callOff: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      callOff = this.#clock.after(LEAVE_WITHIN_MS, resolve);
    });
    await Promise.race([Promise.all([left, this.#changing]), late]);
    callOff();
  }

  #mood(turn: number): void {
    const { workMs, forMs } = at(MOODS, turn);
    this.#workMs = workMs;
    this.#after(forMs, () => {
      this.#mood(turn + 1);
    });
  }

  #shift(turn: number): void {
    const { members, forMs } = at(SHIFTS, turn);
    this.#changing = this.#changing.then(() => this.#staff(members)).catch(() => undefined);
    this.#after(forMs, () => {
      this.#shift(turn + 1);
    });
  }

  /** Hires or lets go until there are as many; who can't join now is missed until the next shift. */
  async #staff(wanted: number): Promise<void> {
    while (!this.#closed && this.#members.length < wanted) {
      const member = await this.#join({
        brokers: this.#brokers,
        groupId: GROUP,
        topic: TOPIC,
        clientId: `order-tracker-${++this.#hired}`,
        workMs: () => this.#workMs,
        gone: () => {
          const index = this.#members.indexOf(member);
          if (index !== -1) this.#members.splice(index, 1);
        },
      });
      if (this.#isClosed()) await member.leave();
      else this.#members.push(member);
    }
    while (!this.#closed && this.#members.length > wanted) await this.#members.shift()?.leave();
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  #after(ms: number, run: () => void): void {
    const callOff = this.#clock.after(ms, () => {
      this.#timers = this.#timers.filter((one) => one !== callOff);
      run();
    });
    this.#timers.push(callOff);
  }
}

function at<T>(list: Rounds<T>, turn: number): T {
  return list[turn % list.length] ?? list[0];
}

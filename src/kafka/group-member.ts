import { EXIT, type KafkaTuiError, asProblem } from '../model/problem.js';
import type { Happening } from '../model/timeline.js';
import { Nap, backoffMs, isRefused } from './backoff.js';
import { GROUP_CODE, isElsewhere, isFinal } from './group-codes.js';
import type { GroupCoordinator } from './group-coordinator.js';
import { type Generation, GroupJoin } from './group-join.js';
import { FOR_GOOD, GroupRequests, isPlaceLost, MOVING } from './group-requests.js';
import { nameOfCode } from './errors.js';

export interface GroupMemberOptions {
  readonly coordinator: GroupCoordinator;
  readonly topics: readonly string[];
  /** Without a sign of life for this long the coordinator gives our place away; ms. */
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  /** How long the others wait for us when the group is shared out anew; ms. */
  readonly rebalanceTimeoutMs: number;
  /** What a login or a right that is taken away from a member does: end it, or be tried again, seldom. */
  readonly whenRefused: 'fail' | 'wait';
  /** Keeps the place for the next member of this name; null for a place that ends with this run. */
  readonly instanceId: string | null;
  /** Topic → how many partitions it has, for these; asked as the leader of the group, whose members may want others than we. */
  readonly countPartitions: (topics: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly handler: MemberHandler;
  /** ms since the epoch: a machine that slept has missed its heartbeats. */
  readonly now: () => number;
}

/** Whoever reads what the member is given. */
export interface MemberHandler {
  joining(): void;
  assigned(generation: Generation): void;
  /**
   * The place ends: nothing may be taken any more. Where the group is only shared out anew, what was read can
   * still be committed until this resolves.
   */
  ending(why: 'rebalance' | 'lost'): Promise<void>;
  /** Nothing is taken any more from this place, as our own clock says that it is over. */
  hasStopped(): boolean;
  /** The coordinator has not answered a heartbeat, or does again. */
  heard(isHeard: boolean): void;
  happened(event: Omit<Happening, 'group'>): void;
  /** How long to wait before joining is tried again, `usually` ms or longer. */
  waitFor(problem: KafkaTuiError, usually: number): number;
  /** It can't get better by itself. */
  failed(error: KafkaTuiError): void;
}

const LEAVE_MS = 1_500;
/** A heartbeat that failed is sent again this soon. */
const HURRY_MS = 500;
const AGAIN = 'it is tried again; if it stays, report it';

/**
 * Membership in a classic consumer group: joins, shares out where it is the leader, sends heartbeats by its own
 * clock whatever the reading does, and comes back when the group is shared out anew or its place is lost.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions;
  readonly #nap = new Nap();
  readonly #requests: GroupRequests;
  readonly #join: GroupJoin;
  #generation: Generation | null = null;
  #heardAt: number;
  #joining = false;
  #leaving = false;
  #told = false;
  #rejoining = false;
  #wasMember = false;

  constructor(options: GroupMemberOptions) {
    this.#options = options;
    const { coordinator, instanceId, ...rest } = options;
    this.#requests = new GroupRequests(coordinator, instanceId);
    this.#join = new GroupJoin({ ...rest, requests: this.#requests });
    this.#heardAt = options.now();
  }

  get memberId(): string | null {
    return this.#requests.memberId === '' ? null : this.#requests.memberId;
  }

  /** The place that commits are made from; null while there is none. */
  get generation(): Generation | null {
    return this.#generation;
  }

  /** Until then the coordinator keeps our place, whatever happens here; ms since the epoch. */
  get placeUntil(): number {
    return this.#heardAt + this.#options.sessionTimeoutMs;
  }

  /** Joins and stays, until `leave` or what can't get better. Never rejects. */
  async run(): Promise<void> {
    const { handler } = this.#options;
    for (let attempt = 0; !this.#leaving; attempt++) {
      try {
        handler.joining();
        const generation = await this.#joined();
        if (this.#isLeaving()) return;
        attempt = 0;
        this.#rejoining = false;
        this.#generation = generation;
        this.#wasMember = true;
        this.#hear();
        handler.assigned(generation);
        const why = await this.#stay(generation);
        if (this.#isLeaving()) return;
        await handler.ending(why);
        this.#generation = null;
      } catch (error) {
        if (this.#isLeaving()) return;
        const problem = asProblem(error, AGAIN);
        if (problem.code === FOR_GOOD || (isRefused(problem) && !this.#mayWait)) {
          this.#generation = null;
          handler.failed(problem);
          return;
        }
        if (this.#generation !== null) await handler.ending('lost');
        this.#generation = null;
        if (this.#isLeaving()) return;
        await this.#retryLater(problem, attempt);
      }
    }
  }

  /** Do now what waits for its time: the next heartbeat, the next try. */
  hurry(): void {
    this.#nap.wake();
  }

  /** Has the group shared out anew; only its leader can, where nothing else has changed. */
  rejoin(): void {
    this.#rejoining = true;
    this.#nap.wake();
  }

  /** Out of the group at once; within a second or two, whatever the coordinator does. Never rejects. */
  async leave(): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    const { coordinator, instanceId, handler } = this.#options;
    // A join holds its connection until the whole group is there.
    if (this.#joining) coordinator.interrupt();
    this.#nap.wake();
    this.#generation = null;
    if (this.#requests.memberId === '') return;
    if (instanceId !== null) {
      // The point of the id: the place is kept for whoever comes back with it.
      say(handler, 'member', `the place of ${instanceId} is kept: its session goes on without us`);
      return;
    }
    await Promise.race([
      this.#sendLeave(),
      new Promise((resolve) => setTimeout(resolve, LEAVE_MS)),
    ]);
  }

  async #sendLeave(): Promise<void> {
    const { handler } = this.#options;
    try {
      await this.#requests.call('LeaveGroup', {}, LEAVE_MS);
      say(handler, 'member', 'left the group');
    } catch {
      const text = 'could not say goodbye: our place ends with its session';
      say(handler, 'member', text, 'odd');
    }
  }

  /** Whoever was let in once, and looks on, has the screen still, and R. */
  get #mayWait(): boolean {
    return this.#wasMember && this.#options.whenRefused === 'wait';
  }

  #isLeaving(): boolean {
    return this.#leaving;
  }

  #hear(): void {
    this.#heardAt = this.#options.now();
    if (this.#told) this.#options.handler.heard(true);
    this.#told = false;
  }

  async #joined(): Promise<Generation> {
    this.#joining = true;
    try {
      return await this.#join.run();
    } finally {
      this.#joining = false;
    }
  }

  /** Heartbeats until the place ends; says why it did. */
  async #stay(generation: Generation): Promise<'rebalance' | 'lost'> {
    const { heartbeatMs, handler } = this.#options;
    let wait = heartbeatMs;
    for (;;) {
      await this.#nap.sleep(wait);
      if (this.#leaving || this.#rejoining) return 'rebalance';
      const code = await this.#heartbeat(generation);
      if (this.#isLeaving()) return 'rebalance';
      if (code === GROUP_CODE.none && handler.hasStopped()) {
        this.#overslept();
        return 'rebalance';
      }
      wait = code === GROUP_CODE.none ? heartbeatMs : Math.min(heartbeatMs, HURRY_MS);
      if (code === GROUP_CODE.none) this.#hear();
      else if (code === GROUP_CODE.rebalanceInProgress) {
        this.#hear();
        return 'rebalance';
      } else if (code !== null && isPlaceLost(code)) {
        this.#lostPlace(code);
        return 'lost';
      } else if (code !== null && isFinal(code)) throw this.#requests.refused(code);
      else if (this.#options.now() > this.placeUntil) {
        const text = `no answer to a heartbeat for ${this.#silentWords()}: the place is given up`;
        say(handler, 'heartbeat', text, 'bad');
        return 'lost';
      } else this.#missed(code);
    }
  }

  /** The protocol's code; null where the coordinator could not be asked. */
  async #heartbeat({ id }: Generation): Promise<number | null> {
    const { sessionTimeoutMs } = this.#options;
    try {
      const answer = await this.#requests.call<{ errorCode: number }>(
        'Heartbeat',
        { groupGenerationId: id },
        Math.max(1_000, Math.floor(sessionTimeoutMs / 3)),
      );
      if (isElsewhere(answer.errorCode)) this.#options.coordinator.forget();
      return answer.errorCode;
    } catch (error) {
      if (asProblem(error, AGAIN).exitCode === EXIT.unauthorised) throw error;
      return null;
    }
  }

  #missed(code: number | null): void {
    if (this.#told) return;
    this.#told = true;
    const { handler, coordinator } = this.#options;
    const why = code === null ? 'does not answer' : `is not ready: ${nameOfCode(code)}`;
    const text = `a heartbeat was missed: the coordinator of "${coordinator.group}" ${why}`;
    say(handler, 'heartbeat', text, 'odd');
    handler.heard(false);
  }

  /**
   * Our clock said that the session was over, and the coordinator, whose clock may have stood still with ours, says
   * that it was not: nobody else had our partitions. What was let go meanwhile is read again from where we were.
   */
  #overslept(): void {
    const text = `no heartbeat for ${this.#silentWords()}, but the group has kept our place; joining again`;
    this.#hear();
    say(this.#options.handler, 'heartbeat', text, 'odd');
  }

  #lostPlace(code: number): void {
    const { handler, sessionTimeoutMs } = this.#options;
    const silent = this.#options.now() - this.#heardAt;
    const stalled =
      silent > sessionTimeoutMs
        ? `no heartbeat for ${this.#silentWords()}, and a session lasts ${seconds(sessionTimeoutMs)}`
        : nameOfCode(code);
    say(handler, 'heartbeat', `lost our place in the group (${stalled}); joining again`, 'bad');
    if (code === GROUP_CODE.unknownMember) this.#requests.memberId = '';
  }

  #silentWords(): string {
    return seconds(this.#options.now() - this.#heardAt);
  }

  async #retryLater(problem: KafkaTuiError, attempt: number): Promise<void> {
    const { handler } = this.#options;
    const wait = handler.waitFor(problem, backoffMs(attempt));
    // Joining is asked for again while the group changes: that is no news.
    if (problem.code !== MOVING) {
      say(handler, 'retry', `${problem.message}; joining is tried again`, 'odd');
    }
    await this.#nap.sleep(wait);
  }
}

function say(
  handler: MemberHandler,
  kind: Happening['kind'],
  text: string,
  severity: Happening['severity'] = 'info',
): void {
  handler.happened({ kind, severity, text });
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

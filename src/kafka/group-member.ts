import { EXIT, KafkaTuiError } from '../model/problem.js';
import type { Happening } from '../model/timeline.js';
import { Nap, backoffMs } from './backoff.js';
import {
  type Share,
  decodeShare,
  offeredProtocols,
  shareOut,
  subscribedTopics,
} from './group-assignment.js';
import { GROUP_CODE, groupRefused, isElsewhere, isFinal } from './group-codes.js';
import type { GroupCoordinator } from './group-coordinator.js';
import { nameOfCode } from './errors.js';

export interface GroupMemberOptions {
  readonly coordinator: GroupCoordinator;
  readonly topics: readonly string[];
  /** Without a sign of life for this long the coordinator gives our place away; ms. */
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  /** How long the others wait for us when the group is shared out anew; ms. */
  readonly rebalanceTimeoutMs: number;
  /** Keeps the place for the next member of this name; null for a place that ends with this run. */
  readonly instanceId: string | null;
  /** Topic → how many partitions it has, for these; asked as the leader of the group, whose members may want others than we. */
  readonly countPartitions: (topics: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  readonly handler: MemberHandler;
  /** ms since the epoch: a machine that slept has missed its heartbeats. */
  readonly now: () => number;
}

/** A place in the group, until it is shared out anew. */
export interface Generation {
  readonly id: number;
  readonly memberId: string;
  readonly isLeader: boolean;
  readonly protocol: string;
  readonly share: Share;
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
  /** The coordinator has not answered a heartbeat, or does again. */
  heard(isHeard: boolean): void;
  happened(event: Omit<Happening, 'group'>): void;
  /** It can't get better by itself. */
  failed(error: KafkaTuiError): void;
}

interface RawJoin {
  errorCode: number;
  generationId: number;
  groupProtocol: string;
  leaderId: string;
  memberId: string;
  members: { memberId: string; memberMetadata: Buffer }[];
}

interface RawSync {
  errorCode: number;
  memberAssignment: Buffer;
}

const VERSION = { JoinGroup: 5, SyncGroup: 3, Heartbeat: 3, LeaveGroup: 3 };
/** The network's part of a request that the broker answers late on purpose. */
const NETWORK_MS = 5_000;
const LEAVE_MS = 1_500;
/** A heartbeat that failed is sent again this soon. */
const HURRY_MS = 500;

/** The errors of a place that is gone, or no longer the newest. */
const PLACE_LOST = new Set<number>([GROUP_CODE.unknownMember, GROUP_CODE.illegalGeneration]);

/**
 * Membership in a classic consumer group: joins, shares out where it is the leader, sends heartbeats by its own
 * clock whatever the reading does, and comes back when the group is shared out anew or its place is lost.
 */
export class GroupMember {
  readonly #options: GroupMemberOptions;
  readonly #nap = new Nap();
  #memberId = '';
  #generation: Generation | null = null;
  #heardAt: number;
  #joining = false;
  #leaving = false;
  #told = false;
  #rejoining = false;

  constructor(options: GroupMemberOptions) {
    this.#options = options;
    this.#heardAt = options.now();
  }

  get memberId(): string | null {
    return this.#memberId === '' ? null : this.#memberId;
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
        const generation = await this.#join();
        if (this.#isLeaving()) return;
        attempt = 0;
        this.#rejoining = false;
        this.#generation = generation;
        this.#hear();
        handler.assigned(generation);
        const why = await this.#stay(generation);
        if (this.#isLeaving()) return;
        await handler.ending(why);
        this.#generation = null;
      } catch (error) {
        this.#generation = null;
        if (this.#isLeaving()) return;
        const problem = asProblem(error);
        if (problem.code === 'GROUP_REFUSED_FOR_GOOD' || problem.exitCode === EXIT.unauthorised) {
          handler.failed(problem);
          return;
        }
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
    if (this.#memberId === '') return;
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
    const { coordinator, handler } = this.#options;
    const body = { groupId: coordinator.group, memberId: this.#memberId, groupInstanceId: null };
    try {
      await coordinator.call('LeaveGroup', VERSION.LeaveGroup, body, LEAVE_MS);
      say(handler, 'member', 'left the group');
    } catch {
      const text = 'could not say goodbye: our place ends with its session';
      say(handler, 'member', text, 'odd');
    }
  }

  #isLeaving(): boolean {
    return this.#leaving;
  }

  #hear(): void {
    this.#heardAt = this.#options.now();
    if (this.#told) this.#options.handler.heard(true);
    this.#told = false;
  }

  async #join(): Promise<Generation> {
    const { rebalanceTimeoutMs, sessionTimeoutMs } = this.#options;
    this.#joining = true;
    try {
      for (;;) {
        const joined = await this.#call<RawJoin>(
          'JoinGroup',
          {
            sessionTimeout: sessionTimeoutMs,
            rebalanceTimeout: rebalanceTimeoutMs,
            protocolType: 'consumer',
            groupProtocols: offeredProtocols(this.#options.topics),
          },
          rebalanceTimeoutMs + NETWORK_MS,
        );
        if (joined.errorCode === GROUP_CODE.memberIdRequired) {
          this.#memberId = joined.memberId;
          continue;
        }
        this.#failOn(joined.errorCode);
        this.#memberId = joined.memberId;
        return await this.#sync(joined);
      }
    } finally {
      this.#joining = false;
    }
  }

  async #sync(joined: RawJoin): Promise<Generation> {
    const { generationId, groupProtocol, leaderId, memberId, members } = joined;
    const isLeader = leaderId === memberId;
    const synced = await this.#call<RawSync>(
      'SyncGroup',
      {
        generationId,
        groupAssignment: isLeader ? await this.#shareOut(groupProtocol, members) : [],
      },
      this.#options.rebalanceTimeoutMs + NETWORK_MS,
    );
    this.#failOn(synced.errorCode);
    const share = decodeShare(synced.memberAssignment) ?? new Map<string, readonly number[]>();
    return { id: generationId, memberId, isLeader, protocol: groupProtocol, share };
  }

  async #shareOut(
    protocol: string,
    members: RawJoin['members'],
  ): Promise<ReturnType<typeof shareOut>> {
    const subscribers = members.map(({ memberId, memberMetadata }) => ({
      memberId,
      topics: subscribedTopics(memberMetadata),
    }));
    const topics = [...new Set(subscribers.flatMap((one) => one.topics))];
    return shareOut(protocol, subscribers, await this.#options.countPartitions(topics));
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
      wait = code === GROUP_CODE.none ? heartbeatMs : Math.min(heartbeatMs, HURRY_MS);
      if (code === GROUP_CODE.none) this.#hear();
      else if (code === GROUP_CODE.rebalanceInProgress) {
        this.#hear();
        return 'rebalance';
      } else if (code !== null && PLACE_LOST.has(code)) {
        this.#lostPlace(code);
        return 'lost';
      } else if (code !== null && isFinal(code)) throw this.#refused(code);
      else if (this.#options.now() > this.placeUntil) {
        const text = `no answer to a heartbeat for ${this.#silentWords()}: the place is given up`;
        say(handler, 'heartbeat', text, 'bad');
        return 'lost';
      } else this.#missed();
    }
  }

  /** The protocol's code; null where the coordinator could not be asked. */
  async #heartbeat({ id }: Generation): Promise<number | null> {
    const { sessionTimeoutMs } = this.#options;
    try {
      const answer = await this.#call<{ errorCode: number }>(
        'Heartbeat',
        { groupGenerationId: id },
        Math.max(1_000, Math.floor(sessionTimeoutMs / 3)),
      );
      if (isElsewhere(answer.errorCode)) this.#options.coordinator.forget();
      return answer.errorCode;
    } catch (error) {
      if (asProblem(error).exitCode === EXIT.unauthorised) throw error;
      return null;
    }
  }

  #missed(): void {
    if (this.#told) return;
    this.#told = true;
    const { handler } = this.#options;
    const text = `a heartbeat was missed: the coordinator of "${this.#options.coordinator.group}" does not answer`;
    say(handler, 'heartbeat', text, 'odd');
    handler.heard(false);
  }

  #lostPlace(code: number): void {
    const { handler, sessionTimeoutMs } = this.#options;
    const silent = this.#options.now() - this.#heardAt;
    const stalled =
      silent > sessionTimeoutMs
        ? `no heartbeat for ${this.#silentWords()}, and a session lasts ${seconds(sessionTimeoutMs)}`
        : nameOfCode(code);
    say(handler, 'heartbeat', `lost our place in the group (${stalled}); joining again`, 'bad');
    if (code === GROUP_CODE.unknownMember) this.#memberId = '';
  }

  #silentWords(): string {
    return seconds(this.#options.now() - this.#heardAt);
  }

  async #retryLater(problem: KafkaTuiError, attempt: number): Promise<void> {
    const wait = backoffMs(attempt);
    const { handler } = this.#options;
    // Joining is asked for again while the group changes: that is no news.
    if (problem.code !== 'GROUP_MOVING') {
      say(handler, 'retry', `${problem.message}; joining is tried again`, 'odd');
    }
    await this.#nap.sleep(wait);
  }

  /** Throws what a code means for joining; forgets what it takes back. */
  #failOn(code: number): void {
    if (code === GROUP_CODE.none) return;
    if (code === GROUP_CODE.unknownMember) this.#memberId = '';
    if (isElsewhere(code)) this.#options.coordinator.forget();
    if (isFinal(code)) throw this.#refused(code);
    const isMoving = code === GROUP_CODE.rebalanceInProgress || PLACE_LOST.has(code);
    const { message, next } = groupRefused(this.#options.coordinator.group, code);
    throw new KafkaTuiError({ code: isMoving ? 'GROUP_MOVING' : 'GROUP_REFUSED', message, next });
  }

  #refused(code: number): KafkaTuiError {
    const error = groupRefused(this.#options.coordinator.group, code);
    if (error.exitCode === EXIT.unauthorised) return error;
    const { message, next } = error;
    return new KafkaTuiError({ code: 'GROUP_REFUSED_FOR_GOOD', message, next });
  }

  #call<T>(api: keyof typeof VERSION, body: object, timeoutMs: number): Promise<T> {
    const { coordinator, instanceId } = this.#options;
    const common = {
      groupId: coordinator.group,
      memberId: this.#memberId,
      groupInstanceId: instanceId,
    };
    return coordinator.call<T>(api, VERSION[api], { ...common, ...body }, timeoutMs);
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

function asProblem(error: unknown): KafkaTuiError {
  if (error instanceof KafkaTuiError) return error;
  return new KafkaTuiError(
    {
      code: 'INTERNAL',
      message: `something went wrong inside kafka-tui: ${error instanceof Error ? error.message : String(error)}`,
      next: 'it is tried again; if it stays, report it',
    },
    { cause: error },
  );
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

import { randomUUID } from 'node:crypto';
import type { Alarms } from '../alarms.js';
import { ERROR } from '../../../kafka/protocol/error-codes.js';
import { ExpectedMembers } from './expected-members.js';
import {
  electProtocol,
  type JoinRequest,
  type JoinResult,
  MAX_SESSION_MS,
  Member,
  MUST_JOIN_AGAIN,
  NO_ASSIGNMENT,
  refusalOf,
  refused,
  type SyncResult,
} from './member.js';
import { GroupOffsets } from './offsets.js';

/** The states of a classic group, in the words that DescribeGroups uses. */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

/** One consumer group: who is in it, who has what, and how that changes hands. */
export class Group {
  readonly id: string;
  readonly offsets = new GroupOffsets();
  readonly #alarms: Alarms;
  readonly #initialDelayMs: number;
  readonly #members = new Map<string, Member>();
  readonly #expected: ExpectedMembers;
  #state: GroupState = 'Empty';
  #generation = 0;
  #leader = '';
  #protocol = '';
  #protocolType = '';
  #callOffRebalance: () => void = () => undefined;
  #holdingBack = false;

  constructor(id: string, alarms: Alarms, initialDelayMs: number) {
    this.id = id;
    this.#alarms = alarms;
    this.#expected = new ExpectedMembers(alarms);
    this.#initialDelayMs = initialDelayMs;
  }

  get state(): GroupState {
    return this.#state;
  }

  /** Nobody ever joined or committed: the group exists in name only. */
  get isDead(): boolean {
    return this.#generation === 0 && this.#members.size === 0 && this.offsets.isEmpty;
  }

  get generation(): number {
    return this.#generation;
  }

  get protocol(): string {
    return this.#state === 'Stable' || this.#state === 'CompletingRebalance' ? this.#protocol : '';
  }

  get protocolType(): string {
    return this.#protocolType;
  }

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  get leader(): string {
    return this.#leader;
  }

  join(request: JoinRequest): Promise<JoinResult> {
    const refusal = refusalOf(request, this.members, this.#protocolType);
    if (refusal !== ERROR.NONE) return Promise.resolve(refused(refusal, request.memberId));
    if (request.memberId === '') return this.#welcome(request);
    if (this.#expected.take(request.memberId)) return this.#admit(request.memberId, request);
    if (this.#isFenced(request.memberId, request.groupInstanceId)) {
      return Promise.resolve(refused(ERROR.FENCED_INSTANCE_ID, request.memberId));
    }
    const member = this.#members.get(request.memberId);
    if (member === undefined) {
      return Promise.resolve(refused(ERROR.UNKNOWN_MEMBER_ID, request.memberId));
    }
    return this.#rejoin(member, request);
  }

  sync(
    memberId: string,
    generationId: number,
    assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[],
  ): Promise<SyncResult> {
    const errorCode = this.check(memberId, generationId);
    const member = this.#members.get(memberId);
    if (errorCode !== ERROR.NONE || member === undefined) {
      return Promise.resolve({ errorCode, assignment: NO_ASSIGNMENT });
    }
    this.#keepAlive(member);
    if (this.#state === 'PreparingRebalance') {
      return Promise.resolve(MUST_JOIN_AGAIN);
    }
    if (this.#state === 'Stable') {
      return Promise.resolve({ errorCode: ERROR.NONE, assignment: member.assignment });
    }
    const result = member.awaitSync();
    if (memberId === this.#leader) this.#distribute(assignments);
    return result;
  }

  heartbeat(memberId: string, generationId: number): number {
    const errorCode = this.check(memberId, generationId);
    const member = this.#members.get(memberId);
    if (errorCode !== ERROR.NONE || member === undefined) return errorCode;
    this.#keepAlive(member);
    return this.#state === 'PreparingRebalance' ? ERROR.REBALANCE_IN_PROGRESS : ERROR.NONE;
  }

  leave(memberId: string, groupInstanceId: string | null = null): number {
    const id =
      memberId === '' && groupInstanceId !== null
        ? this.#byInstance(groupInstanceId)?.id
        : memberId;
    if (id === undefined) return ERROR.UNKNOWN_MEMBER_ID;
    if (this.#expected.take(id)) {
      this.#completeIfAllJoined();
      return ERROR.NONE;
    }
    return this.expel(id) ? ERROR.NONE : ERROR.UNKNOWN_MEMBER_ID;
  }

  /** Takes a member out, as a session that ran out does. */
  expel(memberId: string): boolean {
    const member = this.#members.get(memberId);
    if (member === undefined) return false;
    this.#remove(member);
    if (this.#state === 'PreparingRebalance') this.#completeIfAllJoined();
    else this.#prepare();
    return true;
  }

  /** Makes everybody join again; false while nobody is there or they already do. */
  rebalance(): boolean {
    if (this.#state === 'Empty' || this.#state === 'PreparingRebalance') return false;
    this.#prepare();
    return true;
  }

  /** Whether a member may act in a generation: an error code. */
  check(memberId: string, generationId: number, groupInstanceId: string | null = null): number {
    if (this.#isFenced(memberId, groupInstanceId)) return ERROR.FENCED_INSTANCE_ID;
    if (!this.#members.has(memberId)) return ERROR.UNKNOWN_MEMBER_ID;
    return generationId === this.#generation ? ERROR.NONE : ERROR.ILLEGAL_GENERATION;
  }

  #welcome(request: JoinRequest): Promise<JoinResult> {
    const { groupInstanceId, clientId, sessionTimeoutMs } = request;
    const memberId = `${groupInstanceId ?? clientId}-${randomUUID()}`;
    if (groupInstanceId !== null) {
      const former = this.#byInstance(groupInstanceId);
      if (former !== undefined) return this.#replace(former, memberId, request);
    } else if (request.idFirst) {
      this.#expected.expect(memberId, sessionTimeoutMs, () => {
        this.#completeIfAllJoined();
      });
      return Promise.resolve(refused(ERROR.MEMBER_ID_REQUIRED, memberId));
    }
    return this.#admit(memberId, request);
  }

  /**
   * Somebody comes back under a `group.instance.id`: the place goes on under another member id, without sharing out
   * anew while everybody has a share. Who comes back with a version before 9 is not told that it leads.
   */
  #replace(former: Member, memberId: string, request: JoinRequest): Promise<JoinResult> {
    const leader = this.#leader;
    const member = new Member(memberId, request);
    member.assignment = former.assignment;
    const goesOn = this.#state === 'Stable' && former.bringsTheSame(request);
    this.#remove(former, ERROR.FENCED_INSTANCE_ID);
    this.#members.set(memberId, member);
    if (leader === former.id) this.#leader = memberId;
    if (!goesOn) return this.#joinRebalance(member);
    this.#keepAlive(member);
    return Promise.resolve({ ...this.#joined(member), leader, members: [] });
  }

  #isFenced(memberId: string, groupInstanceId: string | null): boolean {
    const holder = groupInstanceId === null ? undefined : this.#byInstance(groupInstanceId);
    return holder !== undefined && holder.id !== memberId;
  }

  #admit(memberId: string, request: JoinRequest): Promise<JoinResult> {
    const member = new Member(memberId, request);
    this.#members.set(memberId, member);
    this.#protocolType = request.protocolType;
    return this.#joinRebalance(member);
  }

  #rejoin(member: Member, request: JoinRequest): Promise<JoinResult> {
    const same = member.bringsTheSame(request);
    const settled =
      (this.#state === 'CompletingRebalance' && same) ||
      (this.#state === 'Stable' && same && member.id !== this.#leader);
    if (settled) {
      this.#keepAlive(member);
      return Promise.resolve(this.#joined(member));
    }
    member.request = request;
    return this.#joinRebalance(member);
  }

  #joinRebalance(member: Member): Promise<JoinResult> {
    const result = member.awaitJoin();
    this.#keepAlive(member);
    if (this.#state === 'PreparingRebalance') this.#completeIfAllJoined();
    else this.#prepare();
    return result;
  }

  #prepare(): void {
    this.#holdingBack = this.#state === 'Empty' && this.#initialDelayMs > 0;
    for (const member of this.#members.values()) {
      member.assignment = NO_ASSIGNMENT;
      member.answerSync(MUST_JOIN_AGAIN);
    }
    this.#state = 'PreparingRebalance';
    this.#callOffRebalance();
    const longest = this.members.reduce((max, { request }) => {
      const timeout = request.rebalanceTimeoutMs;
      return Math.max(max, timeout > 0 ? timeout : request.sessionTimeoutMs);
    }, 0);
    this.#callOffRebalance = this.#alarms.after(
      this.#holdingBack ? this.#initialDelayMs : Math.min(longest, MAX_SESSION_MS),
      () => {
        this.#holdingBack = false;
        this.#complete();
      },
    );
    this.#completeIfAllJoined();
  }

  #completeIfAllJoined(): void {
    if (this.#state !== 'PreparingRebalance' || this.#holdingBack) return;
    const waitsFor = this.members.some((member) => !member.isJoining);
    // An empty group does not wait for ids that may never be used.
    if (waitsFor || (!this.#expected.none && this.#members.size > 0)) return;
    this.#complete();
  }

  #complete(): void {
    this.#callOffRebalance();
    for (const member of this.members) if (!member.isJoining) this.#remove(member);
    this.#generation += 1;
    const protocol = electProtocol(this.members);
    if (protocol === null) {
      this.#state = 'Empty';
      this.#leader = '';
      return;
    }
    this.#state = 'CompletingRebalance';
    this.#protocol = protocol;
    if (!this.#members.has(this.#leader)) this.#leader = this.members[0]?.id ?? '';
    for (const member of this.members) {
      member.answerJoin(this.#joined(member));
      this.#keepAlive(member);
    }
  }

  #distribute(
    assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[],
  ): void {
    for (const { memberId, assignment } of assignments) {
      const member = this.#members.get(memberId);
      // A copy: the request's buffer is much bigger, and would be kept with it.
      if (member !== undefined) member.assignment = Buffer.from(assignment);
    }
    this.#state = 'Stable';
    for (const member of this.#members.values()) {
      member.answerSync({ errorCode: ERROR.NONE, assignment: member.assignment });
      this.#keepAlive(member);
    }
  }

  #joined(member: Member): JoinResult {
    return {
      errorCode: ERROR.NONE,
      generationId: this.#generation,
      protocolName: this.#protocol,
      leader: this.#leader,
      memberId: member.id,
      members:
        member.id === this.#leader
          ? this.members.map((one) => ({
              memberId: one.id,
              groupInstanceId: one.request.groupInstanceId,
              metadata: one.metadataFor(this.#protocol),
            }))
          : [],
    };
  }

  #remove(member: Member, reason: number = ERROR.UNKNOWN_MEMBER_ID): void {
    member.callOffSession();
    this.#members.delete(member.id);
    member.answerJoin(refused(reason, member.id));
    member.answerSync({ errorCode: reason, assignment: NO_ASSIGNMENT });
  }

  #keepAlive(member: Member): void {
    member.callOffSession();
    member.callOffSession = this.#alarms.after(member.request.sessionTimeoutMs, () => {
      // Who is kept waiting cannot send heartbeats, and is not to blame for it.
      if (member.isWaiting) this.#keepAlive(member);
      else this.expel(member.id);
    });
  }

  #byInstance(groupInstanceId: string): Member | undefined {
    return this.members.find((member) => member.request.groupInstanceId === groupInstanceId);
  }
}

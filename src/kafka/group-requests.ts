import { EXIT, KafkaTuiError } from '../model/problem.js';
import { GROUP_CODE, groupRefused, isElsewhere, isFinal } from './group-codes.js';
import type { GroupCoordinator } from './group-coordinator.js';

/** The newest versions that kafkajs writes and reads. */
const VERSION = { JoinGroup: 5, SyncGroup: 3, Heartbeat: 3, LeaveGroup: 3 };

/** The code of a problem that trying again does not help. */
export const FOR_GOOD = 'GROUP_REFUSED_FOR_GOOD';
/** The code of one that is none: the group changes while it is joined. */
export const MOVING = 'GROUP_MOVING';

/** The errors of a place that is gone, or no longer the newest. */
const PLACE_LOST = new Set<number>([GROUP_CODE.unknownMember, GROUP_CODE.illegalGeneration]);

export function isPlaceLost(code: number): boolean {
  return PLACE_LOST.has(code);
}

/** What a member says to its coordinator, under the id that it was given. */
export class GroupRequests {
  /** Empty until the coordinator has given one. */
  memberId = '';
  readonly coordinator: GroupCoordinator;
  readonly #instanceId: string | null;

  constructor(coordinator: GroupCoordinator, instanceId: string | null) {
    this.coordinator = coordinator;
    this.#instanceId = instanceId;
  }

  call<T>(api: keyof typeof VERSION, body: object, timeoutMs: number): Promise<T> {
    const common = {
      groupId: this.coordinator.group,
      memberId: this.memberId,
      groupInstanceId: this.#instanceId,
    };
    return this.coordinator.call<T>(api, VERSION[api], { ...common, ...body }, timeoutMs);
  }

  /** Throws what a code means for joining; forgets what it takes back. */
  failOn(code: number): void {
    if (code === GROUP_CODE.none) return;
    if (code === GROUP_CODE.unknownMember) this.memberId = '';
    if (isElsewhere(code)) this.coordinator.forget();
    if (isFinal(code)) throw this.refused(code);
    const isMoving = code === GROUP_CODE.rebalanceInProgress || isPlaceLost(code);
    const { message, next } = groupRefused(this.coordinator.group, code);
    throw new KafkaTuiError({ code: isMoving ? MOVING : 'GROUP_REFUSED', message, next });
  }

  /** What a code that is final means; who was fenced off has no place that could be kept, or left. */
  refused(code: number): KafkaTuiError {
    if (code === GROUP_CODE.fencedInstance) this.memberId = '';
    const error = groupRefused(this.coordinator.group, code);
    if (error.exitCode === EXIT.unauthorised) return error;
    const { message, next } = error;
    return new KafkaTuiError({ code: FOR_GOOD, message, next });
  }
}

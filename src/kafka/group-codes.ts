import { EXIT, KafkaTuiError } from '../model/problem.js';
import { nameOfCode } from './errors.js';

/** Kafka's error codes that mean something of their own to a member. */
export const GROUP_CODE = {
  none: 0,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  illegalGeneration: 22,
  inconsistentProtocol: 23,
  invalidGroupId: 24,
  unknownMember: 25,
  invalidSessionTimeout: 26,
  rebalanceInProgress: 27,
  topicAuthorizationFailed: 29,
  groupAuthorizationFailed: 30,
  memberIdRequired: 79,
  groupFull: 81,
  fencedInstance: 82,
} as const;

const NEXT: Readonly<Record<number, { readonly why: string; readonly next: string }>> = {
  [GROUP_CODE.inconsistentProtocol]: {
    why: 'its members share partitions in a way that kafka-tui does not speak (it speaks range, roundrobin)',
    next: 'choose another group name, or let the members use range: partition.assignment.strategy',
  },
  [GROUP_CODE.invalidGroupId]: { why: 'that is no name for a group', next: 'choose another name' },
  [GROUP_CODE.invalidSessionTimeout]: {
    why: 'the broker does not allow this session time-out',
    next: 'choose one within its bounds, usually 6000 to 1800000: -X session.timeout.ms=30000',
  },
  [GROUP_CODE.groupFull]: {
    why: 'it is full (group.max.size)',
    next: 'let another member leave first, or choose another group name',
  },
  [GROUP_CODE.fencedInstance]: {
    why: 'another member has taken its group.instance.id',
    next: 'give each member an id of its own, or none: -X group.instance.id=NAME',
  },
};

/** The coordinator is elsewhere, or not ready: ask again who it is. */
export function isElsewhere(code: number): boolean {
  return code === GROUP_CODE.notCoordinator || code === GROUP_CODE.coordinatorNotAvailable;
}

/** Asked again in a moment it may well do what it was asked for. */
export function isNotReady(code: number): boolean {
  return isElsewhere(code) || code === GROUP_CODE.coordinatorLoading;
}

/** What waiting does not help against. */
export function isFinal(code: number): boolean {
  return NEXT[code] !== undefined || code === GROUP_CODE.groupAuthorizationFailed;
}

/** Why a group does not take us; `code` is the protocol's. */
export function groupRefused(group: string, code: number): KafkaTuiError {
  if (code === GROUP_CODE.groupAuthorizationFailed) {
    return new KafkaTuiError({
      code: 'GROUP_UNAUTHORISED',
      message: `no permission to be a member of group "${group}" (group authorization failed)`,
      next: 'is this the right user, and the group that you were given? ask for the right to READ the group',
      exitCode: EXIT.unauthorised,
    });
  }
  const known = NEXT[code];
  return new KafkaTuiError({
    code: 'GROUP_REFUSED',
    message: `group "${group}": ${known?.why ?? nameOfCode(code)}`,
    next: known?.next ?? 'it is tried again by itself',
  });
}

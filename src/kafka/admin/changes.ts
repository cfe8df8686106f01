import type { Cluster } from '../cluster.js';
import { nameOfCode } from '../errors.js';
import { ERROR } from '../protocol/error-codes.js';
import { deleteGroups, offsetCommit } from '../protocol/messages-group.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { askBroker, grouped } from './broker-answer.js';

export interface NewOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** Who commits without being a member says so: as Kafka's own tool does for a group without members. */
const NO_MEMBER = { generationId: -1, memberId: '' };

/** A partition whose offset was not taken. */
export interface RefusedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
}

/**
 * Sets a group's offsets while it has no members; gives those that were not taken. Throws where that is so for
 * the whole group, and nothing was changed.
 */
export async function commitFor(
  cluster: Cluster,
  coordinator: number,
  group: string,
  offsets: readonly NewOffset[],
): Promise<RefusedOffset[]> {
  const topics = [...grouped(offsets, ({ topic }) => topic)].map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map(({ partition, offset }) => ({ partition, offset, metadata: '' })),
  }));
  const answer = await askBroker(cluster, coordinator, offsetCommit, {
    groupId: group,
    ...NO_MEMBER,
    topics,
  });
  const refused = answer.topics.flatMap(({ topic, partitions }) =>
    partitions
      .filter(({ errorCode }) => errorCode !== 0)
      .map(({ partition, errorCode }) => ({ topic, partition, errorCode })),
  );
  const ofGroup = refused.find(({ errorCode }) => isOfGroup(errorCode));
  if (ofGroup && refused.length === offsets.length) throw notReset(group, ofGroup.errorCode);
  return refused;
}

function notReset(group: string, errorCode: number): KafkaTuiError {
  if (isOfMembers(errorCode)) return groupInUse(group, 'it has got members meanwhile');
  if (errorCode === ERROR.GROUP_AUTHORIZATION_FAILED) return unauthorised('reset', group);
  return new KafkaTuiError({
    code: 'RESET_FAILED',
    message: `group "${group}" was not reset: ${nameOfCode(errorCode)}`,
    next: 'no offset was changed; look again, and try again',
  });
}

/** What is said of the group, and so of each of its partitions. */
function isOfGroup(errorCode: number): boolean {
  return (
    isOfMembers(errorCode) ||
    errorCode === ERROR.GROUP_AUTHORIZATION_FAILED ||
    errorCode === ERROR.NOT_COORDINATOR ||
    errorCode === ERROR.COORDINATOR_NOT_AVAILABLE ||
    errorCode === ERROR.COORDINATOR_LOAD_IN_PROGRESS
  );
}

/** How a coordinator says that a group has members, to who is none of them. */
function isOfMembers(errorCode: number): boolean {
  return (
    errorCode === ERROR.UNKNOWN_MEMBER_ID ||
    errorCode === ERROR.ILLEGAL_GENERATION ||
    errorCode === ERROR.REBALANCE_IN_PROGRESS ||
    errorCode === ERROR.STALE_MEMBER_EPOCH
  );
}

/** Deletes a group with all its offsets. Throws when it was not deleted. */
export async function removeGroup(
  cluster: Cluster,
  coordinator: number,
  group: string,
): Promise<void> {
  const { results } = await askBroker(cluster, coordinator, deleteGroups, { groups: [group] });
  const errorCode = results[0]?.errorCode ?? ERROR.UNKNOWN_SERVER_ERROR;
  if (errorCode === 0) return;
  if (errorCode === ERROR.NON_EMPTY_GROUP) throw groupInUse(group, 'it has members');
  if (errorCode === ERROR.GROUP_ID_NOT_FOUND) throw noGroup(group);
  if (errorCode === ERROR.GROUP_AUTHORIZATION_FAILED) throw unauthorised('delete', group);
  throw new KafkaTuiError({
    code: 'DELETE_FAILED',
    message: `group "${group}" was not deleted: ${nameOfCode(errorCode)}`,
    next: 'look again, and try again',
  });
}

export function groupInUse(group: string, why: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'GROUP_IN_USE',
    message: `group "${group}" is in use: ${why}; nothing was changed`,
    next: 'stop its consumers first, and wait until they have left',
  });
}

export function noGroup(group: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'GROUP_NOT_FOUND',
    message: `there is no group "${group}"`,
    next: 'is it spelled right? it may have been deleted meanwhile',
  });
}

function unauthorised(what: 'reset' | 'delete', group: string): KafkaTuiError {
  const right = what === 'reset' ? 'READ' : 'DELETE';
  return new KafkaTuiError({
    code: 'GROUP_UNAUTHORISED',
    message: `no permission to ${what} group "${group}" (group authorization failed)`,
    next: `is this the right user? ask for the right to ${right} the group`,
    exitCode: EXIT.unauthorised,
  });
}

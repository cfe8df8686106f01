import type { Group } from '../group/group.js';
import { ERROR } from '../../../kafka/protocol/error-codes.js';
import {
  deleteGroups,
  describeGroups,
  heartbeat,
  joinGroup,
  leaveGroup,
  listGroups,
  syncGroup,
} from '../../../kafka/protocol/messages-group.js';
import { type Call, route } from './route.js';

const NOTHING = Buffer.alloc(0);
/** The rebalance protocol of all groups here. */
const GROUP_TYPE = 'classic';
/** From this version on a new member is given its id first (KIP-394). */
const ID_FIRST_SINCE = 4;

/** Whether this broker looks after the group: an error code. */
export function coordinates(groupId: string, { cluster, node }: Call): number {
  if (groupId === '') return ERROR.INVALID_GROUP_ID;
  const coordinator = cluster.coordinatorOf(groupId);
  if (coordinator === undefined) return ERROR.COORDINATOR_NOT_AVAILABLE;
  return coordinator.id === node.id ? ERROR.NONE : ERROR.NOT_COORDINATOR;
}

export const joinGroupRoute = route(joinGroup, async (request, call) => {
  const errorCode = coordinates(request.groupId, call);
  if (errorCode !== ERROR.NONE) {
    const { memberId } = request;
    return { errorCode, generationId: -1, protocolName: '', leader: '', memberId, members: [] };
  }
  return call.cluster.groups.group(request.groupId).join({
    ...request,
    // Copies: what a group keeps must not keep the whole request with it.
    protocols: request.protocols.map(({ name, metadata }) => ({
      name,
      metadata: Buffer.from(metadata),
    })),
    clientId: call.header.clientId ?? '',
    clientHost: call.clientHost,
    idFirst: call.header.apiVersion >= ID_FIRST_SINCE,
  });
});

export const syncGroupRoute = route(syncGroup, async (request, call) => {
  const found = coordinated(request.groupId, call);
  if (typeof found === 'number') return { errorCode: found, assignment: NOTHING };
  const { memberId, generationId, groupInstanceId } = request;
  const errorCode = found.check(memberId, generationId, groupInstanceId);
  if (errorCode !== ERROR.NONE) return { errorCode, assignment: NOTHING };
  return found.sync(memberId, generationId, request.assignments);
});

export const heartbeatRoute = route(heartbeat, (request, call) => {
  const found = coordinated(request.groupId, call);
  if (typeof found === 'number') return { errorCode: found };
  const { memberId, generationId, groupInstanceId } = request;
  const errorCode = found.check(memberId, generationId, groupInstanceId);
  return {
    errorCode: errorCode === ERROR.NONE ? found.heartbeat(memberId, generationId) : errorCode,
  };
});

export const leaveGroupRoute = route(leaveGroup, (request, call) => {
  const refusal = coordinates(request.groupId, call);
  if (refusal !== ERROR.NONE) return { errorCode: refusal };
  const group = call.cluster.groups.find(request.groupId);
  const leave = (memberId: string, groupInstanceId: string | null): number =>
    group?.leave(memberId, groupInstanceId) ?? ERROR.UNKNOWN_MEMBER_ID;
  if (call.header.apiVersion < 3) return { errorCode: leave(request.memberId, null) };
  return {
    errorCode: ERROR.NONE,
    members: request.members.map(({ memberId, groupInstanceId }) => ({
      memberId,
      groupInstanceId,
      errorCode: leave(memberId, groupInstanceId),
    })),
  };
});

export const describeGroupsRoute = route(describeGroups, (request, call) => ({
  groups: request.groups.map((groupId) => {
    const injected = call.faults.errorFor('DescribeGroups', groupId);
    const errorCode = injected === 0 ? coordinates(groupId, call) : injected;
    const group = errorCode === ERROR.NONE ? call.cluster.groups.find(groupId) : undefined;
    return { errorCode, groupId, ...describe(group) };
  }),
}));

function describe(group: Group | undefined) {
  // Kafka's word for a group that is not there.
  if (group === undefined) return { state: 'Dead', protocolType: '', protocol: '', members: [] };
  const { state, protocolType, protocol } = group;
  return {
    state,
    protocolType,
    protocol,
    members: group.members.map((member) => ({
      memberId: member.id,
      groupInstanceId: member.request.groupInstanceId,
      clientId: member.request.clientId,
      clientHost: member.request.clientHost,
      metadata: state === 'Stable' ? member.metadataFor(protocol) : NOTHING,
      assignment: state === 'Stable' ? member.assignment : NOTHING,
    })),
  };
}

export const listGroupsRoute = route(listGroups, (request, call) => ({
  errorCode: ERROR.NONE,
  groups: call.cluster.groups.all
    .filter((group) => coordinates(group.id, call) === ERROR.NONE)
    .filter((group) => request.states.length === 0 || request.states.includes(group.state))
    .filter(() => request.types.length === 0 || request.types.includes(GROUP_TYPE))
    .map((group) => ({
      groupId: group.id,
      protocolType: group.protocolType,
      state: group.state,
      groupType: GROUP_TYPE,
    })),
}));

export const deleteGroupsRoute = route(deleteGroups, (request, call) => ({
  results: request.groups.map((groupId) => ({ groupId, errorCode: remove(groupId, call) })),
}));

function remove(groupId: string, call: Call): number {
  const injected = call.faults.errorFor('DeleteGroups', groupId);
  const errorCode = injected === 0 ? coordinates(groupId, call) : injected;
  if (errorCode !== ERROR.NONE) return errorCode;
  const group = call.cluster.groups.find(groupId);
  if (group === undefined) return ERROR.GROUP_ID_NOT_FOUND;
  if (group.members.length > 0) return ERROR.NON_EMPTY_GROUP;
  call.cluster.groups.delete(groupId);
  return ERROR.NONE;
}

/** The group a member speaks of; an error code where it is not here or not known. */
function coordinated(groupId: string, call: Call): Group | number {
  const errorCode = coordinates(groupId, call);
  if (errorCode !== ERROR.NONE) return errorCode;
  return call.cluster.groups.find(groupId) ?? ERROR.UNKNOWN_MEMBER_ID;
}

import { KafkaTuiError } from '../../model/problem.js';
import type { GroupKind, GroupMemberRow } from '../../model/watch.js';
import type { Cluster } from '../cluster.js';
import { nameOfCode } from '../errors.js';
import { ERROR } from '../protocol/error-codes.js';
import { consumerGroupDescribe, describeGroups, listGroups } from '../protocol/messages-group.js';
import { inOrder, readAssignment } from './assignment.js';
import { askBroker, brokerSpeaks, piecesOf } from './broker-answer.js';

/** A group as the broker that coordinates it lists it. */
export interface ListedGroup {
  readonly id: string;
  readonly kind: GroupKind;
  /** null from brokers before Kafka 2.6. */
  readonly state: string | null;
  /** Broker id. */
  readonly coordinator: number;
}

export interface DescribedGroup {
  readonly id: string;
  /** Not 0: the rest says nothing. */
  readonly errorCode: number;
  readonly kind: GroupKind;
  readonly state: string;
  readonly protocol: string | null;
  /** `consumer`, `connect`, …; empty for who commits without being a member. */
  readonly protocolType: string;
  readonly members: readonly GroupMemberRow[];
  /** What can't be seen of it, in words; null for nothing. */
  readonly trouble: string | null;
}

/** Groups in one request: their members come along. */
const A_REQUEST = 50;

/**
 * The groups that a broker coordinates; null while it is still loading them. Throws where it can't be asked, or
 * refuses.
 */
export async function groupsOf(cluster: Cluster, nodeId: number): Promise<ListedGroup[] | null> {
  const answer = await askBroker(cluster, nodeId, listGroups, {});
  if (answer.errorCode !== 0) {
    if (answer.errorCode === ERROR.COORDINATOR_LOAD_IN_PROGRESS) return null;
    throw new KafkaTuiError({
      code: 'GROUPS_UNAVAILABLE',
      message: `broker ${nodeId} does not list its groups: ${nameOfCode(answer.errorCode)}`,
      next: 'it is asked again by itself; is this the right user?',
    });
  }
  return answer.groups.map(({ groupId, state, groupType }) => ({
    id: groupId,
    kind: kindOf(groupType),
    state: state === '' ? null : state,
    coordinator: nodeId,
  }));
}

/** Brokers that do not say which kind a group is know only one. */
function kindOf(type: string): GroupKind {
  const word = type.toLowerCase();
  if (word === '' || word === 'classic') return 'classic';
  return word === 'consumer' || word === 'share' ? word : 'unknown';
}

/** What the coordinator tells of its groups; those of kinds that can't be described are left out. */
export async function describeOn(
  cluster: Cluster,
  nodeId: number,
  groups: readonly Pick<ListedGroup, 'id' | 'kind'>[],
): Promise<DescribedGroup[]> {
  const of = (kind: GroupKind): string[] =>
    groups.filter((group) => group.kind === kind).map(({ id }) => id);
  const described: DescribedGroup[] = [];
  for (const ids of piecesOf(of('classic'), A_REQUEST)) {
    described.push(...(await describeClassic(cluster, nodeId, ids)));
  }
  const consumer = of('consumer');
  if (consumer.length === 0) return described;
  if (!(await brokerSpeaks(cluster, nodeId, consumerGroupDescribe)))
    return [...described, ...consumer.map(undescribed)];
  for (const ids of piecesOf(consumer, A_REQUEST)) {
    described.push(...(await describeConsumer(cluster, nodeId, ids)));
  }
  return described;
}

/** What is known of a group of the new kind where its broker does not describe those. */
function undescribed(id: string): DescribedGroup {
  return {
    ...{ id, errorCode: ERROR.UNSUPPORTED_VERSION, kind: 'consumer', state: '' },
    ...{ protocol: null, protocolType: 'consumer', members: [], trouble: null },
  };
}

async function describeClassic(
  cluster: Cluster,
  nodeId: number,
  ids: readonly string[],
): Promise<DescribedGroup[]> {
  const { groups } = await askBroker(cluster, nodeId, describeGroups, { groups: ids });
  return groups.map(({ groupId, errorCode, state, protocol, protocolType, members }) => {
    const rows = members.map((member) => ({
      memberId: member.memberId,
      clientId: member.clientId,
      host: hostOf(member.clientHost),
      assignment: readAssignment(protocolType, member.assignment),
    }));
    const unread = rows.filter(({ assignment }) => assignment === null).length;
    return {
      id: groupId,
      errorCode,
      kind: 'classic' as const,
      state,
      protocol: protocol === '' ? null : protocol,
      protocolType,
      members: rows,
      trouble: unread === 0 ? null : unreadable(unread, protocolType),
    };
  });
}

function unreadable(members: number, protocolType: string): string {
  const whose = members === 1 ? 'one member' : `${members} members`;
  return protocolType === 'consumer'
    ? `the assignment of ${whose} can't be read`
    : `what ${whose} of a "${protocolType}" group work on can't be read: only consumers say it in a known form`;
}

async function describeConsumer(
  cluster: Cluster,
  nodeId: number,
  ids: readonly string[],
): Promise<DescribedGroup[]> {
  const { groups } = await askBroker(cluster, nodeId, consumerGroupDescribe, {
    groups: ids,
    includeOperations: false,
  });
  return groups.map(({ groupId, errorCode, state, assignorName, members }) => ({
    id: groupId,
    errorCode,
    kind: 'consumer' as const,
    state,
    protocol: assignorName === '' ? null : assignorName,
    protocolType: 'consumer',
    members: members.map(({ memberId, clientId, clientHost, assignment }) => ({
      memberId,
      clientId,
      host: hostOf(clientHost),
      assignment: inOrder(assignment.topicPartitions),
    })),
    trouble: null,
  }));
}

/** Kafka writes Java's form of an address: `/10.0.0.7`, or `name/10.0.0.7`. */
function hostOf(clientHost: string): string {
  return clientHost.startsWith('/') ? clientHost.slice(1) : clientHost;
}

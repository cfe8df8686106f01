import type { DescribedGroup, DescribedMember } from '../model/timeline.js';
import { decodeShare, subscribedTopics } from './group-assignment.js';
import { GROUP_CODE, groupRefused, isElsewhere } from './group-codes.js';
import type { GroupCoordinator } from './group-coordinator.js';

interface RawGroups {
  groups: {
    errorCode: number;
    groupId: string;
    state: string;
    members: {
      memberId: string;
      clientId: string;
      clientHost: string;
      memberMetadata: Buffer;
      memberAssignment: Buffer;
    }[];
  }[];
}

/** A group, and what each of its members wants. */
export interface SubscribedGroup extends DescribedGroup {
  readonly members: readonly (DescribedMember & { readonly subscribed: readonly string[] })[];
}

const VERSION = 2;

/** The group as its coordinator tells it. Rejects with a KafkaTuiError. */
export async function describeGroup(coordinator: GroupCoordinator): Promise<SubscribedGroup> {
  const raw = await coordinator.call<RawGroups>('DescribeGroups', VERSION, {
    groupIds: [coordinator.group],
  });
  const group = raw.groups.find(({ groupId }) => groupId === coordinator.group);
  const code = group?.errorCode ?? GROUP_CODE.none;
  if (group === undefined || code !== GROUP_CODE.none) {
    if (isElsewhere(code)) coordinator.forget();
    throw groupRefused(coordinator.group, code);
  }
  return {
    id: group.groupId,
    state: group.state,
    members: group.members.map((member) => {
      const { memberId, clientId, clientHost, memberMetadata, memberAssignment } = member;
      const subscribed = subscribedTopics(memberMetadata);
      const share = decodeShare(memberAssignment);
      const assignment =
        share === null ? null : [...share].map(([topic, partitions]) => ({ topic, partitions }));
      return { memberId, clientId, host: clientHost, assignment, subscribed };
    }),
  };
}

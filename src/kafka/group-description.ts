import type { DescribedGroup } from '../model/timeline.js';
import { decodeShare } from './group-assignment.js';
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
      memberAssignment: Buffer;
    }[];
  }[];
}

const VERSION = 2;

/** The group as its coordinator tells it. Rejects with a KafkaTuiError. */
export async function describeGroup(coordinator: GroupCoordinator): Promise<DescribedGroup> {
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
    members: group.members.map(({ memberId, clientId, clientHost, memberAssignment }) => {
      const share = decodeShare(memberAssignment);
      const assignment =
        share === null ? null : [...share].map(([topic, partitions]) => ({ topic, partitions }));
      return { memberId, clientId, host: clientHost, assignment };
    }),
  };
}

import { api } from './api.js';
import {
  array,
  between,
  bool,
  bytes,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableString,
  optional,
  since,
  string,
  struct,
  until,
  uuid,
} from './schema.js';

const OPERATIONS_UNKNOWN = -2147483648;

export const offsetCommit = api({
  key: 8,
  name: 'OffsetCommit',
  min: 2,
  max: 7,
  flexibleSince: 8,
  request: struct({
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: since(7, nullableString, null),
    retentionTimeMs: between(2, 4, int64, -1n),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partition: int32,
            offset: int64,
            leaderEpoch: since(6, int32, -1),
            metadata: nullableString,
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: since(3, int32, 0),
    topics: array(
      struct({
        topic: string,
        partitions: array(struct({ partition: int32, errorCode: int16 })),
      }),
    ),
  }),
});

const committedOffsets = array(
  struct({
    topic: string,
    partitions: array(
      struct({
        partition: int32,
        offset: int64,
        leaderEpoch: since(5, int32, -1),
        metadata: nullableString,
        errorCode: int16,
      }),
    ),
  }),
);

const wantedOffsets = nullableArray(struct({ topic: string, partitions: array(int32) }));

/** Up to v7 about one group; from v8 on about any number, under `groups`. */
export const offsetFetch = api({
  key: 9,
  name: 'OffsetFetch',
  min: 1,
  max: 8,
  flexibleSince: 6,
  request: struct({
    groupId: until(7, string, ''),
    topics: until(7, wantedOffsets, null),
    groups: since(8, array(struct({ groupId: string, topics: wantedOffsets })), []),
    requireStable: since(7, bool, false),
  }),
  response: struct({
    throttleTimeMs: since(3, int32, 0),
    topics: until(7, committedOffsets, []),
    errorCode: between(2, 7, int16, 0),
    groups: since(
      8,
      array(struct({ groupId: string, topics: committedOffsets, errorCode: int16 })),
      [],
    ),
  }),
});

export const findCoordinator = api({
  key: 10,
  name: 'FindCoordinator',
  min: 0,
  max: 2,
  flexibleSince: 3,
  request: struct({ key: string, keyType: since(1, int8, 0) }),
  response: struct({
    throttleTimeMs: since(1, int32, 0),
    errorCode: int16,
    errorMessage: since(1, nullableString, null),
    nodeId: int32,
    host: string,
    port: int32,
  }),
});

export const joinGroup = api({
  key: 11,
  name: 'JoinGroup',
  min: 0,
  max: 5,
  flexibleSince: 6,
  request: struct({
    groupId: string,
    sessionTimeoutMs: int32,
    rebalanceTimeoutMs: since(1, int32, -1),
    memberId: string,
    groupInstanceId: since(5, nullableString, null),
    protocolType: string,
    protocols: array(struct({ name: string, metadata: bytes })),
  }),
  response: struct({
    throttleTimeMs: since(2, int32, 0),
    errorCode: int16,
    generationId: int32,
    protocolName: string,
    leader: string,
    memberId: string,
    members: array(
      struct({
        memberId: string,
        groupInstanceId: since(5, nullableString, null),
        metadata: bytes,
      }),
    ),
  }),
});

export const heartbeat = api({
  key: 12,
  name: 'Heartbeat',
  min: 0,
  max: 3,
  flexibleSince: 4,
  request: struct({
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: since(3, nullableString, null),
  }),
  response: struct({ throttleTimeMs: since(1, int32, 0), errorCode: int16 }),
});

export const leaveGroup = api({
  key: 13,
  name: 'LeaveGroup',
  min: 0,
  max: 3,
  flexibleSince: 4,
  request: struct({
    groupId: string,
    memberId: until(2, string, ''),
    members: since(3, array(struct({ memberId: string, groupInstanceId: nullableString })), []),
  }),
  response: struct({
    throttleTimeMs: since(1, int32, 0),
    errorCode: int16,
    members: since(
      3,
      array(struct({ memberId: string, groupInstanceId: nullableString, errorCode: int16 })),
      [],
    ),
  }),
});

export const syncGroup = api({
  key: 14,
  name: 'SyncGroup',
  min: 0,
  max: 3,
  flexibleSince: 4,
  request: struct({
    groupId: string,
    generationId: int32,
    memberId: string,
    groupInstanceId: since(3, nullableString, null),
    assignments: array(struct({ memberId: string, assignment: bytes })),
  }),
  response: struct({
    throttleTimeMs: since(1, int32, 0),
    errorCode: int16,
    assignment: bytes,
  }),
});

export const describeGroups = api({
  key: 15,
  name: 'DescribeGroups',
  min: 0,
  max: 4,
  flexibleSince: 5,
  request: struct({ groups: array(string), includeOperations: since(3, bool, false) }),
  response: struct({
    throttleTimeMs: since(1, int32, 0),
    groups: array(
      struct({
        errorCode: int16,
        groupId: string,
        state: string,
        protocolType: string,
        protocol: string,
        members: array(
          struct({
            memberId: string,
            groupInstanceId: since(4, nullableString, null),
            clientId: string,
            clientHost: string,
            metadata: bytes,
            assignment: bytes,
          }),
        ),
        operations: since(3, int32, OPERATIONS_UNKNOWN),
      }),
    ),
  }),
});

export const listGroups = api({
  key: 16,
  name: 'ListGroups',
  min: 0,
  max: 5,
  flexibleSince: 3,
  request: struct({
    states: since(4, array(string), []),
    types: since(5, array(string), []),
  }),
  response: struct({
    throttleTimeMs: since(1, int32, 0),
    errorCode: int16,
    groups: array(
      struct({
        groupId: string,
        protocolType: string,
        state: since(4, string, ''),
        groupType: since(5, string, ''),
      }),
    ),
  }),
});

export const deleteGroups = api({
  key: 42,
  name: 'DeleteGroups',
  min: 0,
  max: 1,
  flexibleSince: 2,
  request: struct({ groups: array(string) }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    results: array(struct({ groupId: string, errorCode: int16 })),
  }),
});

const memberAssignment = struct({
  topicPartitions: array(struct({ topicId: uuid, topic: string, partitions: array(int32) })),
});

/** Groups of the new rebalance protocol (KIP-848), which DescribeGroups takes for dead. */
export const consumerGroupDescribe = api({
  key: 69,
  name: 'ConsumerGroupDescribe',
  min: 0,
  max: 1,
  flexibleSince: 0,
  request: struct({ groups: array(string), includeOperations: bool }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    groups: array(
      struct({
        errorCode: int16,
        errorMessage: nullableString,
        groupId: string,
        state: string,
        groupEpoch: int32,
        assignmentEpoch: int32,
        assignorName: string,
        members: array(
          struct({
            memberId: string,
            groupInstanceId: nullableString,
            rackId: nullableString,
            memberEpoch: int32,
            clientId: string,
            clientHost: string,
            subscribedTopics: array(string),
            subscribedRegex: nullableString,
            assignment: memberAssignment,
            targetAssignment: memberAssignment,
            memberType: since(1, int8, -1),
          }),
        ),
        operations: optional(int32, OPERATIONS_UNKNOWN),
      }),
    ),
  }),
});

/** What stands in the assignment of a classic group's member, by the consumer protocol. */
export const consumerAssignment = struct({
  version: int16,
  topics: array(struct({ topic: string, partitions: array(int32) })),
});

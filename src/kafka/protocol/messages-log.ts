import { api } from './api.js';
import {
  array,
  between,
  bool,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableBytes,
  nullableString,
  optional,
  since,
  string,
  struct,
  timestamp,
  uuid,
} from './schema.js';

/** "Nobody asked which operations are allowed", in the protocol's words. */
const OPERATIONS_UNKNOWN = -2147483648;

export const produce = api({
  key: 0,
  name: 'Produce',
  min: 3,
  max: 8,
  // librdkafka decides from the low versions whether a broker knows the features it needs.
  advertisedMin: 0,
  flexibleSince: 9,
  request: struct({
    transactionalId: nullableString,
    acks: int16,
    timeoutMs: int32,
    topics: array(
      struct({
        topic: string,
        partitions: array(struct({ partition: int32, records: nullableBytes })),
      }),
    ),
  }),
  response: struct({
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partition: int32,
            errorCode: int16,
            baseOffset: int64,
            logAppendTime: timestamp,
            logStartOffset: since(5, int64, -1n),
            recordErrors: since(
              8,
              array(struct({ batchIndex: int32, message: nullableString })),
              [],
            ),
            errorMessage: since(8, nullableString, null),
          }),
        ),
      }),
    ),
    throttleTimeMs: optional(int32, 0),
  }),
});

export const fetch = api({
  key: 1,
  name: 'Fetch',
  min: 4,
  max: 11,
  flexibleSince: 12,
  request: struct({
    replicaId: int32,
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32,
    isolationLevel: int8,
    sessionId: since(7, int32, 0),
    sessionEpoch: since(7, int32, -1),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partition: int32,
            currentLeaderEpoch: since(9, int32, -1),
            fetchOffset: int64,
            logStartOffset: since(5, int64, -1n),
            maxBytes: int32,
          }),
        ),
      }),
    ),
    forgotten: since(7, array(struct({ topic: string, partitions: array(int32) })), []),
    rackId: since(11, string, ''),
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    errorCode: since(7, int16, 0),
    sessionId: since(7, int32, 0),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partition: int32,
            errorCode: int16,
            highWatermark: int64,
            lastStableOffset: int64,
            logStartOffset: since(5, int64, -1n),
            aborted: nullableArray(struct({ producerId: int64, firstOffset: int64 })),
            preferredReadReplica: since(11, int32, -1),
            records: nullableBytes,
          }),
        ),
      }),
    ),
  }),
});

export const listOffsets = api({
  key: 2,
  name: 'ListOffsets',
  min: 1,
  max: 7,
  flexibleSince: 6,
  request: struct({
    replicaId: int32,
    isolationLevel: since(2, int8, 0),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partition: int32,
            currentLeaderEpoch: since(4, int32, -1),
            timestamp,
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: since(2, int32, 0),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partition: int32,
            errorCode: int16,
            timestamp,
            offset: int64,
            leaderEpoch: since(4, int32, -1),
          }),
        ),
      }),
    ),
  }),
});

export const metadataBroker = struct({
  nodeId: int32,
  host: string,
  port: int32,
  rack: since(1, nullableString, null),
});

export const metadataTopic = struct({
  errorCode: int16,
  // null from v12 on, where an id was asked for that no topic has.
  topic: nullableString,
  topicId: since(10, uuid, uuid.empty),
  isInternal: since(1, bool, false),
  partitions: array(
    struct({
      errorCode: int16,
      partition: int32,
      leader: int32,
      leaderEpoch: since(7, int32, -1),
      replicas: array(int32),
      isr: array(int32),
      offlineReplicas: since(5, array(int32), []),
    }),
  ),
  operations: since(8, int32, OPERATIONS_UNKNOWN),
});

export const metadata = api({
  key: 3,
  name: 'Metadata',
  min: 0,
  max: 12,
  flexibleSince: 9,
  request: struct({
    topics: nullableArray(struct({ topicId: since(10, uuid, uuid.empty), topic: nullableString })),
    allowAutoTopicCreation: since(4, bool, true),
    includeClusterOperations: between(8, 10, bool, false),
    includeTopicOperations: since(8, bool, false),
  }),
  response: struct({
    throttleTimeMs: since(3, int32, 0),
    brokers: array(metadataBroker),
    clusterId: since(2, nullableString, null),
    controllerId: since(1, int32, -1),
    topics: array(metadataTopic),
    clusterOperations: between(8, 10, int32, OPERATIONS_UNKNOWN),
  }),
});

export const offsetForLeaderEpoch = api({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  min: 2,
  max: 3,
  flexibleSince: 4,
  request: struct({
    replicaId: since(3, int32, -2),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({ partition: int32, currentLeaderEpoch: int32, leaderEpoch: int32 }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({ errorCode: int16, partition: int32, leaderEpoch: int32, endOffset: int64 }),
        ),
      }),
    ),
  }),
});

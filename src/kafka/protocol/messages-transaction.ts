import { api } from './api.js';
import {
  array,
  bool,
  int16,
  int32,
  int64,
  nullableString,
  optional,
  since,
  string,
  struct,
} from './schema.js';

export const initProducerId = api({
  key: 22,
  name: 'InitProducerId',
  min: 0,
  max: 4,
  flexibleSince: 2,
  request: struct({
    transactionalId: nullableString,
    transactionTimeoutMs: int32,
    producerId: since(3, int64, -1n),
    producerEpoch: since(3, int16, -1),
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    errorCode: int16,
    producerId: int64,
    producerEpoch: int16,
  }),
});

export const addPartitionsToTxn = api({
  key: 24,
  name: 'AddPartitionsToTxn',
  min: 0,
  max: 2,
  flexibleSince: 3,
  request: struct({
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    topics: array(struct({ topic: string, partitions: array(int32) })),
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    topics: array(
      struct({
        topic: string,
        partitions: array(struct({ partition: int32, errorCode: int16 })),
      }),
    ),
  }),
});

export const addOffsetsToTxn = api({
  key: 25,
  name: 'AddOffsetsToTxn',
  min: 0,
  max: 2,
  flexibleSince: 3,
  request: struct({
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    groupId: string,
  }),
  response: struct({ throttleTimeMs: optional(int32, 0), errorCode: int16 }),
});

export const endTxn = api({
  key: 26,
  name: 'EndTxn',
  min: 0,
  max: 2,
  flexibleSince: 3,
  request: struct({
    transactionalId: string,
    producerId: int64,
    producerEpoch: int16,
    committed: bool,
  }),
  response: struct({ throttleTimeMs: optional(int32, 0), errorCode: int16 }),
});

export const txnOffsetCommit = api({
  key: 28,
  name: 'TxnOffsetCommit',
  min: 0,
  max: 3,
  flexibleSince: 3,
  request: struct({
    transactionalId: string,
    groupId: string,
    producerId: int64,
    producerEpoch: int16,
    generationId: since(3, int32, -1),
    memberId: since(3, string, ''),
    groupInstanceId: since(3, nullableString, null),
    topics: array(
      struct({
        topic: string,
        partitions: array(
          struct({
            partition: int32,
            offset: int64,
            leaderEpoch: since(2, int32, -1),
            metadata: nullableString,
          }),
        ),
      }),
    ),
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    topics: array(
      struct({
        topic: string,
        partitions: array(struct({ partition: int32, errorCode: int16 })),
      }),
    ),
  }),
});

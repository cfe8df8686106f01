import { api } from './api.js';
import {
  array,
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
  timestamp,
} from './schema.js';

export const saslHandshake = api({
  key: 17,
  name: 'SaslHandshake',
  min: 0,
  max: 1,
  flexibleSince: 2,
  request: struct({ mechanism: string }),
  response: struct({ errorCode: int16, mechanisms: array(string) }),
});

export const saslAuthenticate = api({
  key: 36,
  name: 'SaslAuthenticate',
  min: 0,
  max: 1,
  flexibleSince: 2,
  request: struct({ authBytes: bytes }),
  response: struct({
    errorCode: int16,
    errorMessage: nullableString,
    authBytes: bytes,
    sessionLifetimeMs: since(1, timestamp, 0),
  }),
});

export const apiVersions = api({
  key: 18,
  name: 'ApiVersions',
  min: 0,
  max: 3,
  flexibleSince: 3,
  request: struct({
    clientSoftwareName: since(3, string, ''),
    clientSoftwareVersion: since(3, string, ''),
  }),
  response: struct({
    errorCode: int16,
    apis: array(struct({ apiKey: int16, min: int16, max: int16 })),
    throttleTimeMs: since(1, int32, 0),
  }),
});

export const createTopics = api({
  key: 19,
  name: 'CreateTopics',
  min: 2,
  max: 4,
  flexibleSince: 5,
  request: struct({
    topics: array(
      struct({
        topic: string,
        partitions: int32,
        replicationFactor: int16,
        assignments: array(struct({ partition: int32, brokerIds: array(int32) })),
        configs: array(struct({ name: string, value: nullableString })),
      }),
    ),
    timeoutMs: int32,
    validateOnly: bool,
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    topics: array(struct({ topic: string, errorCode: int16, errorMessage: nullableString })),
  }),
});

export const deleteTopics = api({
  key: 20,
  name: 'DeleteTopics',
  min: 1,
  max: 3,
  flexibleSince: 4,
  request: struct({ topics: array(string), timeoutMs: int32 }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    topics: array(struct({ topic: string, errorCode: int16 })),
  }),
});

export const deleteRecords = api({
  key: 21,
  name: 'DeleteRecords',
  min: 0,
  max: 1,
  flexibleSince: 2,
  request: struct({
    topics: array(
      struct({ topic: string, partitions: array(struct({ partition: int32, offset: int64 })) }),
    ),
    timeoutMs: int32,
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    topics: array(
      struct({
        topic: string,
        partitions: array(struct({ partition: int32, lowWatermark: int64, errorCode: int16 })),
      }),
    ),
  }),
});

export const createPartitions = api({
  key: 37,
  name: 'CreatePartitions',
  min: 0,
  max: 1,
  flexibleSince: 2,
  request: struct({
    topics: array(
      struct({
        topic: string,
        count: int32,
        assignments: nullableArray(struct({ brokerIds: array(int32) })),
      }),
    ),
    timeoutMs: int32,
    validateOnly: bool,
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    topics: array(struct({ topic: string, errorCode: int16, errorMessage: nullableString })),
  }),
});

export const describeConfigs = api({
  key: 32,
  name: 'DescribeConfigs',
  min: 1,
  max: 3,
  flexibleSince: 4,
  request: struct({
    resources: array(struct({ type: int8, name: string, keys: nullableArray(string) })),
    includeSynonyms: bool,
    includeDocumentation: since(3, bool, false),
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    results: array(
      struct({
        errorCode: int16,
        errorMessage: nullableString,
        type: int8,
        name: string,
        configs: array(
          struct({
            name: string,
            value: nullableString,
            readOnly: bool,
            source: int8,
            isSensitive: bool,
            synonyms: optional(
              array(struct({ name: string, value: nullableString, source: int8 })),
              [],
            ),
            type: since(3, int8, 0),
            documentation: since(3, nullableString, null),
          }),
        ),
      }),
    ),
  }),
});

export const describeLogDirs = api({
  key: 35,
  name: 'DescribeLogDirs',
  min: 0,
  max: 4,
  flexibleSince: 2,
  request: struct({
    /** null for all. */
    topics: nullableArray(struct({ topic: string, partitions: array(int32) })),
  }),
  response: struct({
    throttleTimeMs: optional(int32, 0),
    errorCode: since(3, int16, 0),
    results: array(
      struct({
        errorCode: int16,
        logDir: string,
        topics: array(
          struct({
            topic: string,
            partitions: array(
              struct({ partition: int32, size: int64, offsetLag: int64, isFuture: bool }),
            ),
          }),
        ),
        totalBytes: since(4, int64, -1n),
        usableBytes: since(4, int64, -1n),
      }),
    ),
  }),
});

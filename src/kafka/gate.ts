import type ConnectionPool from 'kafkajs/src/network/connectionPool.js';
import type { ProtocolRequest } from 'kafkajs/src/network/connectionPool.js';
import { KafkaTuiError } from '../model/problem.js';
import { readRequestBody } from './protocol/api.js';
import { metadata } from './protocol/messages-log.js';
import { Reader } from './protocol/wire.js';

/** What the owner of a connection may ask a broker for, beyond reading. */
export interface Permissions {
  /** `--write` was given: requests that change topics, groups or configuration. */
  readonly changes: boolean;
  /** `-G` was given: joining a group, staying in it, committing for it, leaving it. */
  readonly membership: boolean;
}

export const READING_ONLY: Permissions = { changes: false, membership: false };

/** The code of what the gate refuses. */
export const READ_ONLY = 'READ_ONLY';

export type Effect = 'read' | 'membership' | 'commit' | 'change';

/**
 * What a request does to the cluster, by its API key (the protocol guide, "Api Keys"). A commit is what a
 * member does, and what resetting offsets does. Keys that stand nowhere here, those between brokers and those
 * of a Kafka to come, are never sent.
 */
const EFFECTS: Readonly<Record<Effect, Readonly<Record<number, string>>>> = {
  read: {
    1: 'Fetch',
    2: 'ListOffsets',
    3: 'Metadata',
    9: 'OffsetFetch',
    10: 'FindCoordinator',
    15: 'DescribeGroups',
    16: 'ListGroups',
    17: 'SaslHandshake',
    18: 'ApiVersions',
    23: 'OffsetForLeaderEpoch',
    29: 'DescribeAcls',
    32: 'DescribeConfigs',
    35: 'DescribeLogDirs',
    36: 'SaslAuthenticate',
    46: 'ListPartitionReassignments',
    48: 'DescribeClientQuotas',
    55: 'DescribeQuorum',
    60: 'DescribeCluster',
    61: 'DescribeProducers',
    65: 'DescribeTransactions',
    66: 'ListTransactions',
    69: 'ConsumerGroupDescribe',
    75: 'DescribeTopicPartitions',
    77: 'ShareGroupDescribe',
    89: 'StreamsGroupDescribe',
    90: 'DescribeShareGroupOffsets',
  },
  membership: {
    11: 'JoinGroup',
    12: 'Heartbeat',
    13: 'LeaveGroup',
    14: 'SyncGroup',
    68: 'ConsumerGroupHeartbeat',
  },
  commit: { 8: 'OffsetCommit' },
  change: {
    0: 'Produce',
    19: 'CreateTopics',
    20: 'DeleteTopics',
    21: 'DeleteRecords',
    22: 'InitProducerId',
    24: 'AddPartitionsToTxn',
    25: 'AddOffsetsToTxn',
    26: 'EndTxn',
    28: 'TxnOffsetCommit',
    30: 'CreateAcls',
    31: 'DeleteAcls',
    33: 'AlterConfigs',
    34: 'AlterReplicaLogDirs',
    37: 'CreatePartitions',
    38: 'CreateDelegationToken',
    39: 'RenewDelegationToken',
    40: 'ExpireDelegationToken',
    42: 'DeleteGroups',
    43: 'ElectLeaders',
    44: 'IncrementalAlterConfigs',
    45: 'AlterPartitionReassignments',
    47: 'OffsetDelete',
    49: 'AlterClientQuotas',
    51: 'AlterUserScramCredentials',
    57: 'UpdateFeatures',
  },
};

const METADATA = 3;
/** The versions of Metadata whose request can forbid the broker to create what it does not have. */
const WITH_CREATION_FLAG = { first: 4, last: metadata.max };

/** null for what is never sent. */
export function effectOf(apiKey: number): Effect | null {
  for (const effect of ['read', 'membership', 'commit', 'change'] as const) {
    if (Object.hasOwn(EFFECTS[effect], apiKey)) return effect;
  }
  return null;
}

/** Throws what the user reads when a request may not leave. */
export function checkPermitted(apiKey: number, permissions: Permissions): void {
  const effect = effectOf(apiKey);
  const { changes, membership } = permissions;
  switch (effect) {
    case 'read':
      return;
    case 'membership':
      if (membership) return;
      throw refusal(apiKey, 'kafka-tui joins no group unless told to', 'join one with -G GROUP');
    case 'commit':
      if (membership || changes) return;
      break;
    case 'change':
      if (changes) return;
      break;
    case null:
      throw refusal(apiKey, 'kafka-tui does not know what it would change', 'nothing was sent');
  }
  throw readOnly(`${nameOf(apiKey)} would change the cluster`);
}

/** `what` names the thing: `deleting group "orders" would change the cluster`. */
export function readOnly(what: string): KafkaTuiError {
  return new KafkaTuiError({
    code: READ_ONLY,
    message: `${what}; kafka-tui only reads, and nothing was sent`,
    next: 'start it with --write to allow changes',
  });
}

/**
 * The one way out: every request of these connections, kafkajs's own ones included, passes here before
 * anything of it is written.
 */
export class Gate {
  readonly #permissions: Permissions;
  #passed = 0;

  constructor(permissions: Permissions) {
    this.#permissions = permissions;
  }

  /** Requests that left, those for connecting included. */
  get passed(): number {
    return this.#passed;
  }

  /** Throws what the user reads when a request may not leave. */
  check(apiKey: number): void {
    checkPermitted(apiKey, this.#permissions);
  }

  guard(pool: ConnectionPool.ConnectionPool): void {
    for (const connection of pool.pool) {
      const send = connection.send.bind(connection);
      connection.send = async (protocolRequest) => {
        const { request } = protocolRequest;
        this.check(request.apiKey);
        this.#passed += 1;
        return await send({ ...protocolRequest, request: creatingNothing(request) });
      };
    }
  }
}

/** Asking for metadata creates topics where the request allows it: such a request is refused like a change. */
function creatingNothing(request: ProtocolRequest['request']): ProtocolRequest['request'] {
  const { apiKey, apiVersion } = request;
  if (apiKey !== METADATA) return request;
  return {
    ...request,
    encode: async () => {
      const body = await request.encode();
      if (!forbidsCreation(apiVersion, body.buffer))
        throw readOnly('Metadata that creates what is missing would change the cluster');
      return body;
    },
  };
}

/** As whoever gets it will read it. */
function forbidsCreation(version: number, body: Buffer): boolean {
  const { first, last } = WITH_CREATION_FLAG;
  if (version < first || version > last) return false;
  return !readRequestBody(metadata, version, new Reader(body)).allowAutoTopicCreation;
}

function refusal(apiKey: number, why: string, next: string): KafkaTuiError {
  return new KafkaTuiError({
    code: READ_ONLY,
    message: `${nameOf(apiKey)} was not sent: ${why}`,
    next,
  });
}

function nameOf(apiKey: number): string {
  for (const names of Object.values(EFFECTS)) {
    const name = names[apiKey];
    if (name !== undefined) return name;
  }
  return `API ${apiKey}`;
}

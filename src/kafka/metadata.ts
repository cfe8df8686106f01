import { breathe } from './breathe.js';
import type { BrokerLink } from './broker-link.js';
import { dialectOf, requestBody } from './protocol/api.js';
import { metadata, metadataBroker, metadataTopic } from './protocol/messages-log.js';
import { array, nullableString, skipTags } from './protocol/schema.js';
import { ProtocolError, Reader } from './protocol/wire.js';

export interface PartitionMetadata {
  readonly partition: number;
  /** Of its topic: another one where that was made anew. null from brokers before Kafka 2.8. */
  readonly topicId: string | null;
  readonly errorCode: number;
  /** Broker id; -1 while an election is going on. */
  readonly leader: number;
  readonly replicas: readonly number[];
  /** Those that are in sync. */
  readonly isr: readonly number[];
}

export interface TopicMetadata {
  readonly topic: string;
  readonly errorCode: number;
  readonly isInternal: boolean;
  /** Sorted. */
  readonly partitions: readonly PartitionMetadata[];
}

export interface ClusterMetadata {
  readonly clusterId: string | null;
  readonly brokers: readonly {
    readonly nodeId: number;
    readonly host: string;
    readonly port: number;
    readonly rack: string | null;
  }[];
  /** Broker id; -1 where there is none, or none that clients may know. */
  readonly controllerId: number;
  readonly topics: readonly TopicMetadata[];
}

/**
 * v4 is the first whose request can forbid the broker to create the topic; older ones do not pass the gate. v10 is
 * the first that tells topic ids.
 */
const NEWEST = 12;
/** Partitions that are taken apart between two breaths. */
const A_BREATH = 250;

/** Metadata of these topics, or of all when null. Never creates a topic. */
export async function askMetadata(
  link: BrokerLink,
  topics: readonly string[] | null,
): Promise<ClusterMetadata> {
  await link.connect();
  const version = link.version(metadata.name, NEWEST);
  const buffer = requestBody(metadata, version, {
    topics: topics?.map((topic) => ({ topic })) ?? null,
    allowAutoTopicCreation: false,
  });
  return (await link.send({
    request: {
      apiKey: metadata.key,
      apiVersion: version,
      apiName: metadata.name,
      encode: () => Promise.resolve({ buffer, buf: buffer }),
    },
    response: {
      decode: (payload) => decodeMetadata(payload, version),
      parse: (decoded) => Promise.resolve(decoded),
    },
  })) as ClusterMetadata;
}

/**
 * A Metadata response of version 4 to 12, taken apart piece by piece: that of thousands of partitions would
 * hold up the screen for as long as it takes. Rejects with a ProtocolError.
 */
export async function decodeMetadata(payload: Buffer, version: number): Promise<ClusterMetadata> {
  const dialect = dialectOf(metadata, version);
  const reader = new Reader(payload);
  if (dialect.flexible) skipTags(reader);
  reader.int32(); // throttle time
  const brokers = array(metadataBroker).read(reader, dialect);
  const clusterId = nullableString.read(reader, dialect);
  const controllerId = reader.int32();
  const count = dialect.flexible ? reader.uvarint() - 1 : reader.int32();
  if (count < 0 || count > reader.remaining) throw new ProtocolError(`metadata of ${count} topics`);
  const topics: TopicMetadata[] = [];
  let partitions = 0;
  for (let i = 0; i < count; i += 1) {
    const { topic, topicId, errorCode, isInternal, ...rest } = metadataTopic.read(reader, dialect);
    const id = /^0*$/.test(topicId) ? null : topicId;
    topics.push({
      topic: topic ?? '',
      errorCode,
      isInternal,
      partitions: rest.partitions
        .map((partition) => ({ ...partition, topicId: id }))
        .sort((a, b) => a.partition - b.partition),
    });
    partitions += rest.partitions.length;
    if (partitions < A_BREATH) continue;
    partitions = 0;
    await breathe();
  }
  return { clusterId, brokers, controllerId, topics };
}

import { ERROR } from '../../../kafka/protocol/error-codes.js';
import { apiVersions } from '../../../kafka/protocol/messages-admin.js';
import { findCoordinator } from '../../../kafka/protocol/messages-group.js';
import { metadata } from '../../../kafka/protocol/messages-log.js';
import { APIS } from '../../../kafka/protocol/messages.js';
import { isLegalTopicName, type Partition } from '../topics.js';
import { type Call, route } from './route.js';

type MetadataResponse = Parameters<typeof metadata.response.write>[1];
type TopicMetadata = MetadataResponse['topics'][number];
type PartitionMetadata = TopicMetadata['partitions'][number];

const advertised = Object.values(APIS)
  .map((one) => ({
    apiKey: one.key,
    min: 'advertisedMin' in one ? one.advertisedMin : one.min,
    max: one.max,
  }))
  .sort((a, b) => a.apiKey - b.apiKey);

export const apiVersionsRoute = route(apiVersions, () => ({
  errorCode: ERROR.NONE,
  apis: advertised,
}));

/** The answer to a version of ApiVersions that is not spoken: what is, in the oldest encoding (KIP-511). */
export const unsupportedApiVersions = {
  errorCode: ERROR.UNSUPPORTED_VERSION,
  apis: advertised.filter(({ apiKey }) => apiKey === apiVersions.key),
};

export const metadataRoute = route(metadata, (request, call) => {
  const { cluster, header } = call;
  // In v0 an empty list means all topics; later it means none, and null means all.
  const wanted = header.apiVersion === 0 && request.topics?.length === 0 ? null : request.topics;
  const named = (id: string): string | null =>
    cluster.topics.find((topic) => topic.id === id)?.name ?? null;
  const names =
    wanted?.map(({ topic, topicId }) => topic ?? named(topicId)) ??
    cluster.topics.map(({ name }) => name);
  return {
    brokers: cluster.living.map((node) => ({
      nodeId: node.id,
      ...cluster.settings.advertise(node),
    })),
    clusterId: cluster.id,
    controllerId: cluster.controller?.id ?? -1,
    topics: names.map((name) =>
      name === null
        ? { errorCode: ERROR.UNKNOWN_TOPIC_ID, topic: null, partitions: [] }
        : describeTopic(name, request.allowAutoTopicCreation, call),
    ),
  };
});

/** Where Kafka keeps commits: there, for who asks for it, once somebody has used a group. */
const OFFSETS_TOPIC = '__consumer_offsets';

function describeTopic(name: string, mayCreate: boolean, call: Call): TopicMetadata {
  const { cluster } = call;
  const injected = call.faults.errorFor('Metadata', name);
  if (injected !== 0) return { errorCode: injected, topic: name, partitions: [] };
  const topic = cluster.topic(name);
  if (topic !== undefined) {
    return {
      errorCode: ERROR.NONE,
      topic: name,
      topicId: topic.id,
      partitions: topic.partitions.map((partition) => describePartition(partition, call)),
    };
  }
  if (name === OFFSETS_TOPIC && cluster.groups.all.length > 0) {
    return { errorCode: ERROR.NONE, topic: name, isInternal: true, partitions: [] };
  }
  if (!isLegalTopicName(name)) {
    return { errorCode: ERROR.INVALID_TOPIC_EXCEPTION, topic: name, partitions: [] };
  }
  if (mayCreate && cluster.settings.autoCreateTopics) {
    cluster.createTopic(name, {});
    // As Kafka does: the client asks again, and finds it then.
    return { errorCode: ERROR.LEADER_NOT_AVAILABLE, topic: name, partitions: [] };
  }
  return { errorCode: ERROR.UNKNOWN_TOPIC_OR_PARTITION, topic: name, partitions: [] };
}

function describePartition(partition: Partition, { cluster }: Call): PartitionMetadata {
  const isAlive = (id: number): boolean => cluster.isAlive(id);
  return {
    errorCode: partition.leader === null ? ERROR.LEADER_NOT_AVAILABLE : ERROR.NONE,
    partition: partition.index,
    leader: partition.leader ?? -1,
    leaderEpoch: partition.leaderEpoch,
    replicas: partition.replicas,
    isr: partition.replicas.filter(isAlive),
    offlineReplicas: partition.replicas.filter((id) => !isAlive(id)),
  };
}

export const findCoordinatorRoute = route(findCoordinator, (request, { cluster }) => {
  const node = cluster.coordinatorOf(request.key);
  if (node === undefined) {
    return { errorCode: ERROR.COORDINATOR_NOT_AVAILABLE, nodeId: -1, host: '', port: -1 };
  }
  return { errorCode: ERROR.NONE, nodeId: node.id, ...cluster.settings.advertise(node) };
});

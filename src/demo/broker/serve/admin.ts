import { ERROR } from '../../../kafka/protocol/error-codes.js';
import type { ApiName } from '../../../kafka/protocol/messages.js';
import {
  createPartitions,
  createTopics,
  deleteRecords,
  deleteTopics,
  describeConfigs,
  describeLogDirs,
} from '../../../kafka/protocol/messages-admin.js';
import { isLegalTopicName } from '../topics.js';
import { brokerConfig, topicConfig } from './configs.js';
import { ledPartition } from './partitions.js';
import { type Call, route } from './route.js';

type CreateRequest = ReturnType<typeof createTopics.request.read>;
type NewTopicRequest = CreateRequest['topics'][number];
interface Verdict {
  readonly errorCode: number;
  readonly errorMessage: string | null;
}

const FINE: Verdict = { errorCode: ERROR.NONE, errorMessage: null };
/** More would only cost memory: the broker is for demos and tests. */
const MAX_PARTITIONS = 1000;

const TOPIC = 2;
const BROKER = 4;
/** The records are in memory; the protocol wants a directory. */
const LOG_DIR = '/memory';

export const createTopicsRoute = route(createTopics, (request, call) => ({
  topics: request.topics.map((wanted) => {
    const verdict = firstOf(injected('CreateTopics', wanted.topic, call), mayCreate(wanted, call));
    if (verdict.errorCode === ERROR.NONE && !request.validateOnly) create(wanted, call);
    return { topic: wanted.topic, ...verdict };
  }),
}));

function mayCreate(wanted: NewTopicRequest, { cluster }: Call): Verdict {
  const { topic, partitions, replicationFactor, assignments } = wanted;
  const no = (errorCode: number, errorMessage: string): Verdict => ({ errorCode, errorMessage });
  if (!isLegalTopicName(topic)) {
    return no(ERROR.INVALID_TOPIC_EXCEPTION, `Topic name '${topic}' is not legal.`);
  }
  if (cluster.topic(topic) !== undefined) {
    return no(ERROR.TOPIC_ALREADY_EXISTS, `Topic '${topic}' already exists.`);
  }
  const count = assignments.length > 0 ? assignments.length : partitions;
  if (count === 0 || count < -1 || count > MAX_PARTITIONS) {
    return no(ERROR.INVALID_PARTITIONS, `${count} is not a number of partitions that is possible.`);
  }
  if (replicationFactor === 0 || replicationFactor > cluster.living.length) {
    const living = `${cluster.living.length} broker(s)`;
    return no(
      ERROR.INVALID_REPLICATION_FACTOR,
      `Replication factor ${replicationFactor} is not possible with ${living}.`,
    );
  }
  return FINE;
}

function create(wanted: NewTopicRequest, { cluster }: Call): void {
  const { topic, assignments, configs, replicationFactor } = wanted;
  const count = assignments.length > 0 ? assignments.length : wanted.partitions;
  cluster.createTopic(topic, {
    partitions: count > 0 ? count : cluster.settings.defaultPartitions,
    ...(replicationFactor > 0 ? { replicationFactor } : {}),
    config: Object.fromEntries(
      configs.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])),
    ),
  });
}

export const deleteTopicsRoute = route(deleteTopics, (request, call) => ({
  topics: request.topics.map((topic) => {
    const { errorCode } = injected('DeleteTopics', topic, call);
    if (errorCode !== ERROR.NONE) return { topic, errorCode };
    const deleted = call.cluster.deleteTopic(topic);
    return { topic, errorCode: deleted ? ERROR.NONE : ERROR.UNKNOWN_TOPIC_OR_PARTITION };
  }),
}));

export const deleteRecordsRoute = route(deleteRecords, (request, call) => ({
  topics: request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition: index, offset }) => {
      const led = ledPartition('DeleteRecords', topic, index, -1, call);
      if (led.partition === null) {
        return { partition: index, lowWatermark: -1n, errorCode: led.errorCode };
      }
      const { log } = led.partition;
      // -1 stands for everything there is.
      const before = offset === -1n ? log.endOffset : offset;
      if (before < 0n || before > log.endOffset) {
        return { partition: index, lowWatermark: -1n, errorCode: ERROR.OFFSET_OUT_OF_RANGE };
      }
      log.dropBefore(before);
      return { partition: index, lowWatermark: log.startOffset, errorCode: ERROR.NONE };
    }),
  })),
}));

export const createPartitionsRoute = route(createPartitions, (request, call) => ({
  topics: request.topics.map(({ topic, count }) => {
    const verdict = firstOf(injected('CreatePartitions', topic, call), mayGrow(topic, count, call));
    const known = call.cluster.topic(topic);
    if (verdict.errorCode === ERROR.NONE && !request.validateOnly && known !== undefined) {
      call.cluster.growTopic(known, count);
    }
    return { topic, ...verdict };
  }),
}));

function mayGrow(name: string, count: number, { cluster }: Call): Verdict {
  const topic = cluster.topic(name);
  if (topic === undefined) {
    return {
      errorCode: ERROR.UNKNOWN_TOPIC_OR_PARTITION,
      errorMessage: `The topic '${name}' does not exist.`,
    };
  }
  const current = topic.partitions.length;
  if (count > current && count <= MAX_PARTITIONS) return FINE;
  return {
    errorCode: ERROR.INVALID_PARTITIONS,
    errorMessage: `The topic has ${current} partition(s); ${count} is not possible.`,
  };
}

export const describeConfigsRoute = route(describeConfigs, (request, call) => ({
  results: request.resources.map(({ type, name, keys }) => {
    const verdict = injected('DescribeConfigs', name, call);
    const entries = verdict.errorCode === ERROR.NONE ? configOf(type, name, call) : [];
    const found = Array.isArray(entries) ? FINE : entries;
    return {
      ...firstOf(verdict, found),
      type,
      name,
      configs: (Array.isArray(entries) ? entries : []).filter(
        (one) => keys === null || keys.includes(one.name),
      ),
    };
  }),
}));

function configOf(type: number, name: string, { cluster }: Call) {
  if (type === BROKER) return brokerConfig(cluster.settings);
  if (type !== TOPIC) {
    return { errorCode: ERROR.INVALID_REQUEST, errorMessage: `No resource of type ${type} here.` };
  }
  const topic = cluster.topic(name);
  if (topic !== undefined) return topicConfig(topic, cluster.settings);
  return { errorCode: ERROR.UNKNOWN_TOPIC_OR_PARTITION, errorMessage: null };
}

/** Every broker has all replicas that live there, in one directory. */
export const describeLogDirsRoute = route(describeLogDirs, (request, call) => {
  const { cluster, node } = call;
  const wanted =
    request.topics?.map(({ topic }) => topic) ?? cluster.topics.map(({ name }) => name);
  const asked = new Map(request.topics?.map(({ topic, partitions }) => [topic, partitions]));
  const topics = wanted.flatMap((name) => {
    const partitions = (cluster.topic(name)?.partitions ?? [])
      .filter(({ replicas }) => replicas.includes(node.id))
      .filter(({ index }) => asked.get(name)?.includes(index) ?? true)
      .map(({ index, log }) => ({
        partition: index,
        size: BigInt(log.bytes),
        offsetLag: 0n,
        isFuture: false,
      }));
    return partitions.length === 0 ? [] : [{ topic: name, partitions }];
  });
  return { results: [{ errorCode: ERROR.NONE, logDir: LOG_DIR, topics }] };
});

function injected(api: ApiName, name: string, call: Call): Verdict {
  const errorCode = call.faults.errorFor(api, name);
  return errorCode === 0 ? FINE : { errorCode, errorMessage: null };
}

function firstOf(first: Verdict, second: Verdict): Verdict {
  return first.errorCode === ERROR.NONE ? second : first;
}

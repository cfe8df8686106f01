import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import {
  asKafkaMessage,
  eventually,
  type GroupMember,
  quietKafka,
  type ReadOptions,
  type ScenarioClient,
  type Seen,
  withAdmin,
} from './scenario-lab.js';

let readers = 0;

/** The scenarios' hands, as kafkajs has them. */
export const kafkajsClient: ScenarioClient = {
  name: 'kafkajs',

  async produce(bootstrap, topic, messages, codec) {
    const producer = quietKafka(bootstrap).producer();
    await producer.connect();
    await producer.send({
      topic,
      compression: codec === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
      messages: messages.map(asKafkaMessage),
    });
    await producer.disconnect();
  },

  async read(bootstrap, topic, { from, until, uncommitted = false }: ReadOptions) {
    readers += 1;
    const groupId = `reader-${process.pid}-${Date.now()}-${readers}`;
    const start =
      typeof from === 'object' ? await this.offsetSince(bootstrap, topic, from.since) : from;
    const consumer = quietKafka(bootstrap).consumer({
      groupId,
      readUncommitted: uncommitted,
      maxWaitTimeInMs: 100,
      rebalanceTimeout: 5000,
    });
    const seen: Seen[] = [];
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message }) => {
        if (partition === 0) seen.push(seenFrom(partition, message));
        return Promise.resolve();
      },
    });
    if (start !== 'beginning') consumer.seek({ topic, partition: 0, offset: String(start) });
    await eventually(`${until} in ${topic}`, () => seen.some(({ value }) => value === until));
    await consumer.disconnect();
    await withAdmin(bootstrap, (admin) => admin.deleteGroups([groupId]));
    return seen;
  },

  async offsetSince(bootstrap, topic, timestamp) {
    return withAdmin(bootstrap, async (admin) => {
      // kafkajs turns "there is none" into the high watermark: found out by comparing.
      const [[place], [end]] = await Promise.all([
        admin.fetchTopicOffsetsByTimestamp(topic, timestamp),
        admin.fetchTopicOffsets(topic),
      ]);
      return place === undefined || place.offset === end?.high ? -1 : Number(place.offset);
    });
  },

  async join(bootstrap, group, topic): Promise<GroupMember> {
    const consumer = quietKafka(bootstrap).consumer({
      groupId: group,
      maxWaitTimeInMs: 100,
      heartbeatInterval: 300,
      rebalanceTimeout: 10_000,
    });
    const seen: Seen[] = [];
    let assigned: readonly number[] | null = null;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      assigned = (payload.memberAssignment[topic] ?? []).toSorted((a, b) => a - b);
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        seen.push(seenFrom(partition, message));
        return Promise.resolve();
      },
    });
    return {
      assigned: () => assigned,
      seen: () => seen,
      leave: () => consumer.disconnect(),
    };
  },

  async logsIn(saslBootstrap, username, password) {
    const admin = new Kafka({
      brokers: saslBootstrap.split(','),
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
      sasl: { mechanism: 'plain', username, password },
    }).admin();
    try {
      await admin.connect();
      return true;
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'KafkaJSSASLAuthenticationError') return false;
      throw cause;
    } finally {
      await admin.disconnect();
    }
  },

  async partitionsOf(bootstrap, topic) {
    return withAdmin(bootstrap, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions.length ?? 0;
    });
  },
};

function seenFrom(
  partition: number,
  { offset, key, value }: { offset: string; key: Buffer | null; value: Buffer | null },
): Seen {
  return {
    partition,
    offset: Number(offset),
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
  };
}

import { CompressionTypes } from 'kafkajs';
import { quietKafka, withAdmin } from '../demo/broker/scenario-lab.js';
import { expect } from 'vitest';
import { type Stage, deleteBefore, uniqueName } from '../e2e/stage.js';
import { kcatFormat, kcatProduce } from './kcat.js';

/** The high watermark. */
async function endOf(brokers: string, topic: string, partition: number): Promise<number> {
  const offsets = await withAdmin(brokers, (admin) => admin.fetchTopicOffsets(topic));
  return Number(offsets.find((one) => one.partition === partition)?.high);
}

/** Scenarios on a real Kafka, fed by kcat: a client that shares no code with the program. */
export function realStage(brokers: string): Stage {
  return {
    brokers,
    topic: async (word, partitions, config = {}) => {
      const topic = uniqueName(word);
      await withAdmin(brokers, (admin) =>
        admin.createTopics({
          waitForLeaders: true,
          topics: [
            {
              topic,
              numPartitions: partitions,
              configEntries: Object.entries(config).map(([name, value]) => ({ name, value })),
            },
          ],
        }),
      );
      return topic;
    },
    send: (topic, partition, messages) => kcatProduce(brokers, topic, messages, { partition }),
    // kcat knows no transactions.
    sendAborted: async (topic, partition, messages) => {
      const before = await endOf(brokers, topic, partition);
      const producer = quietKafka(brokers).producer({
        transactionalId: uniqueName('transaction'),
        idempotent: true,
        maxInFlightRequests: 1,
      });
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({
        topic,
        compression: CompressionTypes.None,
        messages: messages.map(({ key, value }) => ({ key, value, partition })),
      });
      await transaction.abort();
      await producer.disconnect();
      // The coordinator writes the marker after it has said that it will.
      const end = before + messages.length + 1;
      await expect
        .poll(() => endOf(brokers, topic, partition), { timeout: 30_000, interval: 50 })
        .toBe(end);
    },
    compact: async (topic, partition, left) => {
      const place = ['-o', 'beginning', '-p', String(partition)];
      const offsets = async (): Promise<number[]> =>
        (await kcatFormat(brokers, topic, '%o ', place)).toString().trim().split(' ').map(Number);
      await expect.poll(offsets, { timeout: 60_000, interval: 500 }).toEqual(left);
    },
    deleteBefore: deleteBefore(brokers),
  };
}

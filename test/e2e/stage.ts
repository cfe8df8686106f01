import { startBroker, type EmbeddedBroker } from '../../src/demo/broker/broker.js';
import { withAdmin } from '../demo/broker/scenario-lab.js';

export interface SentMessage {
  readonly key: string | null;
  readonly value: string | Buffer | null;
}

/** A broker to run scenarios on: the embedded one, or a real Kafka fed by an independent producer. */
export interface Stage {
  readonly brokers: string;
  /** Makes a topic that no other scenario uses. */
  topic(
    word: string,
    partitions: number,
    config?: Readonly<Record<string, string>>,
  ): Promise<string>;
  send(topic: string, partition: number, messages: readonly SentMessage[]): Promise<void>;
  /** Sends messages in a transaction that is rolled back, and waits until that is so. */
  sendAborted(topic: string, partition: number, messages: readonly SentMessage[]): Promise<void>;
  /** Lets the partition be compacted, and waits until these offsets are left. */
  compact(topic: string, partition: number, left: readonly number[]): Promise<void>;
  /** Deletes the records before an offset (DeleteRecords). */
  deleteBefore(topic: string, partition: number, offset: number): Promise<void>;
}

export function deleteBefore(brokers: string): Stage['deleteBefore'] {
  return async (topic, partition, offset) => {
    const partitions = [{ partition, offset: String(offset) }];
    await withAdmin(brokers, async (admin) => {
      // kafkajs deletes only from topics that it has heard of.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions });
    });
  };
}

let topics = 0;

export function uniqueName(word: string): string {
  topics += 1;
  return `${word}-${process.pid}-${topics}`;
}

export interface EmbeddedStage extends Stage {
  readonly broker: EmbeddedBroker;
  close(): Promise<void>;
}

export async function embeddedStage(): Promise<EmbeddedStage> {
  const broker = await startBroker();
  return {
    broker,
    brokers: broker.bootstrap,
    topic: (word, partitions, config = {}) => {
      const name = uniqueName(word);
      broker.createTopic(name, { partitions, config });
      return Promise.resolve(name);
    },
    send: (topic, partition, messages) => {
      broker.append(topic, partition, [...messages]);
      return Promise.resolve();
    },
    sendAborted: (topic, partition, messages) => {
      broker.appendAborted(topic, partition, [...messages]);
      return Promise.resolve();
    },
    compact: (topic, partition) => {
      broker.compact(topic, partition);
      return Promise.resolve();
    },
    deleteBefore: deleteBefore(broker.bootstrap),
    close: () => broker.close(),
  };
}

/** A workshop user as JSON. */
export function user(name: string, more: object = {}): string {
  return JSON.stringify({ email: `${name}@example.org`, name, premium: true, credit: -7, ...more });
}

export function users(prefix: string, count: number, from = 0): SentMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `${prefix}${from + index}`;
    return { key: name, value: user(name) };
  });
}

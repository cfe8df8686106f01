import { setTimeout as pause } from 'node:timers/promises';
import { type Admin, CompressionTypes, Kafka, logLevel, type Producer } from 'kafkajs';

export interface Seen {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
}

export interface NewMessage {
  readonly partition?: number;
  readonly key?: string | null;
  readonly value: string | null;
  readonly timestamp?: number;
}

/** A member of a group, in the middle of its work. */
export interface GroupMember {
  /** Partitions it has now, ascending; null before its first assignment. */
  assigned(): readonly number[] | null;
  seen(): readonly Seen[];
  /** Commits and leaves. */
  leave(): Promise<void>;
}

export interface ReadOptions {
  readonly from: 'beginning' | number | { readonly since: number };
  /** The value of the last message there is: reading ends with it. */
  readonly until: string;
  readonly uncommitted?: boolean;
}

/** What a scenario does with a cluster, whoever does it. */
export interface ScenarioClient {
  readonly name: string;
  produce(
    bootstrap: string,
    topic: string,
    messages: readonly NewMessage[],
    codec: 'none' | 'gzip',
  ): Promise<void>;
  /** Reads partition 0 to its end, with no group that lasts. */
  read(bootstrap: string, topic: string, options: ReadOptions): Promise<readonly Seen[]>;
  /** The place of the first message that is not older, in partition 0; -1 where all are. */
  offsetSince(bootstrap: string, topic: string, timestamp: number): Promise<number>;
  join(bootstrap: string, group: string, topic: string): Promise<GroupMember>;
  /** Whether these credentials are accepted. */
  logsIn(saslBootstrap: string, username: string, password: string): Promise<boolean>;
  partitionsOf(bootstrap: string, topic: string): Promise<number>;
}

/** Where a scenario takes place. User `team-2` has the password `secret2`. */
export interface Lab {
  readonly bootstrap: string;
  readonly saslBootstrap: string;
  readonly client: ScenarioClient;
}

export function quietKafka(bootstrap: string): Kafka {
  return new Kafka({
    clientId: 'arrangement',
    brokers: bootstrap.split(','),
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, retries: 8 },
  });
}

export async function withAdmin<T>(
  bootstrap: string,
  act: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = quietKafka(bootstrap).admin();
  await admin.connect();
  try {
    return await act(admin);
  } finally {
    await admin.disconnect();
  }
}

let topics = 0;

/** Makes a topic that no other scenario uses. */
export async function freshTopic(lab: Lab, partitions = 1): Promise<string> {
  topics += 1;
  const topic = `scenario-${process.pid}-${Date.now()}-${topics}`;
  await withAdmin(lab.bootstrap, (admin) =>
    admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] }),
  );
  return topic;
}

/** Sends messages as they are given, timestamps included, each call as one batch a partition. */
export async function arrange(
  lab: Lab,
  topic: string,
  messages: readonly NewMessage[],
  compression = CompressionTypes.None,
): Promise<void> {
  const producer = quietKafka(lab.bootstrap).producer();
  await producer.connect();
  try {
    await producer.send({ topic, compression, messages: messages.map(asKafkaMessage) });
  } finally {
    await producer.disconnect();
  }
}

export async function withTransactions(
  lab: Lab,
  id: string,
  act: (producer: Producer) => Promise<void>,
): Promise<void> {
  const producer = quietKafka(lab.bootstrap).producer({
    transactionalId: id,
    idempotent: true,
    maxInFlightRequests: 1,
  });
  await producer.connect();
  try {
    await act(producer);
  } finally {
    await producer.disconnect();
  }
}

export function asKafkaMessage({ partition = 0, key = null, value, timestamp }: NewMessage) {
  return {
    partition,
    key,
    value,
    ...(timestamp === undefined ? {} : { timestamp: String(timestamp) }),
  };
}

/** Looks again until it is so; fails with what it looked for. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`never came: ${what}`);
    await pause(20);
  }
}

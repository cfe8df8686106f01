import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';

export interface MemberOptions {
  readonly brokers: readonly string[];
  readonly groupId: string;
  readonly topic: string;
  readonly clientId: string;
  /** How long the next message is worked on, in ms; asked before each. */
  readonly workMs: () => number;
  /** It fell out of the group and does not come back by itself. */
  readonly gone: () => void;
}

export interface Membership {
  /** Commits what was done and leaves the group. Never rejects. */
  leave(): Promise<void>;
}

export type JoinGroup = (options: MemberOptions) => Promise<Membership>;

/** How long a fetch may wait: leaving waits for the one under way. */
const MAX_WAIT_MS = 250;

/** Joins a group as kafkajs's own consumer does, reads from earliest, and commits what it has worked on. */
export async function joinGroup(options: MemberOptions): Promise<Membership> {
  const { groupId, topic, clientId, workMs, gone } = options;
  const kafka = new Kafka({
    clientId,
    brokers: [...options.brokers],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 200, retries: 5, restartOnFailure: () => Promise.resolve(false) },
  });
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: MAX_WAIT_MS });
  const leaving = new AbortController();
  consumer.on(consumer.events.CRASH, gone);
  const leave = async (): Promise<void> => {
    leaving.abort();
    await consumer.disconnect().catch(() => undefined);
  };
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommitInterval: 2_000,
      eachMessage: async () => {
        // Cut short when it leaves: the order counts as done.
        await pause(workMs(), undefined, { signal: leaving.signal }).catch(() => undefined);
      },
    });
  } catch (error) {
    await leave();
    throw error;
  }
  return { leave };
}

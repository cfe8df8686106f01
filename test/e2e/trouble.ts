import { expect } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { Observers } from './observers.js';
import { uniqueName, user } from './stage.js';

/** The partitions of a topic in trouble, and how many messages each has to begin with. */
export const PARTITIONS = [0, 1];
export const FIRST = 20;

/** A topic that two are reading, and what the test does with it. */
export interface Trouble {
  readonly broker: EmbeddedBroker;
  readonly topic: string;
  readonly observers: Observers;
  /** Sends messages to each partition, one batch each; gives their places. */
  readonly send: (count: number, partitions?: readonly number[]) => string[];
  /** All that was sent so far. */
  readonly sent: readonly string[];
}

/** A broker, or some, two who read a topic there, and what happens to them. */
export async function trouble(
  brokers: number,
  act: (trouble: Trouble) => Promise<void>,
  args: readonly string[] = [],
): Promise<void> {
  const broker = await startBroker({ brokers });
  const topic = uniqueName('faulty');
  broker.createTopic(topic, { partitions: PARTITIONS.length });
  const sent: string[] = [];
  const send = (count: number, partitions: readonly number[] = PARTITIONS): string[] => {
    const places = partitions.flatMap((partition) => {
      const names = Array.from({ length: count }, (_, index) => `u${sent.length + index}`);
      const records = names.map((name) => ({ key: name, value: user(name) }));
      const from = Number(broker.append(topic, partition, records));
      return names.map((_, index) => `${partition}:${from + index}`);
    });
    sent.push(...places);
    return places;
  };
  send(FIRST);
  const observers = new Observers(broker, topic, args);
  try {
    await observers.caughtUp();
    await act({ broker, topic, observers, send, sent });
    await observers.leave();
    expect(broker.counters().lastFailure).toBeNull();
  } finally {
    await observers.close();
    await broker.close();
  }
}

/** Sends some more, waits until all of it was read, and looks whether it was read once. */
export async function readsOnWhole({ observers, send, sent }: Trouble): Promise<void> {
  send(5);
  await observers.caughtUp();
  await observers.expectSeen(sent);
}

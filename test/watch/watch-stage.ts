import { expect, vi } from 'vitest';
import { ERROR } from '../../src/kafka/protocol/error-codes.js';
import { findCoordinator, offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import { RawClient } from '../demo/broker/raw-client.js';
import type { SentMessage, Stage } from '../e2e/stage.js';

/** A partition of a group as somebody else sees it. */
export interface JudgedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint | null;
  readonly end: bigint;
  readonly lag: bigint | null;
  /** null where nobody has it. */
  readonly clientId: string | null;
}

export interface WatchStage extends Stage {
  /** What an independent judge says of a group; null where it says that there is none. */
  judge(group: string): Promise<readonly JudgedPartition[] | null>;
}

export interface WatchScenario {
  readonly name: string;
  run(stage: WatchStage): Promise<void>;
}

export const messages = (count: number): SentMessage[] =>
  Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: `v${i}` }));

/** What a broker says while it is only becoming the coordinator. */
const NOT_YET: readonly number[] = [
  ERROR.COORDINATOR_LOAD_IN_PROGRESS,
  ERROR.COORDINATOR_NOT_AVAILABLE,
  ERROR.NOT_COORDINATOR,
];

/** Commits without being a member, not through the program's own connections. */
export async function commit(
  stage: Stage,
  groupId: string,
  topic: string,
  offsets: readonly number[],
): Promise<void> {
  const client = await RawClient.connect(Number(stage.brokers.split(':')[1]));
  const partitions = offsets.map((offset, partition) => ({
    partition,
    offset: BigInt(offset),
    metadata: null,
  }));
  const body = { groupId, generationId: -1, memberId: '', topics: [{ topic, partitions }] };
  await vi.waitUntil(
    async () => {
      // A real broker makes its topic of offsets when it is first asked for a coordinator.
      await client.ask(findCoordinator, { key: groupId });
      const answer = await client.ask(offsetCommit, body);
      const codes = answer.topics.flatMap((one) =>
        one.partitions.map(({ errorCode }) => errorCode),
      );
      if (codes.some((code) => NOT_YET.includes(code))) return false;
      expect(codes).toEqual(offsets.map(() => 0));
      return true;
    },
    { timeout: 20_000, interval: 100 },
  );
  client.close();
}

export const inOrder = <T extends { readonly topic: string; readonly partition: number }>(
  rows: readonly T[],
): T[] => [...rows].sort((a, b) => a.partition - b.partition);

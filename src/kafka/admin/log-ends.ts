import type { Cluster } from '../cluster.js';
import { isStaleMetadata } from '../errors.js';
import { breathe } from '../breathe.js';
import { ERROR } from '../protocol/error-codes.js';
import { listOffsets } from '../protocol/messages-log.js';
import { askBroker, grouped, piecesOf } from './broker-answer.js';

export interface PartitionAsk {
  readonly topic: string;
  readonly partition: number;
  /** Broker id of the leader, which alone may answer; -1 where there is none. */
  readonly leader: number;
}

export interface PartitionOffset extends PartitionAsk {
  readonly errorCode: number;
  /** -1 where no message is as young as the time asked for. */
  readonly offset: bigint;
}

/** NETWORK_EXCEPTION of the protocol: what stands for the leader's answer where none came. */
export const NO_ANSWER = 13;

/** Somebody else leads by now. A partition that has no leader is known as such: asking again tells no more. */
export function isMisplaced({ leader, errorCode }: PartitionOffset): boolean {
  return leader >= 0 && (errorCode === NO_ANSWER || isStaleMetadata(errorCode));
}

/** ListOffsets' own words for a place, in the field for a time. */
export const AT = { earliest: -2, latest: -1 } as const;

/** Partitions in one request: what comes back is taken apart in a millisecond or two. */
const A_REQUEST = 250;

/**
 * Offsets of partitions of any topics at a time (ms since the epoch) or at `AT`: requests of a size, to all
 * leaders at once. The end is the high watermark, as Kafka's own tools count lag. What a leader could not be
 * asked for comes back as an error code; throws only when none could be asked.
 */
export async function offsetsAt(
  cluster: Cluster,
  asks: readonly PartitionAsk[],
  at: number,
): Promise<PartitionOffset[]> {
  const byLeader = grouped(asks, ({ leader }) => leader);
  const failures: unknown[] = [];
  const answers = await Promise.all(
    [...byLeader].map(async ([leader, partitions]) => {
      if (leader < 0) return failed(partitions, ERROR.LEADER_NOT_AVAILABLE);
      try {
        return await askLeader(cluster, leader, partitions, at);
      } catch (error) {
        failures.push(error);
        return failed(partitions, NO_ANSWER);
      }
    }),
  );
  if (failures.length > 0 && failures.length === byLeader.size) throw failures[0];
  return answers.flat();
}

async function askLeader(
  cluster: Cluster,
  leader: number,
  asks: readonly PartitionAsk[],
  timestamp: number,
): Promise<PartitionOffset[]> {
  const found: PartitionOffset[] = [];
  for (const piece of piecesOf(asks, A_REQUEST)) {
    const byTopic = grouped(piece, ({ topic }) => topic);
    const { topics } = await askBroker(cluster, leader, listOffsets, {
      replicaId: -1,
      isolationLevel: 0,
      topics: [...byTopic].map(([topic, partitions]) => ({
        topic,
        partitions: partitions.map(({ partition }) => ({ partition, timestamp })),
      })),
    });
    for (const { topic, partitions } of topics) {
      for (const { partition, errorCode, offset } of partitions) {
        found.push({ topic, partition, leader, errorCode, offset });
      }
    }
    await breathe();
  }
  return found;
}

function failed(asks: readonly PartitionAsk[], errorCode: number): PartitionOffset[] {
  return asks.map((ask) => ({ ...ask, errorCode, offset: -1n }));
}

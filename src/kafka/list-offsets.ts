import type { Cluster } from './cluster.js';
import { CODE } from './errors.js';
import type { Isolation } from './fetch.js';

/** Asks for the first offset that retention left. */
export const EARLIEST = -2n;
/** Asks for the end: the high watermark, or the last stable offset when reading committed. */
export const LATEST = -1n;

export interface OffsetAsk {
  readonly partition: number;
  /** Broker id of the leader, which alone may answer. */
  readonly leader: number;
}

export interface OffsetAnswer {
  readonly partition: number;
  readonly errorCode: number;
  /** -1 when no message is as young as the time asked for. */
  readonly offset: bigint;
}

/** As kafkajs 2.2.4 decodes a ListOffsets response (versions 1 to 3). */
interface RawListOffsets {
  responses: { partitions: { partition: number; errorCode: number; offset: string }[] }[];
}

/** v1 is the first with one offset a partition; v2 the first with an isolation level. */
const NEWEST = 3;

/**
 * Offsets of partitions at a time (ms since the epoch), or at EARLIEST or LATEST: one request a leader,
 * all at once. Throws when a leader can't be asked; errors of single partitions come back as codes.
 */
export async function listOffsets(
  cluster: Cluster,
  topic: string,
  asks: readonly OffsetAsk[],
  at: bigint,
  isolation: Isolation,
): Promise<Map<number, OffsetAnswer>> {
  const byLeader = new Map<number, OffsetAsk[]>();
  for (const ask of asks) byLeader.set(ask.leader, [...(byLeader.get(ask.leader) ?? []), ask]);
  const answers = await Promise.all(
    [...byLeader].map(async ([leader, partitions]) => {
      if (leader < 0) return partitions.map(({ partition }) => leaderless(partition));
      const link = await cluster.broker(leader);
      const raw = await link.call<RawListOffsets>('ListOffsets', NEWEST, {
        replicaId: -1,
        isolationLevel: isolation === 'read_committed' ? 1 : 0,
        topics: [
          {
            topic,
            partitions: partitions.map(({ partition }) => ({
              partition,
              timestamp: at.toString(),
            })),
          },
        ],
      });
      return raw.responses
        .flatMap((response) => response.partitions)
        .map(({ partition, errorCode, offset }) => ({
          partition,
          errorCode,
          offset: BigInt(offset),
        }));
    }),
  );
  return new Map(answers.flat().map((answer) => [answer.partition, answer]));
}

function leaderless(partition: number): OffsetAnswer {
  return { partition, errorCode: CODE.leaderNotAvailable, offset: -1n };
}

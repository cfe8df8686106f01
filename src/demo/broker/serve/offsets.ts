import type { Isolation } from '../log/partition-log.js';
import { listOffsets, offsetForLeaderEpoch } from '../../../kafka/protocol/messages-log.js';
import type { Partition } from '../topics.js';
import { ledPartition } from './partitions.js';
import { type Call, route } from './route.js';

/** Times that are not times but ask for a place, in the protocol's own numbers. */
const LATEST = -1;
const EARLIEST = -2;
const NEWEST_TIMESTAMP = -3;

const NOWHERE = { timestamp: -1, offset: -1n, leaderEpoch: -1 };

export const listOffsetsRoute = route(listOffsets, (request, call) => {
  const isolation: Isolation = request.isolationLevel === 1 ? 'read_committed' : 'read_uncommitted';
  return {
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition: index, currentLeaderEpoch, timestamp }) => {
        const led = ledPartition('ListOffsets', topic, index, currentLeaderEpoch, call);
        const place =
          led.partition === null ? NOWHERE : placeOf(led.partition, timestamp, isolation, call);
        return { partition: index, errorCode: led.errorCode, ...place };
      }),
    })),
  };
});

function placeOf(
  { log, leaderEpoch }: Partition,
  timestamp: number,
  isolation: Isolation,
  call: Call,
): typeof NOWHERE {
  const { decompress } = call.cluster.settings;
  if (timestamp === LATEST) return { timestamp: -1, offset: log.endFor(isolation), leaderEpoch };
  if (timestamp === EARLIEST) return { timestamp: -1, offset: log.startOffset, leaderEpoch };
  const found =
    timestamp === NEWEST_TIMESTAMP
      ? log.newest(decompress)
      : log.offsetSince(timestamp, decompress);
  // What a reader may not see yet has no time for it either.
  if (found === null || found.offset >= log.endFor(isolation)) return NOWHERE;
  return { ...found, leaderEpoch };
}

export const offsetForLeaderEpochRoute = route(offsetForLeaderEpoch, (request, call) => ({
  topics: request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition: index, currentLeaderEpoch, leaderEpoch }) => {
      const led = ledPartition('OffsetForLeaderEpoch', topic, index, currentLeaderEpoch, call);
      const end =
        led.partition === null
          ? { leaderEpoch: -1, endOffset: -1n }
          : endOfEpoch(led.partition, leaderEpoch);
      return { partition: index, errorCode: led.errorCode, ...end };
    }),
  })),
}));

/** Where the log of an epoch, or of the last one before it, ended (KIP-320). */
function endOfEpoch(
  { epochs, log }: Partition,
  wanted: number,
): { readonly leaderEpoch: number; readonly endOffset: bigint } {
  const index = epochs.findLastIndex(({ epoch }) => epoch <= wanted);
  const found = epochs[index];
  if (found === undefined) return { leaderEpoch: -1, endOffset: -1n };
  return {
    leaderEpoch: found.epoch,
    endOffset: epochs[index + 1]?.startOffset ?? log.endOffset,
  };
}

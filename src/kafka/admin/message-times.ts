import type { Cluster } from '../cluster.js';
import { BATCH_HEADER, readBatch } from '../record-batch.js';
import { RecordCursor } from '../record-cursor.js';
import { fetch } from '../protocol/messages-log.js';
import { sliceOf, visitRecords } from '../slice.js';
import { breathe } from '../breathe.js';
import { askBroker, grouped, piecesOf } from './broker-answer.js';
import type { PartitionAsk } from './log-ends.js';

export interface MessageAsk extends PartitionAsk {
  readonly offset: bigint;
}

export interface MessageTime extends MessageAsk {
  /** ms since the epoch of the first message at or behind the offset; null where the log has none there. */
  readonly timestamp: number | null;
}

/**
 * A broker leaves a partition empty whose first batch does not fit (all but the first of a request), so that
 * what did not come is asked for once more, few at a time, with room for any batch.
 */
const ROUNDS = [
  { partitions: 50, bytes: 16 * 1024 },
  { partitions: 2, bytes: 1024 * 1024 },
] as const;
/** Of the second round, so that a look stays cheap; the rest is asked for with the next. */
const MOST_LARGE = 16;

/** When the messages at these offsets (of a partition there may be several) were written. What could not be found out is left out. */
export async function messageTimes(
  cluster: Cluster,
  asks: readonly MessageAsk[],
): Promise<MessageTime[]> {
  const [small, large] = ROUNDS;
  const first = await round(cluster, asks, small);
  const found = new Set(first.map(keyOf));
  const missing = asks.filter((ask) => !found.has(keyOf(ask))).slice(0, MOST_LARGE);
  return [...first, ...(await round(cluster, missing, large))];
}

const keyOf = ({ topic, partition, offset }: MessageAsk): string =>
  `${topic}:${partition}:${offset.toString()}`;

/** In requests: of what a request asks a partition for more than once, a broker answers the last alone. */
function requestsOf(asks: readonly MessageAsk[], most: number): MessageAsk[][] {
  const repeats = new Map<string, number>();
  const layers = grouped(asks, ({ topic, partition }) => {
    const place = `${topic}:${partition}`;
    const before = repeats.get(place) ?? 0;
    repeats.set(place, before + 1);
    return before;
  });
  return [...layers.values()].flatMap((layer) => piecesOf(layer, most));
}

async function round(
  cluster: Cluster,
  asks: readonly MessageAsk[],
  limit: (typeof ROUNDS)[number],
): Promise<MessageTime[]> {
  const byLeader = grouped(
    asks.filter(({ leader }) => leader >= 0),
    ({ leader }) => leader,
  );
  const cursor = new RecordCursor();
  const answers = await Promise.all(
    [...byLeader].map(async ([leader, wanted]) => {
      const times: MessageTime[] = [];
      // One after the other: what many answers hold would be taken apart in one go.
      for (const piece of requestsOf(wanted, limit.partitions)) {
        // A broker that can't be asked leaves the times unknown; whoever asks for offsets hears of it.
        times.push(
          ...(await askLeader(cluster, leader, piece, limit.bytes, cursor).catch(() => [])),
        );
        await breathe();
      }
      return times;
    }),
  );
  return answers.flat();
}

async function askLeader(
  cluster: Cluster,
  leader: number,
  asks: readonly MessageAsk[],
  bytes: number,
  cursor: RecordCursor,
): Promise<MessageTime[]> {
  const { topics } = await askBroker(cluster, leader, fetch, {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: bytes * asks.length,
    isolationLevel: 0,
    topics: [...grouped(asks, ({ topic }) => topic)].map(([topic, partitions]) => ({
      topic,
      partitions: partitions.map(({ partition, offset }) => ({
        partition,
        fetchOffset: offset,
        maxBytes: bytes,
      })),
    })),
  });
  const times: MessageTime[] = [];
  for (const { topic, partitions } of topics) {
    for (const answer of partitions) {
      const ask = asks.find((one) => one.topic === topic && one.partition === answer.partition);
      const records = answer.records ?? NOTHING;
      if (!ask || answer.errorCode !== 0) continue;
      if (records.length === 0) {
        if (ask.offset >= answer.highWatermark) times.push({ ...ask, timestamp: null });
        continue;
      }
      const timestamp = timeAt(records, ask.offset, answer.highWatermark, cursor);
      if (timestamp !== undefined) times.push({ ...ask, timestamp });
    }
  }
  return times;
}

const NOTHING = Buffer.alloc(0);

/**
 * The timestamp of the first message at or behind `offset` in a record set, past markers of transactions.
 * Of a batch that came in part its header must do: the time of its first message. null where nothing but
 * markers stands up to the end of the log, undefined where the bytes do not tell.
 */
export function timeAt(
  records: Buffer,
  offset: bigint,
  high: bigint,
  cursor = new RecordCursor(),
): number | null | undefined {
  const [, { bytes: blindStep }] = ROUNDS;
  const head = readBatch(records, 0);
  if (head.kind === 'partial') return headerTime(records);
  const slice = sliceOf(
    { partition: 0, errorCode: 0, high, stable: high, first: 0n, aborted: [], records },
    { offset, until: null, checkCrcs: false, blindStep: BigInt(blindStep) },
  );
  for (const part of slice.parts) {
    if (part.kind === 'damage') continue;
    let timestamp: number | undefined;
    visitRecords(part, cursor, (record) => {
      timestamp = record.timestamp;
      return false;
    });
    if (timestamp !== undefined) return timestamp;
  }
  return slice.next >= high ? null : undefined;
}

const BASE_TIMESTAMP = 27;
const MAGIC = 16;

function headerTime(records: Buffer): number | undefined {
  if (records.length < BATCH_HEADER || records.readInt8(MAGIC) !== 2) return undefined;
  return Number(records.readBigInt64BE(BASE_TIMESTAMP));
}

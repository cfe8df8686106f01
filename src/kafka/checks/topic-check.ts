import { nearestNames } from '../../model/nearest.js';
import { KafkaTuiError } from '../../model/problem.js';
import type { Cluster, PartitionMetadata } from '../cluster.js';
import { CODE, nameOfCode } from '../errors.js';
import { fetchOnce } from '../fetch.js';
import { EARLIEST, LATEST, listOffsets } from '../list-offsets.js';
import { findTopic, topicUnauthorised } from '../topic.js';
import { type Outcome, passedWith, plural } from './checklist.js';

/** Enough for the header of a batch, which is all that is looked at. */
const HEADER_BYTES = 1024;
const RESPONSE_BYTES = 256 * 1024;
const MAX_TIMESTAMP_AT = 35;
const MAGIC_AT = 16;
const BATCH_HEADER = 61;
/** Nobody has written for this long: a topic that is quiet. */
export const QUIET_MS = 60_000;

/** What is known of one partition, once it was asked for. */
export interface LogFacts {
  readonly partition: number;
  readonly first: bigint;
  readonly end: bigint;
  /** The youngest timestamp of the last batch, ms since the epoch; null where there is none to be read. */
  readonly newest: number | null;
}

export function checkTopic(topic: string, partitions: readonly PartitionMetadata[]): Outcome {
  const leaderless = partitions.filter(({ leader }) => leader < 0);
  const names = leaderless.map(({ partition }) => partition).join(', ');
  return passedWith(
    `${topic}, ${plural(partitions.length, 'partition')}`,
    leaderless.length === 0
      ? []
      : [`no leader now: partition ${names}; is a broker down? reading waits for an election`],
  );
}

/** As the reader finds it: throws with the nearest names where it is not there. */
export function partitionsOf(
  cluster: Cluster,
  topic: string,
  wanted: readonly number[] | null,
): Promise<readonly PartitionMetadata[]> {
  return findTopic(cluster, topic, wanted);
}

/**
 * Where each log begins and ends, and its last batch, asked for as a reader would: describing needs another right
 * than reading. Leaves no trace. Partitions without a leader are left out. Throws a KafkaTuiError.
 */
export async function readLogs(
  cluster: Cluster,
  topic: string,
  partitions: readonly PartitionMetadata[],
): Promise<LogFacts[]> {
  const asks = partitions.filter(({ leader }) => leader >= 0);
  const [firsts, ends] = await Promise.all([
    listOffsets(cluster, topic, asks, EARLIEST, 'read_uncommitted'),
    listOffsets(cluster, topic, asks, LATEST, 'read_uncommitted'),
  ]);
  const logs = asks.map(({ partition, leader }) => {
    const [first, end] = [firsts.get(partition), ends.get(partition)];
    const errorCode = first?.errorCode ?? end?.errorCode ?? CODE.unknownTopicOrPartition;
    if (errorCode !== CODE.none) throw refused(topic, partition, errorCode);
    return { partition, leader, first: first?.offset ?? 0n, end: end?.offset ?? 0n };
  });
  const newest = new Map<number, number | null>();
  await Promise.all(
    [...new Set(asks.map(({ leader }) => leader))].map(async (leader) => {
      const mine = logs.filter((log) => log.leader === leader);
      for (const [partition, at] of await lastBatches(cluster, topic, leader, mine))
        newest.set(partition, at);
    }),
  );
  return logs.map(({ partition, first, end }) => ({
    partition,
    first,
    end,
    newest: newest.get(partition) ?? null,
  }));
}

async function lastBatches(
  cluster: Cluster,
  topic: string,
  leader: number,
  logs: readonly Omit<LogFacts, 'newest'>[],
): Promise<Map<number, number | null>> {
  const link = await cluster.broker(leader);
  const fetched = await fetchOnce(link, {
    topic,
    partitions: logs.map(({ partition, first, end }) => ({
      partition,
      offset: end > first ? end - 1n : end,
    })),
    isolation: 'read_uncommitted',
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: RESPONSE_BYTES,
    partitionMaxBytes: HEADER_BYTES,
  });
  const found = new Map<number, number | null>();
  for (const { partition, errorCode, records } of fetched.partitions) {
    // Retention may pass between the two questions.
    if (errorCode !== CODE.none && errorCode !== CODE.offsetOutOfRange) {
      throw refused(topic, partition, errorCode);
    }
    found.set(partition, youngest(records));
  }
  cluster.responses.giveBack(fetched.payload);
  return found;
}

/** From the header of a record batch, which is never cut: `maxTimestamp` of format v2. */
function youngest(records: Buffer): number | null {
  if (records.length < BATCH_HEADER || records.readInt8(MAGIC_AT) !== 2) return null;
  const at = Number(records.readBigInt64BE(MAX_TIMESTAMP_AT));
  return at > 0 ? at : null;
}

function refused(topic: string, partition: number, code: number): KafkaTuiError {
  if (code === CODE.topicAuthorizationFailed) return topicUnauthorised(topic);
  return new KafkaTuiError({
    code: 'PARTITION_UNAVAILABLE',
    message: `partition ${partition} of topic "${topic}" can't be read now: ${nameOfCode(code)}`,
    next: 'is a broker down? try again in a moment',
  });
}

export interface MessagesAsk {
  readonly topic: string;
  /** Reading would start behind what is there. */
  readonly startsAtEnd: boolean;
  readonly now: number;
  /** Topics that there are besides. */
  readonly others: () => Promise<readonly string[]>;
}

/** How much there is, and why somebody may see nothing of it. */
export async function checkMessages(logs: readonly LogFacts[], ask: MessagesAsk): Promise<Outcome> {
  const count = logs.reduce((sum, { first, end }) => sum + (end - first), 0n);
  if (count === 0n) return await emptyTopic(logs, ask);
  const newest = newestOf(logs);
  const words = newest === null ? '' : `, the newest ${ago(ask.now - newest)} (${clock(newest)})`;
  const quiet = newest !== null && ask.now - newest > QUIET_MS;
  const hints =
    ask.startsAtEnd && quiet
      ? [
          'reading starts at the end of a quiet topic: nothing is shown until something new comes; -o beginning shows what is there',
        ]
      : [];
  return passedWith(`${plural(count, 'offset')}${words}`, hints);
}

export function newestOf(logs: readonly LogFacts[]): number | null {
  const all = logs.flatMap(({ newest }) => (newest === null ? [] : [newest]));
  return all.length === 0 ? null : Math.max(...all);
}

async function emptyTopic(
  logs: readonly LogFacts[],
  { topic, others }: MessagesAsk,
): Promise<Outcome> {
  const wasUsed = logs.some(({ end }) => end > 0n);
  const near = nearestNames(
    topic,
    (await others()).filter((name) => name !== topic),
  );
  const named = near.map((name) => `"${name}"`).join(', ');
  return {
    state: 'odd',
    found: wasUsed ? 'none: retention has removed them all' : 'none: nobody has written to it yet',
    hints: [
      near.length > 0
        ? `is "${topic}" exactly the name you were given? there is also ${named}`
        : `is "${topic}" exactly the name you were given? then wait for whoever writes to it`,
    ],
  };
}

/** `14:03:22 UTC`, with its day where that is not today. */
function clock(ms: number): string {
  const iso = new Date(ms).toISOString();
  const today = iso.slice(0, 10) === new Date().toISOString().slice(0, 10);
  return `${today ? '' : `${iso.slice(0, 10)} `}${iso.slice(11, 19)} UTC`;
}

/** `12 s ago`, `3 min ago`. */
function ago(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 0) return 'dated ahead of this clock';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 172_800
    ? `${Math.floor(seconds / 3600)} h ago`
    : `${Math.floor(seconds / 86_400)} days ago`;
}

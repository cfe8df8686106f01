import { KafkaTuiError } from '../model/problem.js';
import { Nap } from './backoff.js';
import type { Cluster, PartitionMetadata } from './cluster.js';
import { CODE, isStaleMetadata, nameOfCode } from './errors.js';
import type { Isolation } from './fetch.js';
import {
  EARLIEST,
  LATEST,
  type OffsetAnswer,
  type OffsetAsk,
  listOffsets,
} from './list-offsets.js';
import {
  type Narrowing,
  type NarrowedPartitions,
  narrowPartitions,
  narrowPositions,
} from './narrowing.js';
import type { Position } from './position.js';
import type { ReaderEvents } from './reader.js';
import { type Start, resumeOffset, startIn } from './start.js';
import { findTopic, selectPartitions, topicUnauthorised } from './topic.js';

interface OpenOptions {
  readonly topic: string;
  readonly partitions: readonly number[] | null;
  readonly start: Start;
  readonly before?: number | null;
  readonly narrowing?: Narrowing;
  readonly resume?: ReadonlyMap<number, bigint>;
  readonly isolation: Isolation;
}

/** Where each partition is to be read from, and which of them before the others. */
export interface OpenedPositions {
  readonly positions: readonly Position[];
  readonly first: ReadonlySet<number>;
}

const TRIES = 8;
const BETWEEN_TRIES_MS = 250;

/** Finds the topic's partitions, their leaders, the bounds of their logs, and where each is to be read from. */
export async function openPositions(
  cluster: Cluster,
  options: OpenOptions,
  events: Pick<ReaderEvents, 'notice'>,
): Promise<OpenedPositions> {
  const nap = new Nap();
  for (let attempt = 1; ; attempt++) {
    const { partitions, first, note } = await partitionsOf(cluster, options);
    const opened = await tryOpen(cluster, partitions, options, events);
    if (opened.kind === 'opened') {
      if (note !== null) events.notice('info', note);
      const { positions } = opened;
      const { topic, isolation, before = null, narrowing } = options;
      await narrowPositions({
        ...{ cluster, topic, isolation, before, positions },
        bounds: narrowing?.bounds ?? null,
        notice: (text) => {
          events.notice('odd', text);
        },
      });
      return { positions, first };
    }
    if (attempt === TRIES) throw noLeader(options.topic, opened.partition, opened.errorCode);
    await nap.sleep(BETWEEN_TRIES_MS);
  }
}

async function partitionsOf(cluster: Cluster, options: OpenOptions): Promise<NarrowedPartitions> {
  const { topic, partitions: wanted, narrowing } = options;
  if (narrowing === undefined) {
    const partitions = await findTopic(cluster, topic, wanted);
    return { partitions, first: new Set(), note: null };
  }
  const all = await findTopic(cluster, topic, null);
  return narrowPartitions(all, selectPartitions(topic, all, wanted), narrowing);
}

type Opened =
  | { readonly kind: 'opened'; readonly positions: Position[] }
  | { readonly kind: 'not-yet'; readonly partition: number; readonly errorCode: number };

/** One try: says which partition is not ready yet, or what the positions are. Throws on what can't get better. */
export async function tryOpen(
  cluster: Cluster,
  partitions: readonly PartitionMetadata[],
  options: OpenOptions,
  events: Pick<ReaderEvents, 'notice'>,
): Promise<Opened> {
  const { topic, start, isolation } = options;
  const leaderless = partitions.find(({ leader }) => leader < 0);
  if (leaderless) {
    return { kind: 'not-yet', partition: leaderless.partition, errorCode: CODE.leaderNotAvailable };
  }
  const asks: OffsetAsk[] = partitions.map(({ partition, leader }) => ({ partition, leader }));
  warmUp(cluster, asks);
  await cluster.reach(new Set(asks.map(({ leader }) => leader)));
  const ask = (at: bigint, how: Isolation): Promise<Map<number, OffsetAnswer>> =>
    listOffsets(cluster, topic, asks, at, how).catch((error: unknown) => {
      throw cluster.explain(error, asks[0]?.leader ?? -1);
    });
  const [firsts, ends, highs, times] = await Promise.all([
    ask(EARLIEST, isolation),
    ask(LATEST, isolation),
    isolation === 'read_committed' ? ask(LATEST, 'read_uncommitted') : null,
    start.kind === 'time' ? ask(BigInt(start.timestamp), isolation) : null,
  ]);
  const positions: Position[] = [];
  for (const { partition, leader, topicId } of partitions) {
    const answers = [firsts, ends, highs, times].flatMap((answer) =>
      answer ? [answer.get(partition)] : [],
    );
    const failed = answers.find(
      (answer) => (answer?.errorCode ?? CODE.unknownTopicOrPartition) !== CODE.none,
    );
    if (answers.includes(undefined) || failed) {
      const errorCode = failed?.errorCode ?? CODE.unknownTopicOrPartition;
      if (errorCode === CODE.topicAuthorizationFailed) throw topicUnauthorised(topic);
      if (!isStaleMetadata(errorCode)) throw noLeader(topic, partition, errorCode);
      return { kind: 'not-yet', partition, errorCode };
    }
    const first = firsts.get(partition)?.offset ?? 0n;
    const end = ends.get(partition)?.offset ?? 0n;
    const bounds = { first, end, atTime: times?.get(partition)?.offset ?? -1n };
    const { offset, note } = resumeOffset(
      options.resume?.get(partition),
      startIn(start, partition),
      bounds,
    );
    if (note !== null) events.notice('odd', `partition ${partition}: ${note}`);
    positions.push({
      partition,
      leader,
      lastLeader: null,
      next: offset,
      until: null,
      skips: [],
      first,
      high: highs?.get(partition)?.offset ?? end,
      stable: end,
      busy: false,
      blindStep: 1n,
      recreated: false,
      topicId,
    });
  }
  return { kind: 'opened', positions };
}

/** Fetches go over a connection of their own: it is opened while the offsets are asked for. */
function warmUp(cluster: Cluster, asks: readonly OffsetAsk[]): void {
  for (const leader of new Set(asks.map((ask) => ask.leader))) {
    cluster.broker(leader).then(
      (link) => link.warmUpFetch(),
      () => undefined,
    );
  }
}

function noLeader(topic: string, partition: number, errorCode: number): KafkaTuiError {
  return new KafkaTuiError({
    code: 'PARTITION_UNAVAILABLE',
    message: `partition ${partition} of topic "${topic}" can't be read now: ${nameOfCode(errorCode)}`,
    next: 'is a broker down? the others can be read with -p',
  });
}

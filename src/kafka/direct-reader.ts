import type { KafkaTuiError } from '../model/problem.js';
import { ChunkQueue } from './chunk-queue.js';
import type { Cluster } from './cluster.js';
import { CODE, isStaleMetadata, nameOfCode } from './errors.js';
import { type FetchedPartition, type Isolation, fetchOnce } from './fetch.js';
import { EARLIEST, LATEST, listOffsets } from './list-offsets.js';
import { openPositions } from './open-positions.js';
import { type Position, isBehind, isDone, loseLeader } from './position.js';
import { Recovery } from './recovery.js';
import type { Opening, Reader, ReaderEvents, Watermark } from './reader.js';
import { type Slice, sliceOf } from './slice.js';
import type { Start } from './start.js';
import { readBacklog } from './tail.js';
import { topicUnauthorised } from './topic.js';

export interface DirectReaderOptions {
  readonly topic: string;
  /** null for all of them. */
  readonly partitions: readonly number[] | null;
  readonly start: Start;
  /** Stop at the end that is there when reading starts. */
  readonly stopAtEnd: boolean;
  readonly isolation: Isolation;
  readonly checkCrcs: boolean;
}

/**
 * Larger responses stall the event loop while they are taken apart: 1 MB keeps the rate and holds the
 * 99th percentile under 20 ms (measured, see the README's figures).
 */
const RESPONSE_BYTES = 1024 * 1024;
const PARTITION_BYTES = 256 * 1024;
const MAX_WAIT_MS = 500;
/** Responses of a broker that are under way or wait to be taken. */
const RESPONSES_AHEAD = 2;
const MAX_BLIND_STEP = 64n;

/**
 * Reads a topic without a group: finds the leaders and fetches from each on its own. Joins
 * nothing, commits nothing, creates nothing. Survives leaders that move, brokers that go, and retention.
 */
export class DirectReader implements Reader {
  readonly #cluster: Cluster;
  readonly #options: DirectReaderOptions;
  readonly #events: ReaderEvents;
  readonly #queue = new ChunkQueue((leader) => {
    this.#fetchFrom(leader);
  });
  /** Fetches under way, by leader. */
  readonly #underWay = new Map<number, number>();
  readonly #recovery: Recovery;
  /** In the order in which they are asked for: those that brought something go to the back. */
  #positions: Position[] = [];
  #closed = false;

  constructor(cluster: Cluster, options: DirectReaderOptions, events: ReaderEvents) {
    this.#cluster = cluster;
    this.#options = options;
    this.#events = events;
    this.#recovery = new Recovery({
      cluster,
      topic: options.topic,
      events,
      positions: () => this.#positions,
      recovered: () => {
        this.#startFetching();
      },
      failed: (error) => {
        this.#queue.end({ failure: error });
      },
    });
  }

  async open(): Promise<Opening> {
    const { start, stopAtEnd } = this.#options;
    const positions = await openPositions(this.#cluster, this.#options, this.#events);
    const ends = new Map(positions.map((position) => [position.partition, position.stable]));
    this.#positions = positions;
    const backlog = await this.#openBacklog(start, ends);
    for (const position of positions) {
      position.until = stopAtEnd ? (ends.get(position.partition) ?? null) : null;
    }
    const opening: Opening = {
      partitions: positions
        .map(({ partition, leader, first, next, high, stable }) => ({
          partition,
          leader,
          first,
          next,
          high,
          stable,
        }))
        .sort((a, b) => a.partition - b.partition),
      ...backlog,
    };
    this.#startFetching();
    return opening;
  }

  async read(): Promise<readonly Slice[] | null> {
    const slices = await this.#queue.pull();
    // Lets the loop's next request go out before the consumer takes this response apart.
    if (slices) await new Promise((resolve) => setImmediate(resolve));
    return slices;
  }

  async watermarks(): Promise<readonly Watermark[]> {
    const { topic } = this.#options;
    const asks = this.#positions.flatMap(({ partition, leader }) =>
      leader === null ? [] : [{ partition, leader }],
    );
    const [highs, firsts] = await Promise.all([
      listOffsets(this.#cluster, topic, asks, LATEST, 'read_uncommitted'),
      listOffsets(this.#cluster, topic, asks, EARLIEST, 'read_uncommitted'),
    ]);
    return asks.flatMap(({ partition }) => {
      const high = highs.get(partition);
      const first = firsts.get(partition);
      const known = high?.errorCode === CODE.none && first?.errorCode === CODE.none;
      return known ? [{ partition, high: high.offset, first: first.offset }] : [];
    });
  }

  retry(): void {
    this.#recovery.retryNow();
  }

  close(): void {
    this.#closed = true;
    this.#recovery.stop();
    this.#queue.end({ discard: true });
    this.#cluster.close();
  }

  async #openBacklog(
    start: Start,
    ends: Map<number, bigint>,
  ): Promise<Omit<Opening, 'partitions'>> {
    if (start.kind !== 'tail') return { backlog: [], skipped: new Map() };
    const { topic, isolation, checkCrcs } = this.#options;
    return await readBacklog({
      cluster: this.#cluster,
      topic,
      isolation,
      checkCrcs,
      count: start.count,
      positions: this.#positions,
      ends,
    });
  }

  /** Begins to fetch from every broker that leads a partition with something left to read. */
  #startFetching(): void {
    const leaders = new Set(
      this.#positions.filter((one) => !isDone(one)).map(({ leader }) => leader),
    );
    for (const leader of leaders) if (leader !== null) this.#fetchFrom(leader);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#positions.every(isDone)) this.#queue.end();
  }

  /**
   * Sends the next fetch to a broker, if there is room for its response. Two are under way while there is
   * a backlog, each for half of the partitions: the broker prepares one response while the other is read.
   */
  #fetchFrom(leader: number): void {
    for (;;) {
      const underWay = this.#underWay.get(leader) ?? 0;
      if (this.#closed || underWay + this.#queue.waiting(leader) >= RESPONSES_AHEAD) return;
      const next = this.#nextPositions(leader, underWay > 0);
      if (next.length === 0) return;
      this.#underWay.set(leader, underWay + 1);
      void this.#fetchOne(leader, next);
    }
  }

  /** The partitions to ask for. Beside another fetch only such that are answered at once: one connection serves both. */
  #nextPositions(leader: number, besideAnother: boolean): Position[] {
    const free = this.#positions.filter(
      (one) => one.leader === leader && !one.busy && !isDone(one),
    );
    const behind = free.filter(isBehind);
    if (behind.length === 0) return besideAnother ? [] : free;
    if (besideAnother || behind.length === 1) return free;
    const half = new Set(behind.slice(0, Math.ceil(behind.length / 2)));
    return free.filter((one) => half.has(one) || !isBehind(one));
  }

  /** One fetch from sending to handing over. Never rejects. */
  async #fetchOne(leader: number, asked: readonly Position[]): Promise<void> {
    for (const position of asked) position.busy = true;
    let failure: unknown = null;
    let slices: Slice[] = [];
    try {
      slices = await this.#fetch(leader, asked);
    } catch (error) {
      failure = error;
    }
    for (const position of asked) position.busy = false;
    this.#underWay.set(leader, (this.#underWay.get(leader) ?? 1) - 1);
    if (this.#closed) return;
    if (failure !== null) {
      this.#brokerLost(leader, this.#cluster.explain(failure, leader));
      return;
    }
    this.#queue.push(leader, slices);
    this.#endIfDone();
    this.#fetchFrom(leader);
  }

  async #fetch(leader: number, mine: readonly Position[]): Promise<Slice[]> {
    const link = await this.#cluster.broker(leader);
    const response = await fetchOnce(link, {
      topic: this.#options.topic,
      partitions: mine.map(({ partition, next }) => ({ partition, offset: next })),
      isolation: this.#options.isolation,
      maxWaitMs: MAX_WAIT_MS,
      minBytes: 1,
      maxBytes: RESPONSE_BYTES,
      partitionMaxBytes: Math.max(PARTITION_BYTES, Math.floor(RESPONSE_BYTES / mine.length)),
    });
    const slices: Slice[] = [];
    for (const fetched of response.partitions) {
      const position = mine.find(({ partition }) => partition === fetched.partition);
      if (!position) continue;
      const slice = await this.#take(position, fetched);
      if (slice) slices.push(slice);
    }
    return slices;
  }

  async #take(position: Position, fetched: FetchedPartition): Promise<Slice | null> {
    if (fetched.errorCode !== CODE.none) return await this.#partitionError(position, fetched);
    position.high = fetched.high;
    position.stable = fetched.stable < 0n ? fetched.high : fetched.stable;
    if (fetched.first >= 0n) position.first = fetched.first;
    const slice = await sliceOf(
      { ...fetched, stable: position.stable, first: position.first },
      {
        offset: position.next,
        until: position.until,
        checkCrcs: this.#options.checkCrcs,
        blindStep: position.blindStep,
      },
    );
    this.#advance(position, slice);
    return slice;
  }

  #advance(position: Position, slice: Slice): void {
    if (slice.next > position.next) {
      // The broker fills a response in the order asked: who got something waits behind the others.
      this.#positions = [...this.#positions.filter((other) => other !== position), position];
      const good =
        slice.parts.some(({ kind }) => kind === 'batch') || slice.control + slice.aborted > 0;
      const doubled = position.blindStep * 2n;
      position.blindStep = good ? 1n : doubled > MAX_BLIND_STEP ? MAX_BLIND_STEP : doubled;
    }
    position.next = slice.next;
  }

  /** What an error code of one partition means; the others go on. */
  async #partitionError(position: Position, fetched: FetchedPartition): Promise<Slice | null> {
    const { partition } = position;
    switch (fetched.errorCode) {
      case CODE.offsetOutOfRange:
        await this.#outOfRange(position);
        return null;
      case CODE.topicAuthorizationFailed:
        this.#queue.end({ failure: topicUnauthorised(this.#options.topic) });
        return null;
      case CODE.corruptMessage:
        return this.#corruptOnBroker(position);
      default:
        if (!isStaleMetadata(fetched.errorCode)) {
          this.#events.notice(
            'odd',
            `partition ${partition}: ${nameOfCode(fetched.errorCode)}; trying again`,
          );
        }
        loseLeader(position);
        this.#recovery.begin(null);
        return null;
    }
  }

  /** The broker itself can't read what it stored: pass it, and say so. */
  #corruptOnBroker(position: Position): Slice {
    const from = position.next;
    const next = from + position.blindStep;
    const reason = 'the broker says that what it stored is corrupt (CORRUPT_MESSAGE)';
    const { partition, first, high, stable } = position;
    const damage = { from, to: next - 1n, reason, bytes: null };
    const slice: Slice = {
      partition,
      first,
      high,
      stable,
      next,
      control: 0,
      aborted: 0,
      parts: [{ kind: 'damage', damage }],
    };
    this.#advance(position, slice);
    return slice;
  }

  /** Retention passed us by, or the log was cut back: go on where the log is now, and say what was missed. */
  async #outOfRange(position: Position): Promise<void> {
    const { partition, leader, next } = position;
    if (leader === null) return;
    const ask = [{ partition, leader }];
    const { topic, isolation } = this.#options;
    const first =
      (await listOffsets(this.#cluster, topic, ask, EARLIEST, isolation)).get(partition)?.offset ??
      -1n;
    const end =
      (await listOffsets(this.#cluster, topic, ask, LATEST, isolation)).get(partition)?.offset ??
      -1n;
    if (first < 0n || end < 0n) return;
    position.first = first;
    if (next < first) {
      position.next = first;
      this.#events.skippedByRetention(partition, first - next);
      this.#events.notice(
        'bad',
        `partition ${partition}: offsets ${next.toString()} to ${(first - 1n).toString()} were removed by retention before they were read`,
      );
    } else if (next > end) {
      position.next = position.recreated ? first : end;
      this.#events.notice(
        'bad',
        `partition ${partition}: the log now ends at ${end.toString()}, before offset ${next.toString()}; it was cut back or the topic was made anew`,
      );
    }
    position.recreated = false;
  }

  #brokerLost(leader: number, problem: KafkaTuiError): void {
    for (const position of this.#positions) if (position.leader === leader) loseLeader(position);
    this.#recovery.begin(problem);
  }
}

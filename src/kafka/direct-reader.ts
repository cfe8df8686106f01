import { LookAhead, type Looking } from './ahead/look-ahead.js';
import { KafkaTuiError } from '../model/problem.js';
import { NO_BOUNDS } from '../model/query.js';
import { Nap, backoffMs } from './backoff.js';
import { isOutsideAll } from './batch-search.js';
import type { BrokerLink } from './broker-link.js';
import { type Chunk, ChunkQueue } from './chunk-queue.js';
import { type Cluster, closedError } from './cluster.js';
import { CODE } from './errors.js';
import { type FetchedPartition, fetchOnce } from './fetch.js';
import { FetchSchedule } from './fetch-schedule.js';
import { GrowthWatch } from './growth.js';
import { openPositions } from './open-positions.js';
import { PartitionTrouble } from './partition-trouble.js';
import { type Position, endAt, isDone, loseLeader, overSkips } from './position.js';
import { Recovery } from './recovery.js';
import type { DirectReaderOptions } from './reader-options.js';
import { mayHold } from './regions.js';
import type { OpenedPartition, Opening, Reader, ReaderEvents, Watermark } from './reader.js';
import { type Slice, sliceOf } from './slice.js';
import type { Start } from './start.js';
import { BACKLOG_BYTES, readBacklog } from './tail.js';
import { watermarksOf } from './watermarks.js';

/**
 * Larger responses stall the event loop while they are taken apart: 1 MB keeps the rate and holds the
 * 99th percentile under 20 ms (measured, see the README's figures). Where nobody waits for keys, `responseBytes`
 * may ask for more, which makes fewer round trips.
 */
const RESPONSE_BYTES = 1024 * 1024;
/** A partition's part of a response, at least: a quarter of it. */
const PARTITION_SHARE = 4;
const MAX_WAIT_MS = 500;
const MAX_BLIND_STEP = 64n;

/** A broker answers a fetch within half a second, even when there is nothing. */
const SILENCE_MS = 4_000;
const MORE_OPEN_TRIES = 2;
/** Once the topic is found: until then a connection that breaks is an address or a port that is wrong. */
const MAY_PASS = new Set(['PARTITION_UNAVAILABLE', 'CONNECTION_LOST', 'CONNECTION_CLOSED']);

const NOTHING = Buffer.alloc(0);

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
  readonly #schedule = new FetchSchedule();
  readonly #recovery: Recovery;
  readonly #growth: GrowthWatch;
  readonly #trouble: PartitionTrouble;
  readonly #ahead: LookAhead | null;
  /** What the consumer looks at. */
  #reading: Chunk | null = null;
  #closed = false;
  #abandonOpen: (() => void) | null = null;

  constructor(cluster: Cluster, options: DirectReaderOptions, events: ReaderEvents) {
    this.#cluster = cluster;
    this.#options = options;
    this.#events = events;
    this.#ahead = options.lookAhead ? new LookAhead(options.lookAhead) : null;
    cluster.responses.expect(options.responseBytes ?? RESPONSE_BYTES);
    this.#recovery = new Recovery({
      cluster,
      topic: options.topic,
      events,
      whenRefused: options.whenRefused ?? 'fail',
      positions: () => this.#schedule.positions,
      recovered: () => {
        this.#startFetching();
      },
      failed: (error) => {
        this.#fail(error);
      },
    });
    this.#growth = new GrowthWatch({
      cluster,
      reader: options,
      events,
      positions: () => this.#schedule.positions,
      mayRead: (partition) => this.#mayGrow(partition),
      found: (positions) => {
        this.#grow(positions);
      },
      madeAnew: () => {
        for (const position of this.#schedule.positions) loseLeader(position);
        this.#recovery.begin(null);
      },
    });
    this.#trouble = new PartitionTrouble({
      cluster,
      topic: options.topic,
      isolation: options.isolation,
      events,
      findLeaders: () => {
        this.#recovery.begin(null);
      },
      failed: (error) => {
        if (options.whenRefused === 'wait') this.#recovery.begin(error);
        else this.#fail(error);
      },
    });
  }

  /** What a position says to whoever counts. */
  static #opened({ partition, first, next, high, stable, until }: Position): OpenedPartition {
    return { partition, first, next, high, stable, until };
  }

  #grow(positions: readonly Position[]): void {
    this.#schedule.add(positions);
    const names = positions.map(({ partition }) => partition).join(', ');
    this.#events.grown(positions.map((position) => DirectReader.#opened(position)));
    this.#events.notice(
      'info',
      `the topic has grown: partition ${names} is read from its beginning`,
    );
    this.#startFetching();
  }

  /** Rejects at once when the reader is closed meanwhile: a connection attempt may take its time to give up. */
  open(): Promise<Opening> {
    return new Promise((resolve, reject) => {
      this.#abandonOpen = () => {
        reject(closedError());
      };
      this.#openPatiently().then(resolve, reject);
    });
  }

  /** A leader may move, or retention pass, between asking where the log stands and reading its end. */
  async #openPatiently(): Promise<Opening> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#open();
      } catch (error) {
        const isFound = this.#schedule.positions.length > 0;
        const mayPass = isFound && error instanceof KafkaTuiError && MAY_PASS.has(error.code);
        if (!mayPass || attempt === MORE_OPEN_TRIES || this.#closed) throw error;
        await new Nap().sleep(backoffMs(attempt));
      }
    }
  }

  async #open(): Promise<Opening> {
    const { start, stopAtEnd } = this.#options;
    const { positions, first } = await openPositions(this.#cluster, this.#options, this.#events);
    const ends = new Map(positions.map((position) => [position.partition, position.stable]));
    this.#schedule.open(positions, first);
    const backlog = await this.#openBacklog(start, ends);
    // A watch that began now would never end.
    if (this.#closed) throw closedError();
    for (const position of positions) {
      const end = ends.get(position.partition);
      if (stopAtEnd && end !== undefined) endAt(position, end);
    }
    const opening: Opening = {
      partitions: positions
        .map((position) => DirectReader.#opened(position))
        .sort((a, b) => a.partition - b.partition),
      ...backlog,
    };
    this.#startFetching();
    // What has an end will soon be over.
    if (!this.#options.stopAtEnd) this.#growth.start();
    return opening;
  }

  /** Who asked for some partitions, or for an end, has said what there is to read. */
  #mayGrow(partition: number): boolean {
    const { partitions, stopAtEnd, narrowing, before = null } = this.#options;
    if (partitions !== null || stopAtEnd || before !== null) return false;
    return (
      narrowing === undefined ||
      (narrowing.partitioner === null && mayHold(narrowing.bounds, partition))
    );
  }

  async read(): Promise<readonly Slice[] | null> {
    if (this.#reading) {
      this.#cluster.responses.giveBack(this.#reading.payload);
      this.#reading.looking?.release();
    }
    this.#reading = await this.#queue.pull();
    if (this.#reading === null) return null;
    const { slices, looking } = this.#reading;
    if (looking !== null) return await looking.slices;
    // Lets the loop's next request go out before the consumer takes this response apart.
    await new Promise((resolve) => setImmediate(resolve));
    return slices;
  }

  watermarks(): Promise<readonly Watermark[]> {
    return watermarksOf(this.#cluster, this.#options.topic, this.#schedule.positions);
  }

  retry(): void {
    this.#recovery.retryNow();
  }

  close(): void {
    this.#stop();
    this.#queue.end({ discard: true });
    this.#abandonOpen?.();
  }

  /** It can't get better by itself: what was read is still delivered, and nothing more is asked for. */
  #fail(error: KafkaTuiError): void {
    this.#queue.end({ failure: error });
    this.#stop();
  }

  #stop(): void {
    this.#closed = true;
    this.#recovery.stop();
    this.#growth.stop();
    this.#ahead?.close();
    if (!this.#options.sharesCluster) this.#cluster.close();
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
      bytes: BACKLOG_BYTES,
      notice: (text) => {
        this.#events.notice('odd', text);
      },
      positions: this.#schedule.positions,
      ends,
    });
  }

  /** Begins to fetch from every broker that leads a partition with something left to read. */
  #startFetching(): void {
    const leaders = new Set(
      this.#schedule.positions.filter((one) => !isDone(one)).map(({ leader }) => leader),
    );
    for (const leader of leaders) if (leader !== null) this.#fetchFrom(leader);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#schedule.positions.every(isDone)) this.#queue.end();
  }

  /** Sends the next fetches to a broker, as long as there is room for their responses. */
  #fetchFrom(leader: number): void {
    while (!this.#closed) {
      const next = this.#schedule.begin(leader, this.#queue.waiting(leader));
      if (next.length === 0) return;
      void this.#fetchOne(leader, next);
    }
  }

  /** One fetch from sending to handing over. Never rejects. */
  async #fetchOne(leader: number, asked: readonly Position[]): Promise<void> {
    let failure: unknown = null;
    const slices: Slice[] = [];
    let payload: Buffer = NOTHING;
    try {
      payload = await this.#fetch(leader, asked, slices);
    } catch (error) {
      failure = error;
    }
    this.#schedule.end(leader, asked);
    if (this.#closed) return;
    // What was taken before something failed was passed by its position, and won't come again.
    if (failure === null || slices.length > 0) {
      this.#queue.push({ source: leader, slices, payload, looking: this.#look(slices) });
    }
    this.#endIfDone();
    if (failure !== null) this.#brokerLost(leader, this.#cluster.explain(failure, leader));
    // A partition may have moved while it was asked for; its new leader was not asked, as it was busy.
    for (const one of new Set([leader, ...asked.map((position) => position.leader)])) {
      if (one !== null) this.#fetchFrom(one);
    }
  }

  /** Has those looked into that somebody is going to walk. */
  #look(slices: readonly Slice[]): Looking | null {
    const bounds = this.#options.narrowing?.bounds ?? NO_BOUNDS;
    return (
      this.#ahead?.begin(slices, (part, partition) => !isOutsideAll(part, partition, bounds)) ??
      null
    );
  }

  /** Collects into `slices`, which stand even if it rejects; returns the bytes that they look into. */
  async #fetch(leader: number, mine: readonly Position[], slices: Slice[]): Promise<Buffer> {
    const link = await this.#cluster.broker(leader);
    const askedOf = new Map(mine.map((position) => [position, position.topicId]));
    const quiet = this.#watchSilence(link);
    const { responseBytes = RESPONSE_BYTES } = this.#options;
    const response = await fetchOnce(link, {
      topic: this.#options.topic,
      partitions: mine.map(({ partition, next }) => ({ partition, offset: next })),
      isolation: this.#options.isolation,
      maxWaitMs: MAX_WAIT_MS,
      minBytes: 1,
      maxBytes: responseBytes,
      partitionMaxBytes: Math.floor(responseBytes / Math.min(PARTITION_SHARE, mine.length)),
    }).finally(() => {
      clearInterval(quiet);
    });
    for (const fetched of response.partitions) {
      const position = mine.find(({ partition }) => partition === fetched.partition);
      // The answer is about an offset of the topic that was there when it was asked for.
      if (!position || position.topicId !== askedOf.get(position)) continue;
      const slice = await this.#take(position, fetched);
      if (slice) slices.push(slice);
    }
    return response.payload;
  }

  /** A connection that is open and silent looks healthy: say that it is not, long before it times out. */
  #watchSilence(link: BrokerLink): NodeJS.Timeout {
    const timer = setInterval(() => {
      if (link.silentMs < SILENCE_MS) return;
      clearInterval(timer);
      this.#events.notice('odd', `${link.address} has not answered for ${SILENCE_MS / 1000} s`);
    }, 500);
    return timer;
  }

  async #take(position: Position, fetched: FetchedPartition): Promise<Slice | null> {
    if (fetched.errorCode !== CODE.none) {
      const passed = await this.#trouble.handle(position, fetched);
      if (passed) this.#advance(position, passed);
      return passed;
    }
    position.high = fetched.high;
    position.recreated = false;
    position.stable = fetched.stable < 0n ? fetched.high : fetched.stable;
    if (fetched.first >= 0n) position.first = fetched.first;
    const slice = sliceOf(
      { ...fetched, stable: position.stable, first: position.first },
      {
        offset: position.next,
        until: position.until,
        checkCrcs: this.#options.checkCrcs,
        blindStep: position.blindStep,
      },
    );
    this.#advance(position, slice);
    return { ...slice, next: position.next };
  }

  #advance(position: Position, slice: Slice): void {
    if (slice.next > position.next) {
      this.#schedule.moveBack(position);
      const good =
        slice.parts.some(({ kind }) => kind === 'batch') || slice.control + slice.aborted > 0;
      const doubled = position.blindStep * 2n;
      position.blindStep = good ? 1n : doubled > MAX_BLIND_STEP ? MAX_BLIND_STEP : doubled;
    }
    position.next = overSkips(position, slice.next);
  }

  #brokerLost(leader: number, problem: KafkaTuiError): void {
    for (const position of this.#schedule.positions)
      if (position.leader === leader) loseLeader(position);
    this.#recovery.begin(problem);
  }
}

import { slotOf } from '../model/slot.js';
import { Nap, backoffMs, isRefused } from './backoff.js';
import type { Cluster } from './cluster.js';
import type { GroupCoordinator } from './group-coordinator.js';
import type { Generation } from './group-join.js';
import type { GroupNews } from './group-news.js';
import { type ShareReading, openShare } from './group-opening.js';
import type { GroupReaderOptions } from './group-options.js';
import { Place } from './group-place.js';
import { type Brought, GroupQueue } from './group-queue.js';
import type { Standing } from './group-standing.js';
import type { GroupTopics } from './group-topics.js';
import type { MemberConnection } from './member-connection.js';
import type { Opening, Watermark } from './reader.js';

interface GroupShareOptions {
  readonly settings: GroupReaderOptions;
  readonly cluster: Cluster;
  readonly coordinator: GroupCoordinator;
  readonly connection: MemberConnection;
  readonly topics: GroupTopics;
  readonly news: GroupNews;
  /** By slot; partitions that are new are added. */
  readonly standings: Map<number, Standing>;
  /** Until then the coordinator keeps the place, whatever happens here; ms since the epoch. */
  readonly placeUntil: () => number;
  /** There may be something to take, or nothing any more. */
  readonly wake: () => void;
}

/** What the group has given this member, from one generation to the next: opened, read, and given up. */
export class GroupShare {
  readonly #options: GroupShareOptions;
  readonly #queue: GroupQueue;
  readonly #nap = new Nap();
  #place: Place | null = null;
  #isOpen = false;
  /** It was open once: whoever looks on is told what keeps it from being opened again. */
  #wasOpen = false;
  #closed = false;
  /** Slots that are ours, or were until the place ended in good order, and in which generation. */
  #ours: { readonly slots: ReadonlySet<number>; readonly generation: number } | null = null;

  constructor(options: GroupShareOptions) {
    this.#options = options;
    this.#queue = new GroupQueue(options.wake);
  }

  /** There was a place, which may be over. */
  get hadPlace(): boolean {
    return this.#place !== null;
  }

  /** Nothing may be taken any more, whatever the coordinator says. */
  get isOver(): boolean {
    return this.#place?.isOver ?? false;
  }

  /** What was brought first; undefined where nothing is there yet, or nothing may be taken. */
  take(): Brought | undefined {
    return this.#isOpen && !this.isOver ? this.#queue.take() : undefined;
  }

  /** The consumer is done with what it took last. */
  giveBack(): void {
    this.#queue.giveBack();
  }

  /** All that was to be read of it was read. */
  get hasEnded(): boolean {
    return this.#isOpen && !this.isOver && this.#queue.hasEnded;
  }

  /** Of the partitions that are read here, as the brokers know them now. */
  async watermarks(): Promise<readonly Watermark[]> {
    const marks = await Promise.all(
      (this.#place?.readers ?? []).map(async ({ topic, reader }) =>
        (await reader.watermarks()).map((mark) => ({
          ...mark,
          partition: slotOf(topic, mark.partition),
        })),
      ),
    );
    return marks.flat();
  }

  retry(): void {
    this.#nap.wake();
    for (const { reader } of this.#place?.readers ?? []) reader.retry();
  }

  /**
   * Opens what a generation gives us, and does not give up while the place lasts; null where it is over before.
   * Rejects with a KafkaTuiError where waiting does not help, or at once as long as nothing was ever open.
   */
  async open(generation: Generation): Promise<Opening | null> {
    const place = new Place(generation.id, this.#options.placeUntil, this.#options.settings.now);
    this.#place = place;
    this.#queue.reset(place);
    for (let attempt = 0; !this.#isStale(place); attempt++) {
      try {
        return await this.#openOnce(generation, place);
      } catch (error) {
        for (const { reader } of place.readers) reader.close();
        place.readers.length = 0;
        if (this.#isStale(place)) break;
        await this.#nap.sleep(this.#waitAfter(error, attempt));
      }
    }
    return null;
  }

  /** Nothing of it is delivered any more; what is ours stays known until `release`. */
  end(): void {
    this.#place?.end();
    this.#nap.wake();
    this.#isOpen = false;
    this.#queue.reset(null);
    this.#options.wake();
  }

  /** Others may have it from now on; `lost`: they may have had it already. */
  release(isLost: boolean): void {
    if (isLost || this.#ours?.generation !== this.#place?.generation) this.#ours = null;
    for (const standing of this.#options.standings.values()) standing.release();
  }

  /** Reading has ended for good. */
  close(): void {
    this.#closed = true;
    this.#place?.end();
    this.#nap.wake();
  }

  async #openOnce(generation: Generation, place: Place): Promise<Opening | null> {
    this.#options.connection.opening();
    const stayed = this.#stayed(generation);
    const opening = await openShare(this.#reading(), generation, place, stayed);
    if (this.#isStale(place)) {
      // Over by our own clock alone: nobody has ended it yet.
      place.end();
      return null;
    }
    this.#isOpen = true;
    this.#wasOpen = true;
    this.#ours = { slots: this.#assigned(), generation: generation.id };
    return opening;
  }

  /** How long to wait before it is tried again, in ms; throws what waiting does not help against. */
  #waitAfter(error: unknown, attempt: number): number {
    const { cluster, connection, news, settings } = this.#options;
    const problem = cluster.explain(error, -1);
    const mayWait = settings.whenRefused === 'wait' || !isRefused(problem);
    if (!this.#wasOpen || !mayWait) throw problem;
    news.retried(`${problem.message}; reading begins when it is over`);
    return connection.waitFor(problem, backoffMs(attempt));
  }

  #isStale(place: Place): boolean {
    return place.isOver || this.#closed;
  }

  #assigned(): ReadonlySet<number> {
    const ours = [...this.#options.standings.values()].filter(({ assigned }) => assigned);
    return new Set(ours.map(({ slot }) => slot));
  }

  /**
   * What stayed with us: nobody else had it, as there was no generation in between. A lower one is of a group that
   * was deleted and made anew.
   */
  #stayed({ id }: Generation): ReadonlySet<number> {
    if (this.#ours === null) return new Set();
    const { slots, generation } = this.#ours;
    return id === generation || id === generation + 1 ? slots : new Set();
  }

  #reading(): ShareReading {
    const { settings, cluster, coordinator, connection, standings } = this.#options;
    const { topics, start, stopAtEnd, isolation, checkCrcs, whenRefused } = settings;
    return {
      cluster,
      coordinator,
      connection,
      standings,
      topics,
      // The first time somebody waits for all topics; later those that are there are read.
      mayMiss: this.#wasOpen,
      opened: (topic, partitions) => {
        this.#options.topics.opened(topic, partitions);
      },
      options: { start, stopAtEnd, isolation, checkCrcs, whenRefused },
    };
  }
}

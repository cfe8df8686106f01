import { damageEntry } from '../kafka/damage-entry.js';
import type { OpenReader, Opening, Reader, ReaderEvents } from '../kafka/reader.js';
import { type Place, RecordCursor } from '../kafka/record-cursor.js';
import { RecordWalk, type Slice, type SliceBatch } from '../kafka/slice.js';
import type { Entry } from '../model/message.js';
import { EXIT, KafkaTuiError } from '../model/problem.js';
import type {
  Connection,
  Notice,
  Session,
  SessionCommands,
  SessionSnapshot,
} from '../model/session.js';
import { detached, renumbered } from '../model/detached.js';
import { Matcher, type Predicate } from './matcher.js';
import { MessageLog } from './message-log.js';
import { PageStore } from './page-store.js';
import { PartitionTally } from './partition-tally.js';
import { RateMeter } from './rate-meter.js';
import { buildSnapshot } from './snapshot.js';

export interface InspectorOptions {
  readonly openReader: OpenReader;
  readonly compileFilter: (text: string) => Predicate;
  readonly cluster: string;
  readonly topic: string;
  readonly mode: string;
  /** Where reading starts, in words. */
  readonly startedFrom: string;
  /** Filter from the start; null for none. */
  readonly filter: string | null;
  /** Stop after this many messages; null for never. */
  readonly limit: number | null;
  /** What is kept to look at: the newest, within both bounds. */
  readonly keep: { readonly entries: number; readonly bytes: number };
  /** ms since the epoch. */
  readonly now: () => number;
}

const MAX_NOTICES = 200;
/** The event loop gets its turn this often while a response is taken apart: keys must not wait. */
const SLICE_MS = 8;
/** Records between two looks at the clock: a batch may hold a million of them. */
const RECORDS_A_LOOK = 256;
const TICK_MS = 1000;

/**
 * One topic under inspection: pulls slices from the reader, counts, filters and keeps them, and tells its
 * listeners that something changed. Pausing stops the pulling, so that nothing is lost and nothing moves.
 */
export class Inspector implements Session {
  readonly commands: SessionCommands;
  /** Resolves when the topic is open and its newest messages are there; never when it can't be. */
  readonly opened: Promise<void>;
  readonly #options: InspectorOptions;
  readonly #reader: Reader;
  readonly #listeners = new Set<() => void>();
  readonly #cursor = new RecordCursor();
  readonly #log: MessageLog;
  readonly #pages = new PageStore();
  readonly #place: Place = (source, start, end) =>
    this.#pages.put(source, start, end, this.#arrivals);
  readonly #tallies = new Map<number, PartitionTally>();
  readonly #meter: RateMeter;
  readonly #startedAt: number;
  readonly #notices: Notice[] = [];
  #matcher: Matcher | null = null;
  #scan: Promise<void> = Promise.resolve();
  #connection: Connection;
  #failure: KafkaTuiError | null = null;
  #seen = 0;
  #version = 0;
  #arrivals = 0;
  #lastArrivalAt: number | null = null;
  #pausedAt: number | null = null;
  #resume: (() => void) | null = null;
  #finished = false;
  #closed = false;
  #tellOpened: () => void = () => undefined;
  #turnEnds = 0;
  #isAsking = false;
  #wasQuiet = true;
  #snapshot: SessionSnapshot | null = null;

  constructor(options: InspectorOptions) {
    this.opened = new Promise((resolve) => (this.#tellOpened = resolve));
    this.#options = options;
    this.#startedAt = options.now();
    this.#meter = new RateMeter(this.#startedAt);
    this.#log = new MessageLog(options.keep);
    this.#connection = { state: 'connecting', since: this.#startedAt };
    this.#reader = options.openReader(this.#readerEvents());
    this.commands = {
      pause: () => {
        this.#pause();
      },
      resume: () => {
        this.#unpause();
      },
      filter: (text) => {
        this.#filter(text);
      },
      retry: () => {
        this.#reader.retry();
      },
    };
    if (options.filter !== null) this.#filter(options.filter);
  }

  current(): SessionSnapshot {
    return (this.#snapshot ??= buildSnapshot({
      options: this.#options,
      now: this.#options.now(),
      startedAt: this.#startedAt,
      connection: this.#connection,
      tallies: [...this.#tallies.values()],
      meter: this.#meter,
      log: this.#log,
      matcher: this.#matcher,
      version: this.#version,
      pausedAt: this.#pausedAt,
      notices: this.#notices,
      lastArrivalAt: this.#lastArrivalAt,
      finished: this.#finished,
    }));
  }

  /** What ended reading after the topic was open; null while it goes on or ended as asked. */
  get failure(): KafkaTuiError | null {
    return this.#failure;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Reads until the end that was asked for, a close, or a failure that can't get better by itself.
   * Rejects when the topic could not be opened; a later failure is shown as the connection's state.
   */
  async run(): Promise<void> {
    const ticker = setInterval(() => {
      this.#tick();
    }, TICK_MS);
    try {
      this.#opened(await this.#reader.open());
      await this.#readAll();
    } catch (error) {
      if (this.#closed) return;
      if (this.#tallies.size === 0) throw error;
      this.#failed(error);
    } finally {
      clearInterval(ticker);
    }
  }

  close(): void {
    this.#closed = true;
    this.#matcher?.cancel();
    this.#reader.close();
    this.#resume?.();
  }

  async #readAll(): Promise<void> {
    while (!this.#closed && !this.#finished) {
      await this.#turn();
      const slices = await this.#reader.read();
      if (slices === null) break;
      // Paused while the broker was still waiting for messages: what came in waits here.
      await this.#turn();
      this.#turnEnds = performance.now() + SLICE_MS;
      for (const slice of slices) await this.#take(slice);
      this.#limitReached();
      this.#changed();
    }
    if (this.#closed) return;
    this.#finished = true;
    this.#changed();
  }

  /** Waits while paused, and for a filter to have seen what is kept: entries are tested in order. */
  async #turn(): Promise<void> {
    for (;;) {
      const scan = this.#scan;
      await scan;
      if (this.#pausedAt !== null && !this.#closed) {
        await new Promise<void>((resolve) => (this.#resume = resolve));
      } else if (scan === this.#scan) return;
    }
  }

  #opened(opening: Opening): void {
    const now = this.#options.now();
    for (const partition of opening.partitions) {
      const tally = new PartitionTally(partition, now);
      const skipped = opening.skipped.get(partition.partition);
      tally.control = skipped?.control ?? 0;
      tally.aborted = skipped?.aborted ?? 0;
      this.#tallies.set(partition.partition, tally);
    }
    this.#connection = { state: 'ready' };
    if (opening.backlog.length > 0) this.#lastArrivalAt = now;
    for (const entry of opening.backlog) {
      if (this.#limitReached()) break;
      const tally = this.#tallies.get(entry.partition);
      if (entry.kind === 'message') {
        this.#seen++;
        if (tally) tally.seen++;
      } else if (tally) {
        tally.damaged += Number(entry.lastOffset - entry.offset) + 1;
      }
      this.#keep(renumbered(entry, this.#arrivals++));
    }
    this.#tellOpened();
    this.#changed();
  }

  async #take(slice: Slice): Promise<void> {
    const tally = this.#tallies.get(slice.partition);
    if (!tally) return;
    tally.first = slice.first;
    tally.high = slice.high;
    tally.stable = slice.stable;
    for (const part of slice.parts) {
      if (performance.now() >= this.#turnEnds) await this.#breathe();
      if (this.#closed || this.#limitReached()) return;
      if (part.kind === 'batch') await this.#batch(part, tally);
      else {
        const { topic } = this.#options;
        this.#damage(damageEntry(topic, tally.partition, part.damage, this.#arrivals++), tally);
        tally.next = part.damage.to + 1n;
      }
    }
    if (this.#closed || this.#limitReached()) return;
    tally.control += slice.control;
    tally.aborted += slice.aborted;
    tally.next = slice.next;
  }

  async #batch(part: SliceBatch, tally: PartitionTally): Promise<void> {
    const walk = new RecordWalk(part, this.#cursor);
    while (this.#someRecords(walk, tally)) {
      if (this.#limitReached()) return;
      if (performance.now() >= this.#turnEnds) await this.#breathe();
      if (this.#closed) return;
    }
    const { damage } = walk;
    if (damage) {
      this.#damage(
        damageEntry(this.#options.topic, tally.partition, damage, this.#arrivals++),
        tally,
      );
    }
    if (this.#limitReached()) return;
    const end = part.batch.lastOffset + 1n;
    tally.next = end < part.until ? end : part.until;
  }

  /** Gives the event loop its turn. A key may have paused or filtered meanwhile: the rest of the response waits. */
  async #breathe(): Promise<void> {
    this.#changed();
    await new Promise((resolve) => setImmediate(resolve));
    await this.#turn();
    this.#turnEnds = performance.now() + SLICE_MS;
  }

  /** Takes the next records of a batch, as many as are taken between two looks at the clock. */
  #someRecords(walk: RecordWalk, tally: PartitionTally): boolean {
    const { topic } = this.#options;
    const now = this.#options.now();
    let count = 0;
    const isMore = walk.run((record) => {
      this.#keep(record.toMessage(topic, tally.partition, this.#arrivals, this.#place));
      this.#arrivals++;
      this.#seen++;
      count++;
      return count < RECORDS_A_LOOK && !this.#limitReached();
    });
    if (count > 0) {
      tally.seen += count;
      tally.next = walk.next;
      tally.meter.add(count, now);
      this.#meter.add(count, now);
      this.#lastArrivalAt = now;
    }
    return isMore;
  }

  #damage(entry: Extract<Entry, { kind: 'damage' }>, tally: PartitionTally): void {
    tally.damaged += Number(entry.lastOffset - entry.offset) + 1;
    this.#keep(entry);
  }

  #keep(entry: Entry): void {
    const matched = this.#matcher?.test(entry) ?? false;
    const kept = matched ? detached(entry) : entry;
    this.#log.append(kept);
    this.#pages.dropBefore(this.#log.get(this.#log.first)?.arrival ?? 0);
    if (matched) this.#matcher?.log.append(kept);
  }

  #limitReached(): boolean {
    const { limit } = this.#options;
    if (limit === null || this.#seen < limit) return false;
    this.#finished = true;
    return true;
  }

  #pause(): void {
    if (this.#pausedAt !== null) return;
    this.#pausedAt = this.#options.now();
    this.#changed();
  }

  #unpause(): void {
    if (this.#pausedAt === null) return;
    this.#pausedAt = null;
    this.#resume?.();
    this.#changed();
  }

  #filter(text: string | null): void {
    this.#matcher?.cancel();
    if (text === null || text === '') {
      this.#matcher = null;
    } else {
      const matcher = new Matcher(this.#options.compileFilter(text), this.#options.keep);
      this.#matcher = matcher;
      this.#scan = matcher.scan(this.#log, () => {
        this.#changed();
      });
    }
    this.#changed();
  }

  /** Once a second: rates and histories move on by themselves, and a paused session asks what waits. */
  #tick(): void {
    if (this.#pausedAt !== null && this.#connection.state === 'ready') this.#askWhatWaits();
    // Once more when the last message has left the history, so that it is seen to be empty.
    const isQuiet = this.#meter.isQuiet(this.#options.now());
    if (!isQuiet || !this.#wasQuiet) this.#changed();
    this.#wasQuiet = isQuiet;
  }

  /** One question at a time: a slow broker must not be asked again and again. */
  #askWhatWaits(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#reader
      .watermarks()
      .then((marks) => {
        // What came since it was resumed is newer.
        if (this.#pausedAt === null) return;
        for (const mark of marks) this.#tallies.get(mark.partition)?.watermarks(mark);
        this.#changed();
      })
      // The fetch loops find out by themselves when a broker is gone.
      .catch(() => undefined)
      .finally(() => (this.#isAsking = false));
  }

  #failed(error: unknown): void {
    const problem =
      error instanceof KafkaTuiError
        ? error
        : new KafkaTuiError(
            {
              code: 'INTERNAL',
              message: `something went wrong inside kafka-tui: ${error instanceof Error ? error.message : String(error)}`,
              next: 'start it again; if it stays, report it',
              exitCode: EXIT.failed,
            },
            { cause: error },
          );
    this.#failure = problem;
    this.#connection = { state: 'failed', problem };
    this.#changed();
  }

  #readerEvents(): ReaderEvents {
    return {
      lost: (problem, retryAt) => {
        const since =
          this.#connection.state === 'lost' ? this.#connection.since : this.#options.now();
        this.#connection = { state: 'lost', since, retryAt, problem };
        this.#changed();
      },
      regained: () => {
        this.#connection = { state: 'ready' };
        this.#notice('info', 'connected again: reading goes on at the next offset');
      },
      notice: (severity, text) => {
        this.#notice(severity, text);
      },
      skippedByRetention: (partition, offsets) => {
        const tally = this.#tallies.get(partition);
        if (tally) tally.lost += offsets;
      },
    };
  }

  #notice(severity: Notice['severity'], text: string): void {
    this.#notices.push({ at: this.#options.now(), severity, text });
    if (this.#notices.length > MAX_NOTICES) this.#notices.shift();
    this.#changed();
  }

  #changed(): void {
    this.#version++;
    this.#snapshot = null;
    for (const listener of this.#listeners) listener();
  }
}

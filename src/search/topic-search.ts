import { BatchSearch } from '../kafka/batch-search.js';
import type { OpenReader, OpenedPartition, Reader, ReaderEvents } from '../kafka/reader.js';
import { RecordCursor } from '../kafka/record-cursor.js';
import type { DamagedRange } from '../kafka/record-set.js';
import { RecordWalk, type Slice, type SliceBatch, countInHeader } from '../kafka/slice.js';
import { asProblem } from '../model/problem.js';
import type {
  Search,
  SearchAsk,
  SearchProgress,
  SearchSnapshot,
  SearchState,
} from '../model/search.js';
import { askedOf } from './asked.js';
import { writeEntries } from './write-entries.js';
import { Pace } from './pace.js';
import type { OpenResultFile, ResultFile } from './result-file.js';
import { type ResultLimits, Results } from './results.js';

export interface TopicSearchOptions {
  readonly ask: SearchAsk;
  readonly topic: string;
  /** Opens a reader that brings the range that is asked for, and ends with it. */
  readonly openReader: OpenReader;
  readonly openFile: OpenResultFile;
  /** What is kept of the matches: the first ones, within both bounds. */
  readonly keep: ResultLimits;
  /** ms of a clock that does not go back. */
  readonly now: () => number;
}

/** The event loop gets its turn this often: keys must not wait. */
const SLICE_MS = 4;
/** Records between two looks at the clock: a batch may hold a million of them. */
const RECORDS_A_LOOK = 128;
const MAX_NOTES = 50;
const TICK_MS = 500;
const AGAIN = 'search again; if it stays, report it';

/** Searches a stretch of a topic: every message in it is decided on, by its bytes where those can tell. */
export class TopicSearch implements Search {
  readonly ended: Promise<void>;
  readonly #options: TopicSearchOptions;
  readonly #listeners = new Set<() => void>();
  readonly #search: BatchSearch;
  readonly #results: Results;
  readonly #cursor = new RecordCursor();
  readonly #reader: Reader;
  readonly #startedAt: number;
  readonly #pace: Pace;
  readonly #notes: string[] = [];
  readonly #spans = new Map<
    number,
    { readonly start: bigint; next: bigint; readonly end: bigint }
  >();
  #file: { readonly out: ResultFile; lines: number } | null = null;
  #state: SearchState = { state: 'opening' };
  #snapshot: SearchSnapshot | null = null;
  #endedAt: number | null = null;
  #isStopped = false;
  #messages = 0;
  #bytes = 0;
  #control = 0;
  #aborted = 0;
  #damaged = 0;
  #lost = 0n;
  #turnEnds = 0;

  /** `out` is the file for every match where that is open already. */
  constructor(options: TopicSearchOptions, out: ResultFile | null = null) {
    const { ask, topic, openReader, keep, now } = options;
    this.#options = options;
    this.#search = new BatchSearch(askedOf(ask));
    this.#results = new Results(topic, keep);
    this.#startedAt = now();
    this.#pace = new Pace(this.#startedAt);
    this.#reader = openReader(this.#events());
    this.ended = this.#run(out);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    if (this.#endedAt !== null) return;
    this.#isStopped = true;
    this.#reader.close();
  }

  async writeKept(path: string): Promise<number> {
    return await writeEntries(this.#results.entries, this.#options.openFile(path));
  }

  again(writeTo: string): Search {
    const { ask, openFile } = this.#options;
    // Before anything else: where this fails, what was found is still needed.
    const out = openFile(writeTo);
    return new TopicSearch({ ...this.#options, ask: { ...ask, writeTo } }, out);
  }

  current(): SearchSnapshot {
    return (this.#snapshot ??= this.#look());
  }

  #look(): SearchSnapshot {
    const { ask, topic } = this.#options;
    const { entries, found, beyond } = this.#results;
    const { writeTo } = ask;
    return {
      text: ask.query.text,
      topic,
      range: ask.range,
      state: this.#state,
      progress: this.#progress(),
      found,
      entries,
      kept: entries.length,
      beyond,
      file: writeTo === null ? null : { path: writeTo, lines: this.#file?.lines ?? 0 },
      control: this.#control,
      aborted: this.#aborted,
      damaged: this.#damaged,
      lost: this.#lost,
      notes: [...this.#notes],
    };
  }

  #progress(): SearchProgress {
    const now = this.#endedAt ?? this.#options.now();
    const { done, total } = this.#passed();
    const isDone = this.#state.state === 'done';
    return {
      messages: this.#messages,
      bytes: this.#bytes,
      done,
      total,
      fraction: isDone || (total === 0n && this.#spans.size > 0) ? 1 : ratio(done, total),
      rate: this.#pace.rate(now),
      elapsed: now - this.#startedAt,
      remaining: isDone ? 0 : this.#pace.remaining(total - done, now),
    };
  }

  #passed(): { readonly done: bigint; readonly total: bigint } {
    let done = 0n;
    let total = 0n;
    for (const { start, next, end } of this.#spans.values()) {
      done += (next < end ? next : end) - start;
      total += end - start;
    }
    return { done, total };
  }

  async #run(out: ResultFile | null): Promise<void> {
    const ticker = setInterval(() => {
      this.#changed();
    }, TICK_MS);
    try {
      const { ask, openFile } = this.#options;
      if (ask.writeTo !== null) this.#file = { out: out ?? openFile(ask.writeTo), lines: 0 };
      const { partitions } = await this.#reader.open();
      this.#opened(partitions);
      await this.#readAll();
      this.#state = { state: this.#isStopped ? 'stopped' : 'done' };
    } catch (error) {
      // Closing the reader makes what was under way fail: it is what was asked for.
      this.#state = this.#isStopped
        ? { state: 'stopped' }
        : { state: 'failed', problem: asProblem(error, AGAIN) };
    }
    this.#reader.close();
    await this.#file?.out.close().catch((error: unknown) => {
      this.#state = { state: 'failed', problem: asProblem(error, AGAIN) };
    });
    clearInterval(ticker);
    this.#endedAt = this.#options.now();
    this.#changed();
  }

  #opened(partitions: readonly OpenedPartition[]): void {
    for (const { partition, next, stable, until } of partitions) {
      const end = until ?? stable;
      this.#spans.set(partition, { start: next, next, end: end > next ? end : next });
    }
    this.#state = { state: 'searching' };
    this.#changed();
  }

  async #readAll(): Promise<void> {
    while (!this.#isStopped) {
      const slices = await this.#reader.read();
      if (slices === null) return;
      this.#turnEnds = performance.now() + SLICE_MS;
      for (const slice of slices) await this.#take(slice);
      await this.#file?.out.flush();
      const { done } = this.#passed();
      this.#pace.add({ at: this.#options.now(), messages: this.#messages, done });
      this.#changed();
    }
  }

  async #take(slice: Slice): Promise<void> {
    for (const part of slice.parts) {
      await this.#breathe();
      if (this.#isStopped) return;
      if (part.kind === 'batch') await this.#batch(part, slice.partition);
      else this.#damage(part.damage, slice.partition);
    }
    if (this.#isStopped) return;
    this.#control += slice.control;
    this.#aborted += slice.aborted;
    const span = this.#spans.get(slice.partition);
    if (span) span.next = slice.next;
  }

  async #batch(part: SliceBatch, partition: number): Promise<void> {
    this.#bytes += part.batch.bytes.length;
    const counted = this.#search.rulesOut(part, partition) ? countInHeader(part) : null;
    if (counted !== null) {
      this.#messages += counted;
      return;
    }
    const walk = new RecordWalk(part, this.#cursor);
    while (this.#someRecords(walk, partition)) {
      await this.#breathe();
      if (this.#isStopped) return;
    }
    if (walk.damage) this.#damage(walk.damage, partition);
  }

  /** Looks at the next records of a batch, as many as go between two looks at the clock. */
  #someRecords(walk: RecordWalk, partition: number): boolean {
    let count = 0;
    return walk.run((record) => {
      if (this.#search.matches(record, partition)) this.#found(record, partition);
      this.#messages++;
      return ++count < RECORDS_A_LOOK;
    });
  }

  #found(record: RecordCursor, partition: number): void {
    this.#results.addRecord(record, partition);
    if (this.#file === null) return;
    this.#file.out.add(record, partition);
    this.#file.lines++;
  }

  #damage(damage: DamagedRange, partition: number): void {
    this.#damaged += Number(damage.to - damage.from) + 1;
    this.#results.addDamage(damage, partition);
  }

  /** Gives the event loop its turn, where this one was long. */
  async #breathe(): Promise<void> {
    if (performance.now() < this.#turnEnds) return;
    this.#changed();
    await this.#file?.out.flush();
    // What the first turn brings, a key, asks for a frame: that is drawn in the second, before the search goes on.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.#turnEnds = performance.now() + SLICE_MS;
  }

  #events(): ReaderEvents {
    return {
      lost: (problem, retryAt) => {
        this.#goOn({ state: 'lost', problem, retryAt });
      },
      regained: () => {
        this.#goOn({ state: 'searching' });
      },
      notice: (_severity, text) => {
        this.#notes.push(text);
        if (this.#notes.length > MAX_NOTES) this.#notes.shift();
        this.#changed();
      },
      // A search ends where the log ended when it began, so nothing grows.
      grown: () => undefined,
      skippedByRetention: (_partition, offsets) => {
        this.#lost += offsets;
      },
    };
  }

  #goOn(state: SearchState): void {
    if (this.#endedAt !== null || this.#state.state === 'opening') return;
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.#snapshot = null;
    for (const listener of this.#listeners) listener();
  }
}

function ratio(done: bigint, total: bigint): number {
  return total === 0n ? 0 : Number((done * 10_000n) / total) / 10_000;
}

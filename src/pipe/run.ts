import { BatchSearch } from '../kafka/batch-search.js';
import type { OpenReader, OpenedPartition, Reader } from '../kafka/reader.js';
import { RecordCursor } from '../kafka/record-cursor.js';
import {
  type Slice,
  type SliceBatch,
  type SlicePart,
  countInHeader,
  visitRecords,
} from '../kafka/slice.js';
import { messageBatch } from '../kafka/message-batch.js';
import type { Gap } from '../model/gap.js';
import type { Entry } from '../model/message.js';
import { EXIT, type ExitCode } from '../model/problem.js';
import type { Query } from '../model/query.js';
import { slotWords } from '../model/slot.js';
import type { LineWriter } from './format.js';
import { Ledger } from './ledger.js';
import { LineBuffer } from './line-buffer.js';
import type { Output } from './output.js';
import { Progress } from './progress.js';

/** Somebody who waits longer than this wants to know for what. */
const STILL_CONNECTING_MS = 3_000;

export interface PipeOptions {
  readonly openReader: OpenReader;
  /** What is read, in the order of the slots. */
  readonly topics: readonly string[];
  /** null: count only. */
  readonly line: LineWriter | null;
  /** Only messages that match; null for all. */
  readonly query: Query | null;
  readonly limit: number | null;
  readonly output: Output;
  readonly stderr: (text: string) => void;
  readonly showProgress: boolean;
  /** What to say once the topic is open; null for nothing. */
  readonly opened: string | null;
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

/** How far reading has come, in offsets. */
export interface Watermarks {
  readonly done: bigint;
  readonly total: bigint;
}

/** What is read of a partition. */
interface Span {
  readonly start: bigint;
  next: bigint;
  high: bigint;
  /** Reading ends before this offset; null where it goes on for ever. */
  readonly until: bigint | null;
}

function spanOf({ next, high, until = null }: OpenedPartition): Span {
  return { start: next, next, high, until };
}

/** How many offsets of a batch were asked for, whether they hold a record or not. */
function offsetsOf({ batch, from, until }: SliceBatch): bigint {
  const end = batch.lastOffset < until ? batch.lastOffset + 1n : until;
  return end - (batch.baseOffset > from ? batch.baseOffset : from);
}

/** Reads until the end, the limit, a closed pipe or the signal; prints lines or the count. */
export async function runPipe(options: PipeOptions): Promise<ExitCode> {
  return await new PipeRun(options).run();
}

class PipeRun {
  readonly #options: PipeOptions;
  readonly #search: BatchSearch | null;
  readonly #cursor = new RecordCursor();
  readonly #buffer = new LineBuffer();
  readonly #progress: Progress;
  readonly #spans = new Map<number, Span>();
  /** Partitions whose end belongs to a transaction that is still open. */
  readonly #open = new Set<number>();
  #read = 0;
  #wanted = 0;
  #control = 0;
  #aborted = 0;
  /** Offsets that are not in the log any more. */
  #compacted = 0n;
  #lost = 0n;
  #damagedOffsets = 0n;
  /** Of a member of a group. */
  #ledger: Ledger | null = null;
  #leaving: Promise<void> | null = null;

  constructor(options: PipeOptions) {
    this.#options = options;
    this.#search = options.query === null ? null : new BatchSearch(options.query);
    this.#progress = new Progress(options.stderr, options.showProgress);
  }

  async run(): Promise<ExitCode> {
    const { openReader, signal, output } = this.#options;
    const reader: Reader = openReader({
      lost: (problem) => {
        this.#say(`${problem.message}; trying again`);
      },
      regained: () => {
        this.#say('connected again; reading goes on where it stopped');
      },
      notice: (_severity, text) => {
        this.#say(text);
      },
      grown: (partitions) => {
        for (const one of partitions) this.#spans.set(one.partition, spanOf(one));
      },
      skippedByRetention: (_partition, offsets) => {
        this.#lost += offsets;
      },
      member: {
        reassigned: (ours) => {
          for (const one of ours) this.#opened(one);
        },
        changed: () => undefined,
        // Starts, and what is odd, come as notices too; the rest is for those who watch.
        happened: ({ severity, kind, text }) => {
          if (severity !== 'info' && kind !== 'member') this.#say(text);
        },
      },
    });
    this.#ledger = reader.member ? new Ledger(reader.member, output) : null;
    const stop = (): void => {
      void this.#leave(reader);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) return EXIT.interrupted;
      const waiting = setTimeout(() => {
        this.#say('still connecting');
      }, STILL_CONNECTING_MS);
      const opening = await reader.open().finally(() => {
        clearTimeout(waiting);
      });
      const { opened, quiet } = this.#options;
      if (opened !== null && !quiet) this.#say(opened);
      for (const one of opening.partitions) this.#opened(one);
      for (const { control, aborted } of opening.skipped.values()) {
        this.#control += control;
        this.#aborted += aborted;
      }
      for (const gap of opening.gaps?.values() ?? []) this.#missing(gap);
      this.#backlog(opening.backlog);
      await this.#flush();
      while (!this.#isOver()) {
        const slices = await reader.read();
        if (slices === null) break;
        for (const slice of slices) this.#take(slice);
        this.#progress.tick(this.#read, this.#search ? this.#wanted : null, this.#marks());
        await this.#flush();
      }
    } catch (error) {
      // What was read before it failed is still written.
      if (!output.closed) await output.flush();
      this.#ledger?.settle();
      // Closing the reader in the middle of opening fails that: it is what the signal asked for.
      if (signal.aborted) return EXIT.interrupted;
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      await this.#leave(reader);
      this.#progress.clear();
    }
    return await this.#finish(output);
  }

  #opened(one: OpenedPartition): void {
    const { partition, next, again } = one;
    this.#spans.set(partition, spanOf(one));
    this.#transactions(one);
    if (again) this.#repeated(partition, next, again);
  }

  /** Lines that come a second time look like all others: that they do is said beside them. */
  #repeated(
    partition: number,
    next: bigint,
    { certain, possible }: { readonly certain: bigint; readonly possible: bigint },
  ): void {
    const upTo = (end: bigint): string =>
      `partition ${this.#name(partition)}: offsets ${next.toString()} to ${(end - 1n).toString()}`;
    if (certain > next) this.#say(`${upTo(certain)} come a second time`);
    if (possible > next && possible > certain) {
      this.#say(
        `${upTo(possible)} may come a second time: the member before ended without a last commit`,
      );
    }
  }

  /** A member writes what it has taken, commits that, and leaves; anybody else just stops. Once. */
  #leave(reader: Reader): Promise<void> {
    const { member } = reader;
    if (!member) {
      reader.close();
      return Promise.resolve();
    }
    return (this.#leaving ??= (async () => {
      await this.#flush().catch(() => undefined);
      await this.#ledger?.written();
      await member.leave();
    })());
  }

  #isOver(): boolean {
    const { limit, output, signal } = this.#options;
    return output.closed || signal.aborted || (limit !== null && this.#wanted >= limit);
  }

  #backlog(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (this.#isOver()) return;
      this.#missing(entry.gap);
      if (entry.kind === 'damage') {
        const { offset: from, lastOffset: to, reason } = entry;
        this.#damaged(entry.partition, { from, to, reason });
      } else {
        this.#part(messageBatch(entry), entry.partition);
      }
    }
  }

  #take(slice: Slice): void {
    if (slice.lease?.isOver) return;
    this.#control += slice.control;
    this.#aborted += slice.aborted;
    const span = this.#spans.get(slice.partition);
    if (span) Object.assign(span, { next: slice.next, high: slice.high });
    this.#transactions(slice);
    for (const part of slice.parts) {
      if (this.#isOver()) return;
      this.#part(part, slice.partition);
    }
    // Behind the last message that was asked for nothing is looked at.
    if (this.#isOver()) return;
    this.#missing(slice.gap);
    this.#ledger?.took(slice.partition, slice.next);
  }

  #transactions(at: {
    readonly partition: number;
    readonly stable: bigint;
    readonly high: bigint;
  }): void {
    if (at.stable < at.high) this.#open.add(at.partition);
    else this.#open.delete(at.partition);
  }

  #missing(gap: Gap | null): void {
    this.#compacted += gap?.counts.compacted ?? 0n;
  }

  #part(part: SlicePart, partition: number): void {
    this.#missing(part.gap);
    if (part.kind === 'damage') {
      this.#damaged(partition, part.damage);
      return;
    }
    const { line, limit } = this.#options;
    const search = this.#search;
    const isRuledOut = search?.rulesOut(part, partition) ?? false;
    const isCount = line === null && search === null && limit === null;
    const counted = isCount || isRuledOut ? countInHeader(part) : null;
    if (counted !== null) {
      this.#read += counted;
      this.#compacted += offsetsOf(part) - BigInt(counted);
      if (!isRuledOut) this.#wanted += counted;
      return;
    }
    let whole = this.#buffer.length;
    const before = this.#read;
    const damage = visitRecords(part, this.#cursor, (record) => {
      const isWanted = search === null || search.matches(record, partition);
      if (isWanted) line?.(this.#buffer, record, partition);
      this.#read++;
      if (!isWanted) return true;
      whole = this.#buffer.length;
      this.#wanted++;
      if (limit === null || this.#wanted < limit) return true;
      this.#ledger?.took(partition, record.offset + 1n);
      return false;
    });
    // A record that gives out in its headers has left half a line.
    this.#buffer.truncate(whole);
    if (damage) this.#damaged(partition, damage);
    if (this.#isOver()) return;
    const damaged = damage ? damage.to - damage.from + 1n : 0n;
    this.#compacted += offsetsOf(part) - BigInt(this.#read - before) - damaged;
  }

  #damaged(partition: number, damage: { from: bigint; to: bigint; reason: string }): void {
    this.#damagedOffsets += damage.to - damage.from + 1n;
    const offsets =
      damage.from === damage.to
        ? `offset ${damage.from.toString()}`
        : `offsets ${damage.from.toString()} to ${damage.to.toString()}`;
    this.#say(`partition ${this.#name(partition)}, ${offsets}: can't be read: ${damage.reason}`);
  }

  #marks(): Watermarks {
    let done = 0n;
    let total = 0n;
    for (const { start, next, high, until } of this.#spans.values()) {
      const end = until ?? high;
      done += (next < end ? next : end) - start;
      if (end > start) total += end - start;
    }
    return { done, total };
  }

  async #flush(): Promise<void> {
    if (this.#buffer.length > 0) await this.#options.output.write(this.#buffer.take());
    this.#ledger?.settle();
  }

  async #finish(output: Output): Promise<ExitCode> {
    const { line, signal } = this.#options;
    if (line === null && !signal.aborted) this.#buffer.text(`${this.#wanted}\n`);
    await this.#flush();
    await output.flush();
    this.#tellPassedOver();
    if (signal.aborted) return EXIT.interrupted;
    return this.#damagedOffsets > 0n ? EXIT.failed : EXIT.done;
  }

  /** Nothing is passed over in silence. */
  #tellPassedOver(): void {
    if (this.#open.size > 0) {
      const slots = [...this.#open].sort((a, b) => a - b);
      const names = slots.map((slot) => this.#name(slot)).join(', ');
      this.#say(`partition ${names}: what lies behind belongs to a transaction that is still open`);
    }
    const parts = [
      this.#aborted > 0 ? `${this.#aborted} messages of aborted transactions` : '',
      this.#control > 0 ? `${this.#control} control records` : '',
      this.#damagedOffsets > 0n
        ? `${this.#damagedOffsets.toString()} offsets that can't be read`
        : '',
      this.#compacted > 0n ? `${this.#compacted.toString()} offsets that were compacted away` : '',
      this.#lost > 0n ? `${this.#lost.toString()} offsets that retention removed first` : '',
    ].filter((part) => part !== '');
    const harmless = this.#damagedOffsets === 0n && this.#lost === 0n;
    if (parts.length > 0 && !(harmless && this.#options.quiet))
      this.#say(`passed over: ${parts.join(', ')}`);
  }

  /** A partition as a person is told. */
  #name(slot: number): string {
    return slotWords(slot, this.#options.topics);
  }

  #say(text: string): void {
    this.#progress.clear();
    this.#options.stderr(`kafka-tui: ${text}\n`);
  }
}

import type { Entry } from './message.js';
import type { Problem } from './problem.js';
import type { Query } from './query.js';

/** What stretch of a topic is searched. Ends are always those that the log has when the search begins. */
export type SearchRange =
  | { readonly kind: 'topic' }
  /** From an offset on in each partition that is named; the others from their beginning. */
  | { readonly kind: 'from'; readonly offsets: ReadonlyMap<number, bigint> }
  /**
   * Messages from a time on, and before another one, by their own times, in whatever order they stand: ms since
   * the epoch, null for the beginning and the end.
   */
  | { readonly kind: 'time'; readonly from: number | null; readonly to: number | null };

/** Where the usual partitioners put a key: Java's and kafkajs's, librdkafka's. */
export type Partitioner = 'murmur2' | 'crc32';

export interface SearchAsk {
  readonly query: Query;
  readonly range: SearchRange;
  /** Trust that an exact key is only where this partitioner puts it; null to look everywhere, there first. */
  readonly partitioner: Partitioner | null;
  /** A file that does not exist yet, which gets every match as a line of JSON; null for none. */
  readonly writeTo: string | null;
}

export type SearchState =
  | { readonly state: 'opening' }
  | { readonly state: 'searching' }
  /** The connection is gone; it goes on by itself. `retryAt`: ms since the epoch. */
  | { readonly state: 'lost'; readonly problem: Problem; readonly retryAt: number }
  /** Everything in the range was looked at. */
  | { readonly state: 'done' }
  /** Stopped half-way; what was found is kept. */
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly problem: Problem };

export interface SearchProgress {
  /** Messages decided on. */
  readonly messages: number;
  /** Bytes of the batches that they came in, as they lie in the log. */
  readonly bytes: number;
  /** Offsets passed, and offsets in the range; equal at the end. */
  readonly done: bigint;
  readonly total: bigint;
  /** 0 to 1, by offsets; 1 for an empty range. */
  readonly fraction: number;
  /** Messages a second, over the last seconds. */
  readonly rate: number;
  /** ms the search has run; stands still at its end. */
  readonly elapsed: number;
  /** ms still to go at this pace; null where that can't be told yet, 0 at the end. */
  readonly remaining: number | null;
}

/** Everything that a pane draws of a search. Immutable; a new one whenever something changed. */
export interface SearchSnapshot {
  readonly text: string;
  readonly topic: string;
  readonly range: SearchRange;
  readonly state: SearchState;
  readonly progress: SearchProgress;
  /** Messages that match, kept or not. */
  readonly found: number;
  /**
   * The first ones found, in the order in which they were found, with bytes of their own; what could not be
   * read is among them, as it might match. It only grows: the same array, up to `kept`.
   */
  readonly entries: readonly Entry[];
  /** How many of `entries` belong to this snapshot. */
  readonly kept: number;
  /** Matches that were found beyond the bound of what is kept. */
  readonly beyond: number;
  /** Where matches are written to, and how many lines that file has; null where they are not. */
  readonly file: { readonly path: string; readonly lines: number } | null;
  /** Passed over: control records, messages of aborted transactions, offsets unreadable or removed by retention. */
  readonly control: number;
  readonly aborted: number;
  readonly damaged: number;
  readonly lost: bigint;
  /** What the reader had to say: which partition a key is looked for in, a start that retention moved. */
  readonly notes: readonly string[];
}

/** A search at work, or what it has found. */
export interface Search {
  current(): SearchSnapshot;
  /** Calls `listener` after anything changed; it reads `current()` when it is ready to draw. */
  subscribe(listener: () => void): () => void;
  /** Ends it; what was found is kept. */
  stop(): void;
  /** Writes what is kept to a file that does not exist yet; resolves with the number of messages. Rejects with a KafkaTuiError. */
  writeKept(path: string): Promise<number>;
  /**
   * The same search from its beginning, with every match to a file that does not exist yet. Throws a KafkaTuiError where
   * that can't be made, and begins nothing.
   */
  again(writeTo: string): Search;
  /** Resolves when it is done, stopped or failed and its file is closed. Never rejects. */
  readonly ended: Promise<void>;
}

/** Begins a search at once; whatever goes wrong is its state. Made by the composition root. */
export type StartSearch = (ask: SearchAsk) => Search;

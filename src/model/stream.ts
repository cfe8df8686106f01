import type { Entry } from './message.js';

/**
 * A read-only window onto the entries that are kept, in order of arrival.
 * Indexes are absolute: when old entries are dropped `first` moves up, when older ones are loaded it moves
 * down, and an entry keeps the index it has. Every read is O(1) but `indexOf`, which is a binary search.
 * An entry is good while it is kept: its bytes are used again after that, so what is to be looked at for
 * longer is copied (`detached`).
 */
export interface StreamEntries {
  /** Index of the oldest entry kept. */
  readonly first: number;
  /** One past the index of the newest entry; `first === end` when there is none. */
  readonly end: number;
  /** The entry at an index, or undefined outside `first <= index < end`. */
  get(index: number): Entry | undefined;
  /** Index of the first entry whose arrival number is at least `arrival`; `end` when there is none. */
  indexOf(arrival: number): number;
}

/** The filter in force: plain text for now, a query later; both behind the same predicate. */
export interface ActiveFilter {
  readonly text: string;
  /** Spans to highlight in any text that is shown, as [start, end) in UTF-16 units. */
  readonly highlight: (text: string) => readonly (readonly [number, number])[];
  /** True while entries that arrived before the filter was set are still being tested. */
  readonly scanning: boolean;
  /** How many were tested and how many matched since the filter was set, kept ones included. */
  readonly tested: number;
  readonly matched: number;
}

/** Reading stops at each message that comes in and matches this. */
export interface ActiveBreak {
  readonly text: string;
  /** Where it stopped last; null before the first time. */
  readonly hit: Pick<Entry, 'arrival' | 'topic' | 'partition' | 'offset'> | null;
}

/** Where the window that is shown stands in the logs. */
export interface StreamWindow {
  /** What is read comes in at its end. */
  readonly live: boolean;
  /** Offsets between its end and that of the logs; 0 while it is live. */
  readonly below: bigint;
  /** It begins where the logs begin. */
  readonly begins: boolean;
  /** What is being fetched for it. */
  readonly loading: 'older' | 'newer' | 'place' | null;
  /** Messages that the filter went through without enough of them matching, and then stopped; else 0. */
  readonly looked: number;
  /** `compact`, `delete`, or both with a comma; null where nobody was asked, or tells. */
  readonly cleanupPolicy: string | null;
}

/** What the stream pane draws. `entries` are the matching ones while a filter is set. */
export interface StreamSnapshot {
  readonly entries: StreamEntries;
  /** Grows whenever `entries` changed, so that a selector can compare one number. */
  readonly version: number;
  readonly paused: boolean;
  /** Since when, ms since the epoch; null while reading. */
  readonly pausedAt: number | null;
  readonly filter: ActiveFilter | null;
  readonly breakpoint: ActiveBreak | null;
  /** Entries that the bounds of the buffer have dropped. */
  readonly dropped: number;
  readonly window: StreamWindow;
}

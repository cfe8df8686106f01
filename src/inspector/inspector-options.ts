import type { OpenPages } from '../kafka/pages.js';
import type { OpenReader } from '../kafka/reader.js';
import type { CheckConnection } from './connection-check.js';
import type { Predicate } from './matcher.js';
import type { BeginSearch } from './search-desk.js';

export interface InspectorOptions {
  readonly openReader: OpenReader;
  /** Goes the way in, to explain what is wrong with it; null where nobody looks. */
  readonly check: CheckConnection | null;
  /** Opens the logs for whoever scrolls or seeks; null where only what is read can be looked at. */
  readonly openPages: OpenPages | null;
  /** Begins a search of the topic; null where none can be. */
  readonly startSearch: BeginSearch | null;
  readonly compileFilter: (text: string) => Predicate;
  readonly cluster: string;
  readonly topic: string;
  readonly mode: string;
  /** As a member of a group: its name, and all of its topics. */
  readonly membership?: { readonly group: string; readonly topics: readonly string[] } | null;
  /** Where reading starts, in words. */
  readonly startedFrom: string;
  /** What is not checked of the brokers' certificates; null for nothing. */
  readonly unverified: string | null;
  /** Filter from the start; null for none. */
  readonly filter: string | null;
  /** Stop after this many messages; null for never. */
  readonly limit: number | null;
  /** What is kept to look at: the newest, within both bounds. */
  readonly keep: { readonly entries: number; readonly bytes: number };
  /** ms since the epoch. */
  readonly now: () => number;
}

import type { Checklist } from './check.js';
import type { CommitAnswer, Membership, Repeats } from './membership.js';
import type { Gap } from './gap.js';
import type { Problem } from './problem.js';
import type { SearchRange, SearchSnapshot } from './search.js';
import type { Look, SeekOutcome, SeekTarget } from './seek.js';
import type { StreamSnapshot } from './stream.js';
import type { Timeline } from './timeline.js';

export type PartitionState =
  | { readonly state: 'reading' }
  /** Everything up to the high watermark was read. */
  | { readonly state: 'at-end' }
  /** Read up to the last stable offset; what lies behind belongs to a transaction that is still open. */
  | { readonly state: 'open-transaction' }
  /** `-e`: the end that was there at start was reached. */
  | { readonly state: 'finished' }
  /** With a group: another member reads it, or nobody does. Its counters are those of this member. */
  | { readonly state: 'unassigned' }
  /** Nobody can be asked for it now. */
  | { readonly state: 'error'; readonly reason: string };

/** The counters of one partition. Offsets are the log's own; `lag` is `high - next`, never negative. */
export interface PartitionCounters {
  readonly partition: number;
  /** First offset that retention has left in the log. */
  readonly first: bigint;
  /** Next offset to read. */
  readonly next: bigint;
  /** High watermark. */
  readonly high: bigint;
  readonly lag: bigint;
  /** Messages delivered to this run, matching a filter or not. */
  readonly seen: number;
  /** Control records (transaction markers) passed over. */
  readonly control: number;
  /** Messages of aborted transactions passed over. */
  readonly aborted: number;
  /** Offsets that could not be read. */
  readonly damaged: number;
  /** Offsets that retention removed before they could be read. */
  readonly lost: bigint;
  /** What is missing between the last message and `next`; null where nothing is. */
  readonly gap: Gap | null;
  /** Messages a second, over the last seconds. */
  readonly rate: number;
  /** Messages in each of the last 60 seconds, oldest first; always 60 numbers. */
  readonly history: readonly number[];
  readonly status: PartitionState;
}

export interface Totals {
  readonly seen: number;
  readonly rate: number;
  readonly lag: bigint;
  readonly control: number;
  readonly aborted: number;
  readonly damaged: number;
  readonly lost: bigint;
  readonly history: readonly number[];
}

export type Connection =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'ready' }
  /** Was connected; `retryAt` is ms since the epoch. The panes stay usable. */
  | {
      readonly state: 'lost';
      readonly since: number;
      readonly retryAt: number;
      readonly problem: Problem;
    }
  /** Will not come back by itself. */
  | { readonly state: 'failed'; readonly problem: Problem };

/** Something that happened and that the user should know, newest last; bounded. */
export interface Notice {
  readonly at: number;
  readonly severity: 'info' | 'odd' | 'bad';
  readonly text: string;
}

/** Everything the panes draw of a session. Immutable; a new one for every publication. */
export interface SessionSnapshot {
  /** Name of the profile or the bootstrap address. */
  readonly cluster: string;
  readonly topic: string;
  /** `direct, no group` or the group's name. */
  readonly mode: string;
  readonly connection: Connection;
  /** The way in, checked, while it is worth a look: connecting takes its time, failed, or was lost. */
  readonly checklist: Checklist | null;
  /** In order of partition number; empty until the topic is known. */
  readonly partitions: readonly PartitionCounters[];
  readonly totals: Totals;
  readonly stream: StreamSnapshot;
  readonly notices: readonly Notice[];
  /** The search that was begun last; null before the first. */
  readonly search: SearchSnapshot | null;
  /** What happened, with its time: connection, group, commits. */
  readonly timeline: Timeline;
  /** null where no group was joined. */
  readonly membership: Membership | null;
  /** Which entries came a second time; oldest first. */
  readonly repeats: readonly Repeats[];
  /** ms since the epoch. */
  readonly startedAt: number;
  /** When the newest message came in, ms since the epoch; null before the first. */
  readonly lastArrivalAt: number | null;
  /** Where reading started, in words: `last 100`, `beginning`, `offset 42`. */
  readonly startedFrom: string;
  /** What is not checked of the brokers' certificates, to be seen all the time: `TLS NOT VERIFIED`; null for nothing. */
  readonly unverified: string | null;
  /** `-e` or `-c`: all was read that was asked for. */
  readonly finished: boolean;
}

/** What the keys may ask of a session. None of these blocks; a snapshot shows the effect. */
export interface SessionCommands {
  pause(): void;
  resume(): void;
  /** null or empty text removes the filter. */
  filter(text: string | null): void;
  /** Pauses at each message that comes in and matches; null removes that. Throws where the text is no query. */
  breakAt(text: string | null): void;
  /** Try to reconnect now instead of at `retryAt`; what failed for good is tried again. */
  retry(): void;
  /** Go through the checklist now. */
  check(): void;
  /** A frame of this snapshot went to the terminal: a member may commit what is in it. */
  shown(snapshot: SessionSnapshot): void;
  /**
   * Commits as a member: all that arrived up to this entry, or all that was shown. Rejects with a KafkaTuiError.
   */
  commit(arrival: number | null): Promise<CommitAnswer>;
  /** What is on screen now: what lies before and behind it is loaded when it comes near. */
  look(at: Look): void;
  /**
   * Moves the stream to a place in the logs. Resolves once it stands there, with null when another place was
   * asked for meanwhile; rejects with a KafkaTuiError, and stays where it is, when that place can't be read.
   */
  seek(target: SeekTarget): Promise<SeekOutcome | null>;
  /** Begins a search, in place of the one before; every match goes to the file, if one is named. Throws a KafkaTuiError where the text is no query. */
  search(text: string, range: SearchRange, writeTo: string | null): void;
  /**
   * Writes what a search has found to a new file: resolves with how many messages those are. Where more were found than
   * are kept it searches again, writes every match, and resolves with null. Rejects with a KafkaTuiError.
   */
  exportSearch(path: string): Promise<number | null>;
  /** Ends it; what it has found stays. */
  stopSearch(): void;
}

/** A running session as the screen sees it. */
export interface Session {
  current(): SessionSnapshot;
  /** Calls `listener` after anything changed; it reads `current()` when it is ready to draw. */
  subscribe(listener: () => void): () => void;
  readonly commands: SessionCommands;
}

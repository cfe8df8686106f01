import type { Entry } from '../model/message.js';
import type { Problem } from '../model/problem.js';
import type { CommitAnswer, Membership } from '../model/membership.js';
import type { Happening } from '../model/timeline.js';
import type { GapsAt } from './pages.js';
import type { Slice } from './slice.js';

/** Where a partition stands when reading starts. */
export interface OpenedPartition {
  readonly partition: number;
  readonly first: bigint;
  readonly next: bigint;
  readonly high: bigint;
  readonly stable: bigint;
  /** Reading ends before this offset; null or left out where it goes on for ever. */
  readonly until?: bigint | null;
  /** Offsets before these come a second time, certainly or perhaps (see `Repeats`); only with a group. */
  readonly again?: { readonly certain: bigint; readonly possible: bigint };
}

export interface Opening {
  readonly partitions: readonly OpenedPartition[];
  /** With a group: those that others read, or nobody. */
  readonly others?: readonly OpenedPartition[];
  /** The newest messages of the topic in order of time, where reading starts with those; else empty. */
  readonly backlog: readonly Entry[];
  /** Passed over while the backlog was read: partition → counts. */
  readonly skipped: ReadonlyMap<number, { readonly control: number; readonly aborted: number }>;
  /** What is missing between the backlog and where reading starts; only with one. */
  readonly gaps?: GapsAt;
}

export interface Watermark {
  readonly partition: number;
  readonly first: bigint;
  readonly high: bigint;
}

/** What the reader tells while it reads; none of it needs an answer. */
export interface ReaderEvents {
  /**
   * The connection to the leader of some partitions is gone; the next try is at `retryAt` (ms since the epoch).
   * `reasons` says why each is gone, where they are not all gone for the same reason.
   */
  lost(
    problem: Problem,
    retryAt: number,
    partitions: readonly number[],
    reasons?: ReadonlyMap<number, Problem>,
  ): void;
  /** All partitions have a reachable leader again. */
  regained(): void;
  /** Something the user should know: a leader moved, retention passed, a start was out of range. */
  notice(severity: 'info' | 'odd' | 'bad', text: string): void;
  /** The topic has more partitions now; they are read from their beginning. */
  grown(partitions: readonly OpenedPartition[]): void;
  /** Retention removed offsets of a partition before they could be read. */
  skippedByRetention(partition: number, offsets: bigint): void;
  /** Told by a reader that is a member of a group. */
  readonly member?: MemberEvents;
}

/** What a member tells beside what every reader does. */
export interface MemberEvents {
  /** The group has been shared out anew. What is no longer ours is among the others. */
  reassigned(ours: readonly OpenedPartition[], others: readonly OpenedPartition[]): void;
  /** Bounds and commits of the others' partitions, or anything else of the membership, changed. */
  changed(others: readonly Watermark[]): void;
  happened(event: Happening): void;
}

/** What a reader that is a member of a group can do beside reading. */
export interface MemberControl {
  current(): Membership;
  /** Everything before `next` was taken: it is not delivered again, as long as the partition stays here. */
  delivered(partition: number, next: bigint): void;
  /** Partition → offset: everything before was seen by a person, or written for one, and may be committed. */
  shown(positions: ReadonlyMap<number, bigint>): void;
  /** Commits these positions; null for all that was shown. Rejects with a KafkaTuiError. */
  commit(positions: ReadonlyMap<number, bigint> | null): Promise<CommitAnswer>;
  /** A last commit where commits go by themselves, and out of the group at once; at most a few seconds. Never rejects. */
  leave(): Promise<void>;
}

/**
 * A source of messages that is pulled: nothing is fetched ahead of the consumer but one response a broker.
 * This is the port between Kafka and everything behind it; tests put a fake here.
 */
export interface Reader {
  /** Finds the topic and where to start. Throws a KafkaTuiError that says what is wrong. */
  open(): Promise<Opening>;
  /**
   * The next slices, of one response; they may be empty and still move watermarks. Their bytes are good until
   * the next call: what is kept longer is copied. Null when all that was
   * asked for was read, or the reader was closed. Throws a KafkaTuiError on what can't get better by itself.
   */
  read(): Promise<readonly Slice[] | null>;
  /** Watermarks as the brokers know them now, without reading: for a paused session. */
  watermarks(): Promise<readonly Watermark[]>;
  /** Reconnect now instead of at the next try. */
  retry(): void;
  close(): void;
  /** Of a reader that is a member of a group. */
  readonly member?: MemberControl;
}

/** Made by the composition root, so that the session can open a reader with its own events. */
export type OpenReader = (events: ReaderEvents) => Reader;

import type { Problem } from './problem.js';
import type { Timeline } from './timeline.js';

/** A list that is asked for again and again. */
export interface Listing<Row> {
  readonly rows: readonly Row[];
  /** When the rows came, ms since the epoch; null before the first answer. */
  readonly at: number | null;
  /** Why the last try failed; the rows are those of the try before. */
  readonly problem: Problem | null;
}

/** What the cluster does not tell, or was not asked for yet, is null, and is shown as unknown: never as zero. */
export interface TopicRow {
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: number;
  readonly replicas: number;
  /** Offsets between first and high watermark, over all partitions: an upper bound where logs are compacted. */
  readonly messages: bigint | null;
  /** Bytes on disk of the leaders' logs. */
  readonly bytes: bigint | null;
  /** Messages a second, by how the high watermarks move. */
  readonly rate: number | null;
  /** Groups with a commit or a member on the topic. */
  readonly groups: readonly string[] | null;
  /** What is wrong with it, in words: partitions without a leader, replicas out of sync, no permission. */
  readonly trouble: string | null;
}

export type GroupKind = 'classic' | 'consumer' | 'share' | 'unknown';

export interface GroupRow {
  readonly id: string;
  readonly kind: GroupKind;
  /** The protocol's own word: Stable, Empty, PreparingRebalance, CompletingRebalance, Dead, … */
  readonly state: string | null;
  /** Partition assignment strategy: range, roundrobin, cooperative-sticky, … */
  readonly protocol: string | null;
  readonly members: number | null;
  /** Partitions that it has committed an offset for. */
  readonly commits: number | null;
  readonly lag: bigint | null;
  /** Total lag at each look, oldest first; at most 60. */
  readonly lagHistory: readonly number[];
  /** Age of the oldest message that is not committed yet, in ms; 0 when nothing waits. */
  readonly timeLagMs: number | null;
  /** `id (host:port)`. */
  readonly coordinator: string | null;
  /** What this client can't see of it, in words. */
  readonly trouble: string | null;
}

export interface GroupMemberRow {
  readonly memberId: string;
  readonly clientId: string;
  readonly host: string;
  /** null where the client can't read the assignment. */
  readonly assignment:
    readonly { readonly topic: string; readonly partitions: readonly number[] }[] | null;
}

export interface GroupPartitionRow {
  readonly topic: string;
  readonly partition: number;
  readonly first: bigint | null;
  /** null where nothing was committed. */
  readonly committed: bigint | null;
  readonly end: bigint | null;
  readonly lag: bigint | null;
  readonly lagHistory: readonly number[];
  readonly timeLagMs: number | null;
  /** What the commit carried along. */
  readonly metadata: string | null;
  /** Member id that has it; null for nobody. */
  readonly member: string | null;
  /** What is odd about it, in words: a commit that lies outside of the log, an end that is not told. */
  readonly trouble: string | null;
}

export interface GroupDetail {
  readonly row: GroupRow;
  readonly members: readonly GroupMemberRow[];
  readonly partitions: readonly GroupPartitionRow[];
  readonly at: number;
}

export interface BrokerRow {
  readonly id: number;
  readonly address: string;
  readonly rack: string | null;
  readonly controller: boolean;
  /** Partitions that it leads. */
  readonly leaders: number;
}

export type WatchKind = 'topics' | 'groups' | 'brokers';

/** Configuration of a topic or a broker, or all there is about a group, as lines of name, value and source. */
export interface Description {
  readonly kind: WatchKind;
  readonly name: string;
  readonly lines: readonly {
    readonly name: string;
    readonly value: string;
    /** Where the value comes from: default, static broker config, dynamic topic config, …; null for a fact. */
    readonly source: string | null;
  }[];
  readonly problem: Problem | null;
  readonly at: number | null;
}

/** What is being looked at: only that is asked for often. */
export type Look =
  | {
      readonly kind: WatchKind;
      /** Names of the rows on screen. */ readonly visible: readonly string[];
    }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'description'; readonly of: WatchKind; readonly name: string }
  | { readonly kind: 'nothing' };

export interface WatchSnapshot {
  readonly cluster: string;
  readonly topics: Listing<TopicRow>;
  readonly groups: Listing<GroupRow>;
  readonly brokers: Listing<BrokerRow>;
  /** Of the group that is looked at. */
  readonly group: GroupDetail | null;
  readonly groupProblem: Problem | null;
  /** What happened in the groups that were looked at. */
  readonly timeline: Timeline;
  readonly description: Description | null;
  /** What watching costs the cluster, over the last ten seconds. */
  readonly requestsPerSecond: number;
  /** `--write` was given. */
  readonly writable: boolean;
  /** What is not checked of the brokers' certificates, as in a session; null for nothing. */
  readonly unverified?: string | null;
}

/** Where a reset leads. */
export type ResetTo =
  | { readonly kind: 'earliest' }
  | { readonly kind: 'latest' }
  /** ms since the epoch. */
  | { readonly kind: 'time'; readonly timestamp: number }
  | { readonly kind: 'shift'; readonly by: bigint }
  | { readonly kind: 'offset'; readonly offset: bigint };

export interface ResetPlanRow {
  readonly topic: string;
  readonly partition: number;
  /** null where nothing was committed. */
  readonly from: bigint | null;
  readonly to: bigint;
  /** Messages in the log that the group will never see: those between `from` and `to`. */
  readonly skipped: bigint;
  /** Messages that it will see again. */
  readonly replayed: bigint;
  /** What is odd about it, in words: `held to the first offset`; null for nothing. */
  readonly note: string | null;
}

/** A partition that stays as it is, and why, in words. */
export interface Unchanged {
  readonly topic: string;
  readonly partition: number;
  readonly why: string;
}

export interface ResetPlan {
  readonly group: string;
  readonly rows: readonly ResetPlanRow[];
  readonly left: readonly Unchanged[];
}

export interface WatchCommands {
  look(at: Look): void;
  /** Ask again at once. */
  refresh(): void;
  /** What there is now, by name, sorted; asked for once, whatever is looked at. Rejects with a KafkaTuiError. */
  names(of: 'topics' | 'groups'): Promise<readonly string[]>;
  /** What a reset would do; changes nothing. Refused while the group has members. Rejects with a KafkaTuiError. */
  planReset(
    group: string,
    topic: string,
    partition: number | null,
    to: ResetTo,
  ): Promise<ResetPlan>;
  /**
   * Refused without `--write`, and while the group has members: rejects with a KafkaTuiError, and nothing was
   * changed. Gives the partitions whose offsets the broker did not take; all others were reset.
   */
  applyReset(plan: ResetPlan): Promise<readonly Unchanged[]>;
  /** As `applyReset`. What has changed is asked for at once, after either. */
  deleteGroup(group: string): Promise<void>;
}

/** The cluster as the list screens see it. */
export interface Watch {
  current(): WatchSnapshot;
  /** Calls `listener` after anything changed. */
  subscribe(listener: () => void): () => void;
  readonly commands: WatchCommands;
  close(): void;
}

import type { CommitMode } from '../model/membership.js';
import type { Cluster } from './cluster.js';
import type { Isolation } from './fetch.js';
import type { Start } from './start.js';

/** How somebody is a member of a group, and what is read as one. */
export interface GroupReaderOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a partition begins that the group has no commit for. */
  readonly start: Start;
  readonly commits: CommitMode;
  readonly stopAtEnd: boolean;
  readonly isolation: Isolation;
  readonly checkCrcs: boolean;
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly rebalanceTimeoutMs: number;
  /** What a login or a right that is taken away from a member does: end it, or be tried again, seldom. */
  readonly whenRefused: 'fail' | 'wait';
  readonly instanceId: string | null;
  /** Connections to the same cluster: one for reading, and some for the group alone. */
  readonly makeCluster: () => Cluster;
  /** ms since the epoch. */
  readonly now: () => number;
}

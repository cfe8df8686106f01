import type { LookAheadOptions } from './ahead/look-ahead.js';
import type { Isolation } from './fetch.js';
import type { Narrowing } from './narrowing.js';
import type { Start } from './start.js';

/** What to read, and how. */
export interface DirectReaderOptions {
  readonly topic: string;
  /** null for all of them. */
  readonly partitions: readonly number[] | null;
  readonly start: Start;
  /** Partitions that go on at an offset of their own, instead of at `start`. */
  readonly resume?: ReadonlyMap<number, bigint>;
  /** Stop at the end that is there when reading starts. */
  readonly stopAtEnd: boolean;
  /** End before the first message of this time or later, in each partition: ms since the epoch. */
  readonly before?: number | null;
  /** What of all this can be left out. */
  readonly narrowing?: Narrowing;
  readonly isolation: Isolation;
  readonly checkCrcs: boolean;
  /** How large a response may be; 1 MB unless given, which suits a screen that answers keys meanwhile. */
  readonly responseBytes?: number;
  /** Every batch is going to be walked for what matches: threads may look into it ahead. */
  readonly lookAhead?: LookAheadOptions;
  /** What a login that is refused while reading does: end it, or (`wait`) be tried again, seldom; `fail`. */
  readonly whenRefused?: 'fail' | 'wait';
  /** The cluster serves others as well, and outlives this reader. */
  readonly sharesCluster?: boolean;
}

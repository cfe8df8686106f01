import type { Isolation } from './fetch.js';
import type { Start } from './start.js';

/** What to read, and how. */
export interface DirectReaderOptions {
  readonly topic: string;
  /** null for all of them. */
  readonly partitions: readonly number[] | null;
  readonly start: Start;
  /** Stop at the end that is there when reading starts. */
  readonly stopAtEnd: boolean;
  readonly isolation: Isolation;
  readonly checkCrcs: boolean;
}

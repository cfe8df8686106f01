import type { CommittedOffset } from '../kafka/admin/committed.js';
import type { PartitionOffset } from '../kafka/admin/log-ends.js';

/** `topic:partition`, which no topic's name can be mistaken for. */
export function placeOf(topic: string, partition: number): string {
  return `${topic}:${partition}`;
}

/** Ends of logs by place; those that were not told are missing. */
export type Ends = ReadonlyMap<string, bigint>;

export function endsOf(answers: readonly PartitionOffset[]): Map<string, bigint> {
  const ends = new Map<string, bigint>();
  for (const { topic, partition, errorCode, offset } of answers) {
    if (errorCode === 0 && offset >= 0n) ends.set(placeOf(topic, partition), offset);
  }
  return ends;
}

/**
 * End minus committed, as Kafka's own tools count it; null where the end is not known. A commit behind the
 * end, of a topic that was made anew, is no lag.
 */
export function lagOf({ topic, partition, offset }: CommittedOffset, ends: Ends): bigint | null {
  const end = ends.get(placeOf(topic, partition));
  if (end === undefined) return null;
  return end > offset ? end - offset : 0n;
}

function isBeyond({ topic, partition, offset }: CommittedOffset, ends: Ends): boolean {
  const end = ends.get(placeOf(topic, partition));
  return end !== undefined && offset > end;
}

/** What is odd about a commit, in words: it lies outside of its log. `firsts` are the logs' first offsets. */
export function oddityOf(commit: CommittedOffset, firsts: Ends, ends: Ends): string | null {
  const first = firsts.get(placeOf(commit.topic, commit.partition));
  const { offset } = commit;
  if (isBeyond(commit, ends))
    return 'the commit lies behind the end: the topic was made anew, or has lost messages';
  if (first === undefined || offset >= first) return null;
  const gone = first - offset;
  return `${gone} ${gone === 1n ? 'message is' : 'messages are'} gone from the log that the group has not read`;
}

export interface TotalLag {
  /** null where nothing is committed, or no end is known. */
  readonly lag: bigint | null;
  /** Commits on partitions whose end is not known; they are not in the sum. */
  readonly unknown: number;
  /** Commits behind the end of their log: of a topic that was made anew, or that has lost messages. */
  readonly beyond: number;
}

export function totalLag(commits: readonly CommittedOffset[], ends: Ends): TotalLag {
  let lag: bigint | null = null;
  let unknown = 0;
  let beyond = 0;
  for (const commit of commits) {
    const one = lagOf(commit, ends);
    if (one === null) unknown += 1;
    else lag = (lag ?? 0n) + one;
    if (isBeyond(commit, ends)) beyond += 1;
  }
  return { lag, unknown, beyond };
}

const LONGEST_HISTORY = 60;

/** With one more value at its end, and no longer than a history may be. */
export function longer(history: readonly number[], value: number): readonly number[] {
  return [...history.slice(-(LONGEST_HISTORY - 1)), value];
}

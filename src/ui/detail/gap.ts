import { groupDigits } from '../../decode/metadata.js';
import { type Gap, PASSED, type Passed } from '../../model/gap.js';
import type { Entry } from '../../model/message.js';
import type { PartitionCounters, SessionSnapshot } from '../../model/session.js';
import { slotOf } from '../../model/slot.js';
import { plural } from '../parts/numbers.js';

/** The message before, of the same partition, is looked for among so many. */
const LOOKED_AT = 1_000;

/** Which offsets hold no message beside an entry of the stream, and what became of them; null where none are. */
export interface GapWords {
  readonly before: string | null;
  /** Known of the last message that was read of a partition. */
  readonly behind: string | null;
}

export function gapWords(session: SessionSnapshot, entry: Entry): GapWords {
  const policy = session.stream.window.cleanupPolicy;
  const { gap = null, first = 0n } = countersOf(session, entry) ?? {};
  const end = (entry.kind === 'damage' ? entry.lastOffset : entry.offset) + 1n;
  const before = [frontWords(session, entry, first), wordsOf(entry.gap, policy)];
  return {
    before: before.filter((one) => one !== null).join('; ') || null,
    behind: gap?.from === end ? wordsOf(gap, policy) : null,
  };
}

export function sameWords(one: GapWords, other: GapWords): boolean {
  return one.before === other.before && one.behind === other.behind;
}

function wordsOf(gap: Gap | null, cleanupPolicy: string | null): string | null {
  if (gap === null) return null;
  const counts = PASSED.flatMap((reason) => {
    const count = gap.counts[reason] ?? 0n;
    return count > 0n ? [countWords(reason, count, cleanupPolicy)] : [];
  });
  const words = `${offsets(gap)}: ${counts.join(', ')}`;
  return gap.isOpen ? `${words}; what stands before ${gap.from} was not read` : words;
}

function countersOf(
  { partitions, membership, topic }: SessionSnapshot,
  entry: Entry,
): PartitionCounters | undefined {
  const topics = membership?.topics ?? [topic];
  const slot = slotOf(Math.max(0, topics.indexOf(entry.topic)), entry.partition);
  return partitions.find(({ partition }) => partition === slot);
}

/** What was there before the log begins. */
function frontWords({ stream }: SessionSnapshot, entry: Entry, first: bigint): string | null {
  const begins = entry.gap?.from ?? entry.offset;
  if (first === 0n || begins !== first) return null;
  // The log may have come to begin there since: what was read before that is no gap.
  const { entries } = stream;
  const index = entries.indexOf(entry.arrival);
  for (let at = index - 1; at >= Math.max(entries.first, index - LOOKED_AT); at--) {
    const before = entries.get(at);
    if (before?.partition === entry.partition && before.topic === entry.topic) return null;
  }
  const whole = { from: 0n, to: first - 1n };
  return `${offsets(whole)}: ${countWords('removed', first, null)}`;
}

function offsets({ from, to }: Pick<Gap, 'from' | 'to'>): string {
  return from === to ? `${from}` : `${from} to ${to}`;
}

function countWords(reason: Passed, count: bigint, cleanupPolicy: string | null): string {
  switch (reason) {
    case 'aborted':
      return `${groupDigits(count)} aborted`;
    case 'abort':
      return plural(count, 'abort marker');
    case 'commit':
      return plural(count, 'commit marker');
    case 'control':
      return plural(count, 'control record');
    case 'compacted':
      return `${groupDigits(count)} ${compactedWords(cleanupPolicy)}`;
    case 'removed':
      return `${groupDigits(count)} removed by retention, or deleted`;
    case 'elsewhere':
      return `${groupDigits(count)} passed while the partition was not ours`;
  }
}

/** Nothing but the log cleaner leaves holes in a log that nobody has damaged. */
function compactedWords(cleanupPolicy: string | null): string {
  if (cleanupPolicy === null) return 'not in the log, as compaction leaves it';
  return cleanupPolicy.split(',').some((policy) => policy.trim() === 'compact')
    ? 'compacted away'
    : `not in the log: compacted before, or lost (cleanup.policy is ${cleanupPolicy} now)`;
}

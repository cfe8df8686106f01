import { groupDigits } from '../../decode/metadata.js';
import { type Gap, PASSED, type Passed } from '../../model/gap.js';
import type { Entry } from '../../model/message.js';
import type { SessionSnapshot } from '../../model/session.js';
import { slotOf } from '../../model/slot.js';
import { plural } from '../parts/numbers.js';

/** The message before, of the same partition, is looked for among so many. */
const LOOKED_AT = 1_000;

/** Which offsets hold no message right before an entry of the stream, and what became of them; null where none are. */
export function gapBefore(session: SessionSnapshot, entry: Entry): string | null {
  const { gap } = entry;
  const front = frontWords(session, entry);
  if (gap === null) return front;
  const { cleanupPolicy } = session.stream.window;
  const counts = PASSED.flatMap((reason) => {
    const count = gap.counts[reason] ?? 0n;
    return count > 0n ? [countWords(reason, count, cleanupPolicy)] : [];
  });
  const words = `${offsets(gap)}: ${counts.join(', ')}`;
  const open = gap.isOpen ? `what stands before ${gap.from} was not read` : null;
  return [front, words, open].filter((one) => one !== null).join('; ');
}

/** What was there before the log begins. */
function frontWords({ stream, partitions, membership, topic }: SessionSnapshot, entry: Entry) {
  const topics = membership?.topics ?? [topic];
  const slot = slotOf(Math.max(0, topics.indexOf(entry.topic)), entry.partition);
  const first = partitions.find(({ partition }) => partition === slot)?.first ?? 0n;
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
      return `${groupDigits(count)} read by another member`;
  }
}

/** Nothing but the log cleaner leaves holes in a log that nobody has damaged. */
function compactedWords(cleanupPolicy: string | null): string {
  if (cleanupPolicy === null) return 'not in the log, as compaction leaves it';
  return cleanupPolicy.split(',').some((policy) => policy.trim() === 'compact')
    ? 'compacted away'
    : `not in the log: compacted before, or lost (cleanup.policy is ${cleanupPolicy} now)`;
}

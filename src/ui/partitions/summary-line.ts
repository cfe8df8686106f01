import { groupDigits } from '../../decode/metadata.js';
import type { PartitionCounters, SessionSnapshot } from '../../model/session.js';
import { lastEvent } from '../header/last-event.js';
import { plural } from '../parts/numbers.js';
import { bar, span, type Segment } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { atEndWords, inState, partitionNames } from './at-end.js';
import { SPARK_CELLS } from './columns.js';
import { sparkline, stretches } from './sparkline.js';

function troubles(partitions: readonly PartitionCounters[], theme: Theme): Segment[] {
  return partitions.flatMap(({ partition, status }) =>
    status.state === 'error'
      ? [
          {
            line: [span(`${theme.glyphs.warning} ${partition}: ${status.reason}`, 'bad')],
            rank: 8,
            most: 40,
          },
        ]
      : [],
  );
}

/** How many partitions there are; of a member, how many of them are read here. */
function countWords({ partitions, membership }: SessionSnapshot): string {
  if (membership === null) return plural(partitions.length, 'partition');
  const here = membership.partitions.filter(({ assigned }) => assigned).length;
  return `${here} of ${groupDigits(partitions.length)} here`;
}

/** Longer lists of partitions are cut: the pane of the partitions has them all. */
const LONGEST_LIST = 20;

/** A list that is cut between two of its names. */
function shortened(names: string, { glyphs }: Theme): string {
  if (names.length <= LONGEST_LIST) return names;
  return names.slice(0, names.lastIndexOf(',', LONGEST_LIST - 2) + 1) + glyphs.ellipsis;
}

/** Each partition that stands at its end, and each that waits for a transaction. */
function whereTheyStand(
  { partitions, membership, topic }: SessionSnapshot,
  theme: Theme,
): Segment[] {
  const topics = membership?.topics ?? [topic];
  const words = shortened(atEndWords(partitions, topics), theme);
  const open = shortened(partitionNames(inState(partitions, 'open-transaction'), topics), theme);
  return [
    {
      line: [span('at end ', 'dim'), span(words, words === 'all' ? 'good' : 'plain')],
      rank: 6.6,
      least: 14,
    },
    ...(open === '' ? [] : [{ line: [span(`open transaction ${open}`, 'odd')], rank: 5 }]),
  ];
}

/** All partitions in one line, for screens that have no room for their table; and what happened to the group last. */
export function partitionsSummary(session: SessionSnapshot, columns: number, theme: Theme): string {
  const { partitions, totals } = session;
  const peak = Math.max(0, ...stretches(totals.history, SPARK_CELLS));
  const spark = sparkline(totals.history, SPARK_CELLS, peak, theme.glyphs.bars);
  const left: Segment[] = [
    { line: [span(countWords(session), 'dim')], rank: 7 },
    { line: [span('lag ', 'dim'), span(groupDigits(totals.lag).padEnd(9))], rank: 9 },
    ...whereTheyStand(session, theme),
    ...troubles(partitions, theme),
    ...lastEvent(session, { rank: 6.5, most: 60, least: 34 }, theme),
  ];
  return bar(
    left,
    [{ line: [span(spark, 'accent'), span(' 60 s', 'dim')], rank: 4 }],
    columns,
    theme,
  );
}

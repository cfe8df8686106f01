import { groupDigits } from '../../decode/metadata.js';
import type { PartitionCounters, SessionSnapshot } from '../../model/session.js';
import { lastEvent } from '../header/last-event.js';
import { plural } from '../parts/numbers.js';
import { bar, span, type Segment } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { standingSegments } from './at-end.js';
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

/** All partitions in one line, for screens that have no room for their table; and what happened to the group last. */
export function partitionsSummary(session: SessionSnapshot, columns: number, theme: Theme): string {
  const { partitions, totals } = session;
  const peak = Math.max(0, ...stretches(totals.history, SPARK_CELLS));
  const spark = sparkline(totals.history, SPARK_CELLS, peak, theme.glyphs.bars);
  const left: Segment[] = [
    { line: [span(countWords(session), 'dim')], rank: 7 },
    { line: [span('lag ', 'dim'), span(groupDigits(totals.lag).padEnd(9))], rank: 9 },
    ...standingSegments(session, { atEnd: 6.6, open: 5 }, theme),
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

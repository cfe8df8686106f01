import { formatClock } from '../../decode/metadata.js';
import type { SessionSnapshot } from '../../model/session.js';
import type { Line } from '../../model/styled.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import { wrapLine } from '../text/wrap-line.js';
import type { Theme } from '../theme.js';

/** `14:03:22` */
function clock(ms: number): string {
  return formatClock(ms).slice(0, 8);
}

function reason(session: SessionSnapshot, theme: Theme): Line[] {
  const { connection, stream, startedAt, partitions, topic, cluster } = session;
  const { openQuote, closeQuote, ellipsis } = theme.glyphs;
  if (connection.state === 'failed' || (connection.state === 'lost' && stream.filter === null)) {
    const { message, next } = connection.problem;
    return [[span(message, 'bad')], [span(next)]];
  }
  if (stream.filter !== null) {
    const { text, tested, scanning } = stream.filter;
    const among = `nothing matches ${openQuote}${text}${closeQuote} in ${plural(tested, 'message')}`;
    return [
      [span(scanning ? `${among} so far${ellipsis}` : among)],
      [span('ctrl-f searches the whole topic for it, esc removes the filter', 'dim')],
    ];
  }
  if (connection.state === 'connecting') {
    return [[span(`connecting to ${cluster} since ${clock(connection.since)}`)]];
  }
  const { membership } = session;
  if (membership !== null && membership.idle !== null) {
    return [
      [span(membership.idle, 'odd')],
      [span('it gets one when another member leaves', 'dim')],
    ];
  }
  if (session.finished) return [[span(`no messages: ${topic} was read to its end`)]];
  return [
    [span(`no messages yet: waiting since ${clock(startedAt)}`)],
    [span(`for new messages on ${plural(partitions.length, 'partition')} of ${topic}`)],
    [
      span(
        membership === null
          ? `started from ${session.startedFrom}`
          : `started where group ${membership.group} is, or from ${session.startedFrom} where nothing is committed`,
        'dim',
      ),
    ],
  ];
}

/** Why there are no rows, and what would bring some. */
export function emptyStream(session: SessionSnapshot, cells: number, theme: Theme): Line[] {
  return reason(session, theme).flatMap((line) => wrapLine(line, cells, 8, theme.text));
}

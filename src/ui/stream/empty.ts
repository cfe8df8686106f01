import { formatClock } from '../../decode/metadata.js';
import type { Membership } from '../../model/membership.js';
import type { SessionSnapshot } from '../../model/session.js';
import type { Line } from '../../model/styled.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import { wrapWords } from '../text/wrap-words.js';
import type { Theme } from '../theme.js';

/** A reason that is longer has been read by then. */
const MOST_LINES = 8;

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
    const canGoUp = session.membership === null && !stream.window.begins;
    const among = `nothing matches ${openQuote}${text}${closeQuote} in ${plural(tested, 'message')}`;
    return [
      [span(scanning ? `${among} so far${ellipsis}` : among)],
      ...(canGoUp ? [[span('k looks further back than what is loaded', 'dim')]] : []),
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
  const since = [span(`no messages yet: waiting since ${clock(startedAt)}`)];
  if (membership !== null) return [since, ...awaited(membership, session.startedFrom)];
  return [
    since,
    [span(`for new messages on ${plural(partitions.length, 'partition')} of ${topic}`)],
    [span(`started from ${session.startedFrom}`, 'dim')],
  ];
}

/** What a member waits for, and where it began. */
function awaited({ group, topics, partitions }: Membership, startedFrom: string): Line[] {
  const ours = partitions.filter(({ assigned }) => assigned).length;
  const all = plural(partitions.length, 'partition');
  return [
    [span(`for new messages on ${ours} of ${all} of ${topics.join(', ')}`)],
    [
      span(
        `started where group ${group} is, or from ${startedFrom} where nothing is committed`,
        'dim',
      ),
    ],
  ];
}

/** Why there are no rows, and what would bring some. */
export function emptyStream(session: SessionSnapshot, cells: number, theme: Theme): Line[] {
  return reason(session, theme).flatMap((line) =>
    wrapWords(line, cells, theme.text).slice(0, MOST_LINES),
  );
}

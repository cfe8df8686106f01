import { groupDigits } from '../../decode/metadata.js';
import type { Connection, SessionSnapshot } from '../../model/session.js';
import { placeWords } from '../../model/slot.js';
import type { Line, Tone } from '../../model/styled.js';
import { plural } from '../parts/numbers.js';
import { bar, span, type Segment } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { isAnyAtEnd, standingSegments } from '../partitions/at-end.js';
import { lastEvent } from './last-event.js';

/** Below these: the least words there are; numbers side by side; no room kept for longer words. */
const ROOMY = { words: 80, numbers: 90, connection: 110 };
/** As long as the longest that a connection's state usually is: what stands before it stays put. */
const CONNECTION_CELLS = 21;
const LONGEST_FILTER = 36;
/** Enough to know it by. */
const SHORTEST_FILTER = 16;

function retryWords(retryAt: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return seconds > 0 ? `retry in ${seconds} s` : 'retrying';
}

/** The mark alone says that all is well; that it is not is said in words on the narrowest screen. */
function connectionWords(
  connection: Connection,
  now: number,
  brief: boolean,
  { glyphs }: Theme,
): [string, Tone] {
  switch (connection.state) {
    case 'ready':
      return [brief ? glyphs.ready : `${glyphs.ready} connected`, 'good'];
    case 'connecting':
      return [`${glyphs.connecting} connecting`, 'odd'];
    case 'lost': {
      const next = brief ? '' : `, ${retryWords(connection.retryAt, now)}`;
      return [`${glyphs.failed} lost${next}`, 'bad'];
    }
    case 'failed':
      return [`${glyphs.failed} failed`, 'bad'];
  }
}

/** A number that grows, right-aligned in a place of its own so that what stands beside it stays put. */
function counter(value: number | bigint, digits: number, word: string): Line {
  return [span(groupDigits(value).padStart(digits)), span(word, 'dim')];
}

/** What went missing or was passed over; each only once there is some. */
function losses({ totals, stream }: SessionSnapshot): Segment[] {
  const some = (value: number | bigint, word: string, tone: Tone): Segment[] =>
    value > 0 ? [{ line: [span(`${groupDigits(value)} ${word}`, tone)], rank: 3 }] : [];
  return [
    ...some(totals.lost, 'lost', 'bad'),
    ...some(totals.damaged, 'damaged', 'odd'),
    ...some(totals.aborted, 'aborted', 'dim'),
    ...some(totals.control, 'control', 'dim'),
    ...some(stream.dropped, 'dropped', 'dim'),
  ];
}

/** The last thing to go where the line is too narrow. */
export function unverifiedSegment(unverified: string | null): Segment[] {
  if (unverified === null) return [];
  return [{ line: [span(` ${unverified} `, 'bad')], rank: 13, loud: true }];
}

function pausedSegment({ stream, totals }: SessionSnapshot, brief: boolean): Segment[] {
  if (!stream.paused) return [];
  const waiting = totals.lag > 0n ? ` ${groupDigits(totals.lag)}${brief ? '' : ' waiting'}` : '';
  return [{ line: [span(` PAUSED${waiting} `, 'odd')], rank: 12, loud: true }];
}

/** Where it is narrow a query is cut rather than left out; elsewhere what is less important goes. */
function queryWidth(wide: boolean): Pick<Segment, 'most' | 'least'> {
  return { most: LONGEST_FILTER, ...(wide ? {} : { least: SHORTEST_FILTER }) };
}

function filterSegments({ stream }: SessionSnapshot, wide: boolean, theme: Theme): Segment[] {
  if (stream.filter === null) return [];
  const { text, matched, tested, scanning } = stream.filter;
  const { openQuote, closeQuote, ellipsis } = theme.glyphs;
  const count = `${groupDigits(matched)} of ${groupDigits(tested)}${scanning ? ellipsis : ''}`;
  const words = [span(`FILTER ${openQuote}${text}${closeQuote}`, 'accent')];
  return [
    { line: words, rank: 6, ...queryWidth(wide) },
    { line: [span(count, 'dim')], rank: 5 },
  ];
}

/** What reading stops at, and where it stands because of that. */
function breakSegments(
  { stream, topic, membership }: SessionSnapshot,
  wide: boolean,
  theme: Theme,
): Segment[] {
  if (stream.breakpoint === null) return [];
  const { text, hit } = stream.breakpoint;
  const { openQuote, closeQuote } = theme.glyphs;
  const words = [span(`BREAK ${openQuote}${text}${closeQuote}`, 'odd')];
  return [
    { line: words, rank: 6.5, ...queryWidth(wide) },
    ...(hit === null || !stream.paused
      ? []
      : [
          {
            line: [span(`at ${placeWords(hit, membership?.topics ?? [topic])}`, 'dim')],
            rank: 5.5,
          },
        ]),
  ];
}

/** Why there is no connection; the panes have no other place for it while there are messages. */
function place({ cluster, topic, membership }: SessionSnapshot, theme: Theme): Segment {
  const others = (membership?.topics.length ?? 1) - 1;
  const line = [
    span(cluster, 'cluster'),
    span(` ${theme.glyphs.into} `, 'dim'),
    span(topic, 'accent'),
    ...(others > 0 ? [span(` +${others}`, 'accent')] : []),
  ];
  return { line, rank: 10 };
}

/** How it is read: without a group, or as a member of one. */
function modeSegments({ mode, membership }: SessionSnapshot): Segment[] {
  if (membership === null) return [{ line: [span(mode, 'dim')], rank: 1 }];
  const { state, generation, members, idle, group } = membership;
  const facts = [
    generation === null ? '' : `generation ${generation}`,
    members === null ? '' : plural(members, 'member'),
  ].filter((fact) => fact !== '');
  return [
    { line: [span(`group ${group}`, state === 'member' ? 'good' : 'odd')], rank: 9, most: 30 },
    ...(state === 'member'
      ? []
      : [{ line: [span(` ${state.toUpperCase()} `, 'odd')], rank: 11, loud: true }]),
    ...(idle === null ? [] : [{ line: [span(idle, 'odd')], rank: 9.5, most: 34 }]),
    { line: [span(facts.join(', '), 'dim')], rank: 1 },
  ];
}

interface HeaderLook {
  readonly columns: number;
  /** The partitions, and what happened last, have a line of their own. */
  readonly hasSummary: boolean;
  /** That, or a pane. */
  readonly hasPartitions: boolean;
}

/**
 * One line: where one is, how it is read, what was counted, and whether it goes on; and what happened to the group
 * last, and where the partitions stand, unless that is elsewhere on the screen.
 */
export function headerLine(
  session: SessionSnapshot,
  now: number,
  { columns, hasSummary, hasPartitions }: HeaderLook,
  theme: Theme,
): string {
  const brief = columns < ROOMY.words;
  const wide = columns >= ROOMY.numbers;
  const [words, tone] = connectionWords(session.connection, now, brief, theme);
  const shown = columns >= ROOMY.connection ? words.padStart(CONNECTION_CELLS) : words;
  const { totals } = session;
  const left: Segment[] = [
    place(session, theme),
    ...unverifiedSegment(session.unverified),
    ...modeSegments(session),
    ...(hasSummary ? [] : lastEvent(session, { rank: 1.5, most: 44, least: 20 }, theme)),
    ...(hasPartitions || !isAnyAtEnd(session)
      ? []
      : standingSegments(session, { atEnd: 1.9, open: 1.8 }, theme)),
    ...(session.finished ? [{ line: [span('FINISHED', 'good')], rank: 7 } as const] : []),
    ...pausedSegment(session, brief),
    ...breakSegments(session, wide, theme),
    ...filterSegments(session, wide, theme),
  ];
  const right: Segment[] = [
    ...losses(session),
    { line: counter(totals.seen, wide ? 10 : 1, ' seen'), rank: 4 },
    { line: counter(Math.round(totals.rate), wide ? 6 : 1, '/s'), rank: 2 },
    { line: [span(shown, tone)], rank: 8 },
  ];
  return bar(left, right, columns, theme);
}

import { formatClock } from '../../decode/metadata.js';
import type { Notice } from '../../model/session.js';
import type { Line, Tone } from '../../model/styled.js';
import { currentNotice } from '../../store/selectors.js';
import { placeOf } from '../../store/places.js';
import type { AppState } from '../../store/state.js';
import { hintsOf, writtenKey, type Hint } from '../keys/hints.js';
import { bar, span, type Segment } from '../parts/segments.js';
import type { Theme } from '../theme.js';

const NOTICE_TONES: Readonly<Record<Notice['severity'], Tone>> = {
  info: 'plain',
  odd: 'odd',
  bad: 'bad',
};

function hintLine({ key, word }: Hint, theme: Theme): Line {
  const written = writtenKey(key, theme.text === 'unicode');
  return [span(written, 'accent'), span(` ${word}`, 'dim')];
}

/** The earlier in the table, the longer a hint stays where there is little room; of the essential ones the last. */
function hintSegments(hints: readonly Hint[], theme: Theme): Segment[] {
  return hints.map((hint, index) => ({
    line: hintLine(hint, theme),
    rank: hint.essential ? 1000 + index : 999 - index,
  }));
}

function noticeSegment(notice: Notice, theme: Theme): Segment {
  const mark = notice.severity === 'info' ? '' : `${theme.glyphs.warning} `;
  return { line: [span(mark + notice.text, NOTICE_TONES[notice.severity])], rank: 2000 };
}

/** What is wrong with the connection stays until it is right again; the header says when the next try is. */
function troubleSegment({ session, places }: AppState, theme: Theme): Segment[] {
  // The lists say themselves what is wrong with them.
  if (placeOf(places).kind !== 'stream') return [];
  const { connection } = session;
  if (connection.state !== 'lost' && connection.state !== 'failed') return [];
  const { message, next } = connection.problem;
  const mark = `${theme.glyphs.failed} `;
  const since = connection.state === 'lost' ? formatClock(connection.since).slice(0, 8) : null;
  return [
    { line: [span(mark + message, 'bad')], rank: 2000 },
    ...(since === null ? [] : [{ line: [span(`since ${since}`, 'dim')], rank: 4 }]),
    { line: [span(next, 'dim')], rank: 3 },
  ];
}

/** One line: what can be done here, now; for a while after something happened, what that was. */
export function footerLine(state: AppState, theme: Theme): string {
  const hints = hintsOf(state);
  const notice = currentNotice(state);
  const { columns } = state.size;
  // The checklist says what is wrong, with more room.
  const trouble = state.overlay.kind === 'checklist' ? [] : troubleSegment(state, theme);
  if (notice === undefined && trouble.length === 0)
    return bar(hintSegments(hints, theme), [], columns, theme);
  const essential = hints.filter((hint) => hint.essential);
  const left = notice === undefined ? trouble : [noticeSegment(notice, theme)];
  return bar(left, hintSegments(essential, theme), columns, theme);
}

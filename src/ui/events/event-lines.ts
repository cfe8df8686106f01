import { formatClock } from '../../decode/metadata.js';
import type { Line, Tone } from '../../model/styled.js';
import type { TimelineEvent } from '../../model/timeline.js';
import { span } from '../parts/segments.js';
import { wrapWords } from '../text/wrap-words.js';
import type { Theme } from '../theme.js';

const KIND_CELLS = 10;
const CLOCK_CELLS = 12;
/** Time and kind, with what is between them. */
const HEAD_CELLS = CLOCK_CELLS + 2 + KIND_CELLS + 2;

/** One event: when, of what kind, and what, on as many lines as it takes. */
export function eventLines(
  { at, kind, severity, text }: TimelineEvent,
  cells: number,
  theme: Theme,
): Line[] {
  const tone: Tone = severity === 'info' ? 'plain' : severity;
  const room = Math.max(8, cells - HEAD_CELLS);
  const [first = [], ...rest] = wrapWords([span(text, tone)], room, theme.text);
  const head = [
    span(formatClock(at).padEnd(CLOCK_CELLS), 'dim'),
    span('  '),
    span(kind.padEnd(KIND_CELLS), 'dim'),
    span('  '),
  ];
  const indent = span(' '.repeat(HEAD_CELLS));
  return [[...head, ...first], ...rest.map((line): Line => [indent, ...line])];
}

/** What is in sight: from the event at `top` on, or the newest at the bottom. */
export function eventsInSight(
  events: readonly TimelineEvent[],
  top: number | null,
  room: { readonly cells: number; readonly lines: number },
  theme: Theme,
): Line[] {
  const lines: Line[] = [];
  if (top !== null) {
    for (let at = top; at < events.length && lines.length < room.lines; at++) {
      const event = events[at];
      if (event) lines.push(...eventLines(event, room.cells, theme));
    }
    return lines.slice(0, room.lines);
  }
  for (let at = events.length - 1; at >= 0 && lines.length < room.lines; at--) {
    const event = events[at];
    if (event) lines.unshift(...eventLines(event, room.cells, theme));
  }
  return lines.slice(-room.lines);
}

import { memo, type ReactElement } from 'react';
import { groupDigits } from '../../decode/metadata.js';
import { repeatOf } from '../../model/membership.js';
import type { SessionSnapshot } from '../../model/session.js';
import { slotOf } from '../../model/slot.js';
import type { StreamEntries, StreamWindow as StreamWindowState } from '../../model/stream.js';
import type { Line, Span } from '../../model/styled.js';
import { withHeld } from '../../store/held-entry.js';
import { locate, type StreamView, type StreamWindow } from '../../store/stream-view.js';
import { useDrawing, useFrame, type Drawing } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { placeWidth, rowColumns } from './columns.js';
import { emptyStream } from './empty.js';
import { rowLine } from './row.js';

interface StreamPaneProps {
  readonly rect: Rect;
}

function note(
  { stream }: SessionSnapshot,
  { first, end }: StreamEntries,
  view: StreamView,
  window: StreamWindow,
  theme: Theme,
): Line {
  const { dot } = theme.glyphs;
  const where = whereabouts(stream.window, theme);
  if (window.cursor < 0) return where;
  const place = `${groupDigits(window.cursor - first + 1)} of ${groupDigits(end - first)}`;
  if (!view.following || !stream.window.live) return [span(place, 'dim'), ...where];
  const mode = stream.paused ? '' : ` ${dot} following`;
  return [span(`newest below${mode}`, 'dim'), ...where];
}

/** What lies beyond the window, and what is being done about it. */
function whereabouts({ live, below, loading, looked }: StreamWindowState, theme: Theme): Span[] {
  const { dot, ellipsis } = theme.glyphs;
  return [
    ...(live || below === 0n ? [] : [span(` ${dot} ${groupDigits(below)} below`, 'odd')]),
    ...(loading === null ? [] : [span(` ${dot} ${LOADING[loading]}${ellipsis}`, 'accent')]),
    ...(looked === 0 || loading !== null
      ? []
      : [span(` ${dot} looked through ${groupDigits(looked)}, go on for more`, 'odd')]),
  ];
}

const LOADING = { older: 'loading older', newer: 'loading newer', place: 'going there' } as const;

function rows(
  session: SessionSnapshot,
  entries: StreamEntries,
  window: StreamWindow,
  focused: boolean,
  width: number,
  { theme, summaries }: Drawing,
): string[] {
  const { filter } = session.stream;
  const topics = session.membership?.topics ?? [session.topic];
  const withTopic = topics.length > 1;
  const columns = rowColumns(width - 2, placeWidth(session.partitions, topics));
  const lines: string[] = [];
  for (let index = window.top; index < window.bottom; index += 1) {
    const entry = entries.get(index);
    if (entry === undefined) continue;
    const state = index !== window.cursor ? 'plain' : focused ? 'selected' : 'marked';
    const slot = slotOf(Math.max(0, topics.indexOf(entry.topic)), entry.partition);
    const repeat = repeatOf(entry, slot, session.repeats);
    const look = { columns, state, highlight: filter?.highlight, repeat, withTopic } as const;
    lines.push(rowLine(entry, look, theme, summaries));
  }
  return lines;
}

/** The messages as they came in, the newest at the bottom, one row each. */
export const StreamPane = memo(function StreamPane({ rect }: StreamPaneProps): ReactElement {
  const session = useFrame((state) => state.session);
  const view = useFrame((state) => state.stream);
  const held = useFrame((state) => state.held);
  const focused = useFrame((state) => state.focus === 'stream');
  const drawing = useDrawing();
  const { width, height } = inside(rect);
  const entries = withHeld(session.stream, held);
  const window = locate(view, entries, height);
  const body =
    window.cursor < 0
      ? emptyStream(session, width - 2, drawing.theme).map((line) =>
          padded(line, width, drawing.theme),
        )
      : rows(session, entries, window, focused, width, drawing);
  const look = {
    ...rect,
    title: 'Stream',
    note: note(session, entries, view, window, drawing.theme),
    focused,
  };
  return <Lines lines={boxed(look, body, drawing.theme)} width={rect.width} />;
});

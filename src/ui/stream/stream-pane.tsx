import { memo, type ReactElement } from 'react';
import { groupDigits } from '../../decode/metadata.js';
import { repeatOf } from '../../model/membership.js';
import type { Entry } from '../../model/message.js';
import type { SessionSnapshot } from '../../model/session.js';
import { slotOfEntry } from '../../model/slot.js';
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
import { columnHead } from '../app-layout.js';
import { chosenColumns, placeWidth, rowColumns } from './columns.js';
import { emptyStream } from './empty.js';
import { headLine, rowLine } from './row.js';
import type { Shape } from './shape.js';

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

interface RowsLook {
  readonly width: number;
  /** The columns that were chosen; null for key and value. */
  readonly shape: Shape | null;
  /** Lines that their names take: 0 or 1. */
  readonly head: number;
}

function rows(
  session: SessionSnapshot,
  entries: StreamEntries,
  window: StreamWindow,
  focused: boolean,
  { width, shape, head }: RowsLook,
  { theme, summaries }: Drawing,
): string[] {
  const { filter } = session.stream;
  const topics = session.membership?.topics ?? [session.topic];
  const withTopic = topics.length > 1;
  const place = placeWidth(session.partitions, topics);
  const columns =
    shape === null ? rowColumns(width - 2, place) : chosenColumns(width - 2, place, shape.columns);
  shape?.seeRows(visibleOf(entries, window), summaries);
  const shaped = shape === null ? null : { shape, shares: shape.shares(columns.value) };
  const lines = head > 0 ? [headLine({ columns, shaped }, theme)] : [];
  for (let index = window.top; index < window.bottom; index += 1) {
    const entry = entries.get(index);
    if (entry === undefined) continue;
    const state = index !== window.cursor ? 'plain' : focused ? 'selected' : 'marked';
    const repeat = repeatOf(entry, slotOfEntry(entry, topics), session.repeats);
    const look = {
      columns,
      shaped,
      state,
      highlight: filter?.highlight,
      repeat,
      withTopic,
    } as const;
    lines.push(rowLine(entry, look, theme, summaries));
  }
  return lines;
}

function* visibleOf(
  entries: StreamEntries,
  { top, bottom }: StreamWindow,
): Iterable<Entry | undefined> {
  for (let index = top; index < bottom; index += 1) yield entries.get(index);
}

/** The messages as they came in, the newest at the bottom, one row each. */
export const StreamPane = memo(function StreamPane({ rect }: StreamPaneProps): ReactElement {
  const session = useFrame((state) => state.session);
  const view = useFrame((state) => state.stream);
  const held = useFrame((state) => state.held);
  const focused = useFrame((state) => state.focus === 'stream');
  const chosen = useFrame((state) => state.columns);
  const drawing = useDrawing();
  const { width, height } = inside(rect);
  const entries = withHeld(session.stream, held);
  const head = columnHead(chosen, height);
  const window = locate(view, entries, height - head);
  const shape = drawing.shapes.of(session.topic, chosen);
  const body =
    window.cursor < 0
      ? emptyStream(session, width - 2, drawing.theme).map((line) =>
          padded(line, width, drawing.theme),
        )
      : rows(session, entries, window, focused, { width, shape, head }, drawing);
  const look = {
    ...rect,
    title: 'Stream',
    note: note(session, entries, view, window, drawing.theme),
    focused,
  };
  return <Lines lines={boxed(look, body, drawing.theme)} width={rect.width} />;
});

import { memo, useMemo, type ReactElement } from 'react';
import { groupDigits } from '../../decode/metadata.js';
import type { Line } from '../../model/styled.js';
import type { ListId, ListRows } from '../../store/lists/definitions.js';
import { listingOf, listOf, viewOf } from '../../store/lists/list-state.js';
import { locate, type ListWindow } from '../../store/lists/list-view.js';
import type { AppState } from '../../store/state.js';
import { useDrawing, useFrame } from '../drawing.js';
import type { Rect } from '../layout.js';
import { formatAge } from '../parts/amounts.js';
import { boxed, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { perSecond } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { type Column, fittingColumns } from './column.js';
import { COLUMNS } from './columns.js';
import { emptyList } from './empty-list.js';
import { footOf } from './foot.js';
import { visibleRows } from './list-layout.js';
import { headingLine, rowLine } from './rows.js';
import { titleOf } from './titles.js';

interface ListPaneProps {
  readonly id: ListId;
  readonly rect: Rect;
}

/** Where one is, how much of the list the filter leaves, and how old it is. */
function noteOf(state: AppState, id: ListId, window: ListWindow, count: number, theme: Theme) {
  const { at } = listingOf(state, id);
  const { filter } = viewOf(state, id);
  const { openQuote, closeQuote, dot } = theme.glyphs;
  const where = `${groupDigits(window.cursor + 1)} of ${groupDigits(count)}`;
  const place: Line = window.cursor < 0 ? [] : [span(where, 'dim')];
  const filtered: Line =
    filter === '' ? [] : [span(`${openQuote}${filter}${closeQuote}`, 'accent')];
  const age: Line = at === null ? [] : [span(formatAge(state.now - at), 'dim')];
  return [place, filtered, age]
    .filter((part) => part.length > 0)
    .flatMap((part, index) => (index === 0 ? part : [span(` ${dot} `, 'dim'), ...part]));
}

/** What watching costs is said once a screen, on its first pane. */
function cornerOf({ watch }: AppState, rect: Rect): Line {
  if (watch === null || rect.top > 1) return [];
  return [span(`${perSecond(watch.requestsPerSecond)} requests/s`, 'dim')];
}

/** Measured once for all frames between two changes of the list. */
function useColumns<Id extends ListId>(
  id: Id,
  rows: readonly ListRows[Id][],
  cells: number,
): readonly Column<ListRows[Id]>[] {
  const { theme } = useDrawing();
  return useMemo(() => fittingColumns(COLUMNS[id], cells, rows, theme), [id, rows, cells, theme]);
}

function bodyOf<Id extends ListId>(
  state: AppState,
  id: Id,
  rows: readonly ListRows[Id][],
  columns: readonly Column<ListRows[Id]>[],
  window: ListWindow,
  { rect, theme }: { readonly rect: Rect; readonly theme: Theme },
): string[] {
  const { width } = inside(rect);
  if (window.cursor < 0) {
    return emptyList(state, id, width - 2, theme).map((line) => padded(line, width, theme));
  }
  const under = listOf(state) === id ? 'selected' : 'marked';
  const lines = rows
    .slice(window.top, window.bottom)
    .map((row, index) =>
      rowLine(row, columns, window.top + index === window.cursor ? under : 'plain', theme),
    );
  return [headingLine(columns, viewOf(state, id), theme), ...lines];
}

/** A list: its headings, and of its rows as many as fit. */
export const ListPane = memo(function ListPane({ id, rect }: ListPaneProps): ReactElement {
  const { theme, orders } = useDrawing();
  const state = useFrame((whole) => whole);
  const { rows, names } = orders.of(state, id);
  const columns = useColumns(id, rows, inside(rect).width - 2);
  const window = locate(viewOf(state, id), names, visibleRows(rect));
  const look = {
    ...rect,
    title: titleOf(state, id, theme),
    note: noteOf(state, id, window, names.length, theme),
    corner: cornerOf(state, rect),
    foot: footOf(state, id, orders, theme),
    focused: listOf(state) === id,
  };
  const body = bodyOf(state, id, rows, columns, window, { rect, theme });
  return <Lines lines={boxed(look, body, theme)} width={rect.width} />;
});

import { memo, type ReactElement } from 'react';
import { groupDigits } from '../../decode/metadata.js';
import type { SearchSnapshot } from '../../model/search.js';
import type { SessionSnapshot } from '../../model/session.js';
import { clamp, clampTop } from '../../store/motion.js';
import { useDrawing, useFrame, type Drawing } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { span } from '../parts/segments.js';
import { placeWidth, rowColumns } from '../stream/columns.js';
import { rowLine } from '../stream/row.js';
import { leftOutLine, progressLine } from './progress.js';

interface SearchPaneProps {
  readonly rect: Rect;
}

/** Lines over the results. */
export const SEARCH_HEAD = 2;

/** How many results are visible. */
export function searchRows(rect: Rect): number {
  return Math.max(1, inside(rect).height - SEARCH_HEAD);
}

function resultLines(
  search: SearchSnapshot,
  session: SessionSnapshot,
  cursor: number,
  rect: Rect,
  { theme, summaries }: Drawing,
): string[] {
  const { width } = inside(rect);
  const visible = searchRows(rect);
  const columns = rowColumns(width - 2, placeWidth(session.partitions, [session.topic]));
  const top = clampTop(cursor - Math.floor(visible / 2), { count: search.kept, visible });
  return search.entries.slice(top, Math.min(search.kept, top + visible)).map((entry, row) => {
    const state = top + row === cursor ? 'selected' : 'plain';
    const look = {
      columns,
      shaped: null,
      state,
      highlight: undefined,
      repeat: null,
      withTopic: false,
    } as const;
    return rowLine(entry, look, theme, summaries);
  });
}

/** A search at work: how far it is, and what it has found. Takes the place of the panes. */
export const SearchPane = memo(function SearchPane({ rect }: SearchPaneProps): ReactElement | null {
  const drawing = useDrawing();
  const { theme } = drawing;
  const session = useFrame((state) => state.session);
  const wanted = useFrame(({ overlay }) => (overlay.kind === 'search' ? overlay.cursor : 0));
  const { search } = session;
  if (search === null) return null;
  const { width } = inside(rect);
  const cursor = clamp(wanted, 0, Math.max(0, search.kept - 1));
  const { openQuote, closeQuote } = theme.glyphs;
  const note = [span(`${openQuote}${search.text}${closeQuote}`, 'accent')];
  const found = `${groupDigits(search.found)} found`;
  const where = search.kept === 0 ? found : `${groupDigits(cursor + 1)} of ${found}`;
  const corner = [span(where)];
  const body = [
    padded(progressLine(search), width, theme),
    padded(leftOutLine(search) ?? [], width, theme),
    ...resultLines(search, session, cursor, rect, drawing),
  ];
  const look = { ...rect, title: 'Search', note, corner, focused: true };
  return <Lines lines={boxed(look, body, theme)} width={rect.width} />;
});

import { memo, type ReactElement } from 'react';
import { groupDigits } from '../../decode/metadata.js';
import type { Entry } from '../../model/message.js';
import type { SearchSnapshot } from '../../model/search.js';
import type { SessionSnapshot } from '../../model/session.js';
import { clamp, clampTop } from '../../store/motion.js';
import { useDrawing, useFrame, type Drawing } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { columnHead } from '../app-layout.js';
import { chosenColumns, placeWidth, rowColumns } from '../stream/columns.js';
import { headLine, type RowState, rowLine } from '../stream/row.js';
import { leftOutLine, progressLine } from './progress.js';

interface SearchPaneProps {
  readonly rect: Rect;
}

/** Lines over the results. */
export const SEARCH_HEAD = 2;

/** How many results are visible, with these columns. */
export function searchRows(rect: Rect, columns: readonly string[]): number {
  const height = inside(rect).height - SEARCH_HEAD;
  return Math.max(1, height - columnHead(columns, height));
}

interface Shown {
  readonly search: SearchSnapshot;
  readonly session: SessionSnapshot;
  /** Names of the columns that were chosen for the topic. */
  readonly chosen: readonly string[];
}

function resultLines(
  { search, session, chosen }: Shown,
  cursor: number,
  rect: Rect,
  { theme, summaries, shapes, results }: Drawing,
): string[] {
  const { width, height } = inside(rect);
  const visible = searchRows(rect, chosen);
  const place = placeWidth(session.partitions, [session.topic]);
  const shape = shapes.of(session.topic, chosen);
  const columns =
    shape === null ? rowColumns(width - 2, place) : chosenColumns(width - 2, place, shape.columns);
  const top = clampTop(cursor - Math.floor(visible / 2), { count: search.kept, visible });
  const rows = search.entries.slice(top, Math.min(search.kept, top + visible));
  shape?.seeRows(rows, summaries);
  const shaped = shape === null ? null : { shape, shares: shape.shares(columns.value) };
  const hasHead = columnHead(chosen, height - SEARCH_HEAD) > 0;
  const head = hasHead ? [headLine({ columns, shaped }, theme)] : [];
  const draw = (entry: Entry, state: RowState): string => {
    const rest = { highlight: undefined, repeat: null, withTopic: false } as const;
    return rowLine(entry, { columns, shaped, state, ...rest }, theme, summaries);
  };
  const plain = (entry: Entry): string => draw(entry, 'plain');
  // Chosen columns change with all that is seen of them.
  const drawn = shaped === null ? results.of(rows, columns, plain) : rows.map(plain);
  const under = rows[cursor - top];
  if (under !== undefined) drawn[cursor - top] = draw(under, 'selected');
  return [...head, ...drawn];
}

const OVER = new Set(['done', 'stopped', 'failed']);

/** Why there are no rows. */
function emptyLines(search: SearchSnapshot, width: number, theme: Theme): string[] {
  if (search.kept > 0) return [];
  const { messages } = search.progress;
  const isOver = OVER.has(search.state.state);
  const so = isOver ? '' : ` so far${theme.glyphs.ellipsis}`;
  return [padded([span(`nothing matches in ${plural(messages, 'message')}${so}`)], width, theme)];
}

/** A search at work: how far it is, and what it has found. Takes the place of the panes. */
export const SearchPane = memo(function SearchPane({ rect }: SearchPaneProps): ReactElement | null {
  const drawing = useDrawing();
  const { theme } = drawing;
  const session = useFrame((state) => state.session);
  const wanted = useFrame((state) => state.searchCursor);
  const chosen = useFrame((state) => state.columns);
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
    ...emptyLines(search, width, theme),
    ...resultLines({ search, session, chosen }, cursor, rect, drawing),
  ];
  const look = { ...rect, title: 'Search', note, corner, focused: true };
  return <Lines lines={boxed(look, body, theme)} width={rect.width} />;
});

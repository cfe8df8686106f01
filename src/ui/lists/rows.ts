import type { Tone } from '../../model/styled.js';
import type { ListView } from '../../store/lists/list-view.js';
import { drawLine, drawText } from '../parts/draw.js';
import { span } from '../parts/segments.js';
import { fitMiddle } from '../text/fit-middle.js';
import type { Theme } from '../theme.js';
import { type Column, GAP } from './column.js';

type Paint = (text: string, tone: Tone) => string;

/** How a row stands out: not at all, as the one under the cursor, and that while its list has the keys. */
export type RowState = 'plain' | 'marked' | 'selected';

const PAINTS = { plain: 'paint', marked: 'paintMarked', selected: 'paintSelected' } as const;

/** One row, as wide as its columns and the mark before them. */
export function rowLine<Row>(
  row: Row,
  columns: readonly Column<Row>[],
  state: RowState,
  theme: Theme,
): string {
  const paint: Paint = theme[PAINTS[state]];
  const cells = columns.map((column) => {
    const { width, align, cut } = column;
    const text = column.text(row, theme, width);
    const drawn =
      cut === 'middle' ? fitMiddle(text, width, theme.text) : drawText(text, width, theme, align);
    return paint(drawn, column.tone(row));
  });
  const mark = state === 'plain' ? ' ' : theme.paint(theme.glyphs.cursor, 'accent');
  return mark + cells.join(paint(' '.repeat(GAP), 'plain')) + paint(' ', 'plain');
}

/** The headings, an arrow at the one that rows are ordered by. */
export function headingLine<Row>(
  columns: readonly Column<Row>[],
  { sort, descending }: Pick<ListView, 'sort' | 'descending'>,
  theme: Theme,
): string {
  const { glyphs } = theme;
  const arrow = descending ? glyphs.descending : glyphs.ascending;
  const cells = columns.map(({ id, heading, width, align }) => {
    const isSorted = id !== '' && id === sort;
    // On the side where the column has room, so that headings stay over their numbers.
    const text = !isSorted ? heading : align === 'left' ? heading + arrow : arrow + heading;
    const fitted = drawText(text, width, theme, align);
    return drawLine([span(fitted, isSorted ? 'accent' : 'dim')], width, theme);
  });
  return ` ${cells.join(' '.repeat(GAP))} `;
}

import { formatClock } from '../../decode/metadata.js';
import type { Damage, Entry, Message } from '../../model/message.js';
import type { Line, Tone } from '../../model/styled.js';
import { drawLine, type Highlight } from '../parts/draw.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { GAP, type RowColumns } from './columns.js';
import type { Summaries } from './summaries.js';

/** How a row stands out: not at all, as the one under the cursor, and that while the pane has the focus. */
export type RowState = 'plain' | 'marked' | 'selected';

export interface RowLook {
  readonly columns: RowColumns;
  readonly state: RowState;
  readonly highlight: Highlight | undefined;
  /** It was delivered before, certainly or perhaps. */
  readonly repeat: 'certain' | 'possible' | null;
  /** The name of the topic belongs to the place: there are several. */
  readonly withTopic: boolean;
}

type Paint = (text: string, tone: Tone) => string;

function painterOf(state: RowState, theme: Theme): Paint {
  switch (state) {
    case 'plain':
      return theme.paint;
    case 'marked':
      return theme.paintMarked;
    case 'selected':
      return theme.paintSelected;
  }
}

/** `3 offsets unreadable: CRC mismatch` */
export function damageWords({ offset, lastOffset, reason }: Damage): string {
  return `${plural(lastOffset - offset + 1n, 'offset')} unreadable: ${reason}`;
}

interface Cell {
  readonly line: Line;
  readonly width: number;
  readonly highlight?: Highlight | undefined;
}

function messageCells(message: Message, look: RowLook, theme: Theme, summaries: Summaries): Cell[] {
  const { columns, highlight } = look;
  const { key, value } = summaries.of(message);
  return [
    { line: key, width: columns.key, highlight },
    { line: [...repeatMark(look, theme), ...value], width: columns.value, highlight },
  ];
}

function repeatMark({ repeat }: RowLook, { glyphs }: Theme): Line {
  if (repeat === null) return [];
  return [span(`${glyphs.again}${repeat === 'possible' ? '?' : ''} `, 'odd')];
}

function damageCells(damage: Damage, { columns }: RowLook, theme: Theme): Cell[] {
  const line = [span(`${theme.glyphs.warning} ${damageWords(damage)}`, 'odd')];
  return [{ line, width: columns.key + GAP + columns.value }];
}

/** One row of the stream: where it is, when it was, its key and its value; `cells` wide in all. */
export function rowLine(entry: Entry, look: RowLook, theme: Theme, summaries: Summaries): string {
  const { columns, state } = look;
  const paint = painterOf(state, theme);
  const { topic, partition, offset } = entry;
  const place = `${look.withTopic ? `${topic}:` : ''}${partition}:${offset}`;
  const clock =
    entry.kind === 'message' && entry.timestamp >= 0 ? formatClock(entry.timestamp) : '-';
  const cells: Cell[] = [
    { line: [span(place)], width: columns.place },
    ...(columns.time > 0 ? [{ line: [span(clock, 'dim')], width: columns.time }] : []),
    ...(entry.kind === 'message'
      ? messageCells(entry, look, theme, summaries)
      : damageCells(entry, look, theme)),
  ];
  const gap = paint(' '.repeat(GAP), 'plain');
  const row = cells
    .map(({ line, width, highlight }) => drawLine(line, width, theme, { paint, highlight }))
    .join(gap);
  const mark = state === 'plain' ? ' ' : theme.paint(theme.glyphs.cursor, 'accent');
  return mark + row + paint(' ', 'plain');
}

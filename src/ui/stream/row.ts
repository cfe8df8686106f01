import { formatClock } from '../../decode/metadata.js';
import { isHole } from '../../model/gap.js';
import type { Damage, Entry, Message } from '../../model/message.js';
import type { Line, Tone } from '../../model/styled.js';
import { drawLine, lineWidth, type Highlight } from '../parts/draw.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { GAP, type RowColumns } from './columns.js';
import { MISSING, type Shape, type ShapedCell } from './shape.js';
import { LEFT_OUT, type Shares } from './shares.js';
import type { Summaries } from './summaries.js';

/** How a row stands out: not at all, as the one under the cursor, and that while the pane has the focus. */
export type RowState = 'plain' | 'marked' | 'selected';

export interface RowLook {
  readonly columns: RowColumns;
  /** The columns that were chosen in place of key and value, and their widths. */
  readonly shaped: { readonly shape: Shape; readonly shares: Shares } | null;
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
  const { columns, highlight, shaped } = look;
  if (shaped !== null) {
    const [first, ...rest] = shapedCells(shaped.shape.cells(message, summaries), shaped.shares);
    if (first === undefined) return [];
    const marked = { ...first, line: [...repeatMark(look, theme), ...first.line] };
    return [marked, ...rest].map((cell) => ({ ...cell, highlight }));
  }
  const { key, value } = summaries.of(message);
  return [
    { line: key, width: columns.key, highlight },
    { line: [...repeatMark(look, theme), ...value], width: columns.value, highlight },
  ];
}

const NOTHING: ShapedCell = { line: MISSING, width: 1, right: false, whole: false };

/** A value without fields takes the room of the columns beside each other that ask for some, once. */
function shapedCells(shaped: readonly ShapedCell[], { widths, left }: Shares): Cell[] {
  const cells: Cell[] = [];
  const first = shaped.findIndex(({ whole }) => whole);
  let isRun = false;
  for (const [index, width] of widths.entries()) {
    const { line, width: full, right, whole } = shaped[index] ?? NOTHING;
    const before = cells.at(-1);
    if (whole && isRun && before !== undefined) {
      cells[cells.length - 1] = { ...before, width: before.width + GAP + width };
      continue;
    }
    isRun = whole && index === first;
    const pad = right ? Math.max(0, width - full) : 0;
    const shown = whole && !isRun ? MISSING : line;
    cells.push({ line: pad === 0 ? shown : [span(' '.repeat(pad)), ...shown], width });
  }
  if (left > 0) cells.push({ line: [], width: LEFT_OUT - GAP });
  return cells;
}

/** The names of the columns that were chosen, over their rows. */
export function headLine(look: Pick<RowLook, 'columns' | 'shaped'>, theme: Theme): string {
  const { columns, shaped } = look;
  if (shaped === null) return '';
  const { shape, shares } = shaped;
  const cells: Cell[] = [
    { line: [span('place', 'dim')], width: columns.place },
    ...(columns.time > 0 ? [{ line: [span('time', 'dim')], width: columns.time }] : []),
  ];
  const names = shares.widths.map((width, index) => {
    const line = [span(shape.names[index] ?? '', 'dim')];
    const over = lineWidth(line, theme) - width;
    const isRight = over < 0 && shape.isNumeric(index);
    return drawLine(isRight ? [span(' '.repeat(-over)), ...line] : line, width, theme, {
      from: Math.max(0, over),
    });
  });
  const left =
    shares.left > 0 ? [drawLine([span(`+${shares.left}`, 'dim')], LEFT_OUT - GAP, theme)] : [];
  const drawn = cells.map(({ line, width }) => drawLine(line, width, theme));
  return ` ${[...drawn, ...names, ...left].join(' '.repeat(GAP))} `;
}

function repeatMark({ repeat }: RowLook, { glyphs }: Theme): Line {
  if (repeat === null) return [];
  return [span(`${glyphs.again}${repeat === 'possible' ? '?' : ''} `, 'odd')];
}

function damageCells(damage: Damage, { columns, shaped }: RowLook, theme: Theme): Cell[] {
  const line = [span(`${theme.glyphs.warning} ${damageWords(damage)}`, 'odd')];
  const { key, value } = columns;
  return [{ line, width: shaped === null ? key + GAP + value : value }];
}

/** The cursor, or that something is missing before the entry. */
function markOf({ gap }: Entry, state: RowState, { glyphs, paint }: Theme): string {
  if (state !== 'plain') return paint(glyphs.cursor, 'accent');
  return gap !== null && isHole(gap) ? paint(glyphs.gap, 'dim') : ' ';
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
  return markOf(entry, state, theme) + row + paint(' ', 'plain');
}

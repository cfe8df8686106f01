import { groupDigits } from '../../decode/metadata.js';
import type { Tone } from '../../model/styled.js';
import type { Theme } from '../theme.js';
import { widthOf } from '../text/width.js';
import { amount, durationAmount } from '../parts/amounts.js';
import { trend } from './trend.js';

/** A column of a list. What is in it may come from anybody: it is made safe when it is drawn. */
export interface Column<Row> {
  /** That of the column that it is ordered by, if it can be. */
  readonly id: string;
  readonly heading: string;
  /** Cells, at the least. */
  readonly width: number;
  /** Cells that it takes where there is room. */
  readonly roomy: number;
  /** Its share of the cells that are left over; 0 keeps it as it is. */
  readonly grow: number;
  readonly align: 'left' | 'right';
  /** What has the lowest rank goes first where it is narrow. */
  readonly rank: number;
  readonly text: (row: Row, theme: Theme, cells: number) => string;
  readonly tone: (row: Row) => Tone;
  /** Its largest number, which decides how wide it must be; null where its width is fixed. */
  readonly largest: ((row: Row) => number | bigint | null) | null;
  /** Names are to be read whole, before columns that can be done without. */
  readonly named: boolean;
  /** Whether there is anything to say in it: where that is so of no row, other columns have its room. */
  readonly has: (row: Row) => boolean;
  /** Where it is cut when it is too long: names that begin alike differ at their ends. */
  readonly cut: 'end' | 'middle';
}

type Look<Row> = Partial<
  Pick<Column<Row>, 'width' | 'roomy' | 'grow' | 'tone' | 'named' | 'has' | 'cut'>
> & {
  readonly rank: number;
};

/** Nothing there, as opposed to not known. */
export const NONE = '-';

const plain = (): Tone => 'plain';
/** What columns are like unless they say otherwise. */
const USUAL = { grow: 0, named: false, cut: 'end', has: () => true } as const;

export function words<Row>(
  id: string,
  heading: string,
  text: (row: Row, theme: Theme, cells: number) => string,
  { width = heading.length + 1, roomy = width, tone = plain, ...look }: Look<Row>,
): Column<Row> {
  return {
    ...USUAL,
    ...look,
    ...{ id, heading, width, roomy, align: 'left', text, tone, largest: null },
  };
}

/** A name that matters: whole if that can be, else with its beginning and its end. */
export function nameColumn<Row>(
  id: string,
  heading: string,
  text: (row: Row, theme: Theme) => string,
  look: Look<Row>,
): Column<Row> {
  return words(id, heading, text, { named: true, cut: 'middle', ...look });
}

/** Never cut: a number that lost digits would be another number. */
export function numbers<Row>(
  id: string,
  heading: string,
  value: (row: Row) => number | bigint | null,
  { width = 11, grow = 0, rank, tone, missing }: Look<Row> & { readonly missing?: typeof NONE },
): Column<Row> {
  return {
    ...USUAL,
    ...{ id, heading, width, roomy: width, grow, align: 'right', rank, largest: value },
    text: (row, theme) =>
      value(row) === null && missing !== undefined ? missing : amount(value(row), theme),
    tone: tone ?? ((row) => (value(row) === null ? 'dim' : 'plain')),
  };
}

/** Amounts that are never longer than `width`: sizes, rates, times. */
export function measures<Row>(
  id: string,
  heading: string,
  text: (row: Row, theme: Theme) => string,
  { width = 9, grow = 0, rank, tone = plain }: Look<Row>,
): Column<Row> {
  return {
    ...USUAL,
    ...{ id, heading, width, roomy: width, grow, align: 'right', rank, text, tone },
    largest: null,
  };
}

const TREND = { width: 6, roomy: 12 } as const;

export function trends<Row>(
  heading: string,
  history: (row: Row) => readonly number[],
  rank: number,
): Column<Row> {
  return {
    ...USUAL,
    ...{ id: '', heading, ...TREND, grow: 0, align: 'left', rank, largest: null },
    text: (row, { glyphs }, cells) => trend(history(row), cells, glyphs.bars),
    tone: () => 'accent',
  };
}

/** How old the next message is that waits. Where nothing is committed there is no such message. */
export function behind<Row>(
  timeLagMs: (row: Row) => number | null,
  isUncommitted: (row: Row) => boolean,
): Column<Row> {
  const text = (row: Row, theme: Theme): string =>
    isUncommitted(row) ? NONE : durationAmount(timeLagMs(row), theme);
  const tone = (row: Row): Tone => (timeLagMs(row) === null ? 'dim' : 'plain');
  return measures('behind', 'behind', text, { width: 7, rank: 7, tone });
}

/** Waiting messages are what one looks for. Where nothing is committed there is no lag, as opposed to one of zero. */
export function lags<Row>(
  lag: (row: Row) => bigint | null,
  isUncommitted: (row: Row) => boolean,
): Column<Row> {
  const column = numbers('lag', 'lag', lag, {
    width: 9,
    rank: 10,
    tone: (row) => lagTone(lag(row)),
  });
  return {
    ...column,
    text: (row, theme, cells) => (isUncommitted(row) ? NONE : column.text(row, theme, cells)),
  };
}

function lagTone(lag: bigint | null): Tone {
  if (lag === null) return 'dim';
  return lag > 0n ? 'odd' : 'plain';
}

/** Between two columns. */
export const GAP = 2;

/** As long as a name may ask for, and the rank up to which a column makes room for it. */
const LONGEST_NAME = 40;
const DISPENSABLE = 4;
/** UTF-16 units of a name that are measured: it may be much longer than it can be drawn. */
const MOST_MEASURED = 256;

/** Names would like to be as wide as the longest of them. */
function wishOf<Row>(column: Column<Row>, rows: readonly Row[], theme: Theme): number {
  const { named, width, roomy } = column;
  if (!named) return roomy;
  const longest = rows.reduce((most, row) => {
    const name = column.text(row, theme, 0).slice(0, MOST_MEASURED);
    return Math.max(most, widthOf(name, theme.text));
  }, width);
  return Math.min(LONGEST_NAME, longest);
}

/** Without the columns of the lowest ranks, as many as it takes, and as are below `end`. */
function narrowed<Row>(
  columns: readonly Column<Row>[],
  cells: number,
  end: number,
): readonly Column<Row>[] {
  let kept = columns;
  while (kept.length > 1 && widthOfAll(kept) > cells) {
    const lowest = Math.min(...kept.map(({ rank }) => rank));
    if (lowest >= end) break;
    kept = kept.filter(({ rank }) => rank !== lowest);
  }
  return kept;
}

function neededWidth<Row>({ width, largest }: Column<Row>, rows: readonly Row[]): number {
  if (largest === null) return width;
  let most: number | bigint = 0;
  for (const row of rows) {
    const value = largest(row);
    if (value !== null && value > most) most = value;
  }
  return Math.max(width, groupDigits(most).length);
}

function widthOfAll<Row>(columns: readonly Column<Row>[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, -GAP);
}

/**
 * The columns that fit into so many cells, as wide as they are drawn; the one with the highest rank always
 * does. Widths depend on the width of the pane, on the largest number and on the longest name there is.
 */
export function fittingColumns<Row>(
  columns: readonly Column<Row>[],
  cells: number,
  rows: readonly Row[],
  theme: Theme,
): readonly Column<Row>[] {
  const filled = columns.filter(({ has }) => rows.some(has));
  const needed = filled.map((column) => ({
    ...column,
    width: neededWidth(column, rows),
    roomy: wishOf(column, rows, theme),
  }));
  const whole = needed.map((one) => (one.named ? { ...one, width: one.roomy } : one));
  const roomy = narrowed(whole, cells, DISPENSABLE);
  const kept = widthOfAll(roomy) <= cells ? roomy : narrowed(needed, cells, Infinity);
  const eased = easedInto(cells, kept);
  return spread(eased, cells - widthOfAll(eased));
}

/** Columns that can do with little take what they would like, from the left, while there is some left over. */
function easedInto<Row>(cells: number, columns: readonly Column<Row>[]): readonly Column<Row>[] {
  let spare = Math.max(0, cells - widthOfAll(columns));
  return columns.map((column) => {
    const more = Math.min(spare, Math.max(0, column.roomy - column.width));
    spare -= more;
    return { ...column, width: column.width + more };
  });
}

/** Gives what is left over to the columns that grow; the first of them takes what can't be shared out. */
function spread<Row>(columns: readonly Column<Row>[], spare: number): readonly Column<Row>[] {
  const shares = columns.reduce((sum, { grow }) => sum + grow, 0);
  if (shares === 0) return columns;
  const extra = columns.map(({ grow }) => Math.floor((Math.max(0, spare) * grow) / shares));
  const rest = spare - extra.reduce((sum, cells) => sum + cells, 0);
  const first = columns.findIndex(({ grow }) => grow > 0);
  return columns.map((column, index) => ({
    ...column,
    width: Math.max(1, column.width + (extra[index] ?? 0) + (index === first ? rest : 0)),
  }));
}

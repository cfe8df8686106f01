import { groupDigits } from '../../decode/metadata.js';
import type { PartitionCounters, Totals } from '../../model/session.js';
import type { Tone } from '../../model/styled.js';
import { drawText } from '../parts/draw.js';
import { perSecond } from '../parts/numbers.js';
import type { Theme } from '../theme.js';
import { sparkline } from './sparkline.js';

/** A row of the table before it is drawn: a partition, or all of them together. */
export type Row = { readonly kind: 'partition'; readonly counters: PartitionCounters } | TotalRow;

interface TotalRow {
  readonly kind: 'total';
  readonly totals: Totals;
}

/** What a cell needs to know beside its row. */
export interface CellContext {
  readonly theme: Theme;
  /** Messages in the fullest stretch of any partition's sparkline, so that their heights compare. */
  readonly peak: number;
}

export interface Column {
  readonly heading: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  /** What has the lowest rank goes first when the pane is narrow. */
  readonly rank: number;
  readonly text: (row: Row, context: CellContext) => string;
  readonly tone?: (row: Row) => Tone;
}

export const SPARK_CELLS = 10;

const number = (
  heading: string,
  width: number,
  rank: number,
  of: (counters: PartitionCounters) => number | bigint,
  ofAll?: (totals: Totals) => number | bigint,
): Column => ({
  heading,
  width,
  align: 'right',
  rank,
  text: (row) => {
    if (row.kind === 'partition') return groupDigits(of(row.counters));
    return ofAll === undefined ? '' : groupDigits(ofAll(row.totals));
  },
});

/** What a partition is doing, in a word; nothing while it just reads. */
function statusWord({ status }: PartitionCounters): string {
  switch (status.state) {
    case 'error':
      return status.reason;
    case 'reading':
      return '';
    case 'at-end':
      return 'at end';
    case 'open-transaction':
      return 'open transaction';
    case 'finished':
      return 'finished';
    case 'unassigned':
      return 'not here';
  }
}

/** What went wrong comes first: the words are cut where the pane is narrow. */
function stateWords(row: Row): string {
  if (row.kind === 'total') return '';
  const { lost, damaged } = row.counters;
  const words = [
    lost > 0n ? `${groupDigits(lost)} lost` : '',
    damaged > 0 ? `${groupDigits(damaged)} damaged` : '',
    statusWord(row.counters),
  ];
  return words.filter((word) => word !== '').join(', ');
}

function stateTone(row: Row): Tone {
  if (row.kind === 'total') return 'plain';
  const { status, lost, damaged } = row.counters;
  if (status.state === 'error' || lost > 0n) return 'bad';
  if (status.state === 'open-transaction' || damaged > 0) return 'odd';
  return status.state === 'at-end' || status.state === 'finished' ? 'good' : 'dim';
}

const STATE: Column = {
  heading: '',
  width: 9,
  align: 'left',
  rank: 9,
  text: stateWords,
  tone: stateTone,
};

const SPARK: Column = {
  heading: 'last 60 s',
  width: SPARK_CELLS,
  align: 'left',
  rank: 4,
  text: (row, { theme, peak }) => {
    // The sum of all has a scale of its own: it would flatten each of them.
    if (row.kind === 'total') return '';
    return sparkline(row.counters.history, SPARK_CELLS, peak, theme.glyphs.bars);
  },
  tone: () => 'accent',
};

/** From left to right. */
const COLUMNS: readonly Column[] = [
  {
    heading: 'part',
    width: 5,
    align: 'right',
    rank: 10,
    text: (row) => (row.kind === 'total' ? 'all' : String(row.counters.partition)),
  },
  number('first', 11, 2, ({ first }) => first),
  number('next', 11, 6, ({ next }) => next),
  number('high', 11, 5, ({ high }) => high),
  number(
    'lag',
    9,
    8,
    ({ lag }) => lag,
    ({ lag }) => lag,
  ),
  number(
    'seen',
    10,
    7,
    ({ seen }) => seen,
    ({ seen }) => seen,
  ),
  {
    heading: '/s',
    width: 7,
    align: 'right',
    rank: 3,
    text: (row) => perSecond(row.kind === 'total' ? row.totals.rate : row.counters.rate),
  },
  SPARK,
  STATE,
];

/** Cells that the table puts between two columns, and on its outside half as many. */
const GAP = 2;

function widthOfAll(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP, 0);
}

/** The columns that fit into so many cells; what is left over goes to the state's words. */
export function columnsFor(cells: number): readonly Column[] {
  let kept = COLUMNS;
  while (kept.length > 1 && widthOfAll(kept) > cells) {
    const lowest = Math.min(...kept.map(({ rank }) => rank));
    kept = kept.filter(({ rank }) => rank !== lowest);
  }
  const spare = cells - widthOfAll(kept);
  return kept.map((column) =>
    column === STATE ? { ...column, width: column.width + spare } : column,
  );
}

/** A cell's text, exactly as wide as its column. */
export function cellText(column: Column, row: Row, context: CellContext): string {
  return drawText(column.text(row, context), column.width, context.theme, column.align);
}

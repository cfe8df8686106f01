import { groupDigits } from '../../decode/metadata.js';
import { type MemberPartition, type Membership, groupLag } from '../../model/membership.js';
import type { PartitionCounters, SessionSnapshot, Totals } from '../../model/session.js';
import { slotWords } from '../../model/slot.js';
import type { Tone } from '../../model/styled.js';
import { drawText } from '../parts/draw.js';
import { perSecond } from '../parts/numbers.js';
import type { Theme } from '../theme.js';
import { sparkline } from './sparkline.js';

/** A row of the table before it is drawn: a partition, or all of them together. */
export type Row = PartitionRow | TotalRow;

interface PartitionRow {
  readonly kind: 'partition';
  readonly counters: PartitionCounters;
  /** As the group has it; null without one. */
  readonly member: MemberPartition | null;
}

interface TotalRow {
  readonly kind: 'total';
  readonly totals: Totals;
  /** How far the group is behind, where it has committed anything. */
  readonly groupLag: bigint | null;
}

/** What a cell needs to know beside its row. */
export interface CellContext {
  readonly theme: Theme;
  /** Messages in the fullest stretch of any partition's sparkline, so that their heights compare. */
  readonly peak: number;
  readonly membership: Membership | null;
}

/** The rows of these partitions, and of all together where there are several. */
export function rowsOf(
  { partitions, totals, membership }: SessionSnapshot,
  top: number,
  visible: number,
): Row[] {
  const members = new Map(membership?.partitions.map((one) => [one.partition, one]));
  const rowOf = (counters: PartitionCounters): PartitionRow => {
    return { kind: 'partition', counters, member: members.get(counters.partition) ?? null };
  };
  const shown = partitions.slice(top, top + visible).map(rowOf);
  if (partitions.length <= 1) return shown;
  const lags = partitions.flatMap((counters) => lagOf(rowOf(counters)) ?? []);
  const sum = lags.length === 0 ? null : lags.reduce((all, lag) => all + lag, 0n);
  return [...shown, { kind: 'total', totals, groupLag: sum }];
}

function lagOf({ counters, member }: PartitionRow): bigint | null {
  return groupLag(member?.committed ?? null, counters);
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

/** What only who reads a partition can say. */
const OWN = new Set(['next', 'lag']);

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
    if (row.kind === 'partition') {
      // Where others stand in what they read, nobody here knows.
      const isElsewhere = row.counters.status.state === 'unassigned';
      return isElsewhere && OWN.has(heading) ? '' : groupDigits(of(row.counters));
    }
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
  const owner = row.member?.owner ?? null;
  if (row.counters.status.state === 'unassigned' && owner !== null) return owner;
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

const PART_CELLS = 5;

const PART: Column = {
  heading: 'part',
  width: PART_CELLS,
  align: 'right',
  rank: 10,
  text: (row, { membership, theme }) => {
    if (row.kind === 'total') return 'all';
    const { partition } = row.counters;
    const name = slotWords(partition, membership?.topics ?? []);
    return row.member?.assigned === true ? `${theme.glyphs.ready} ${name}` : name;
  },
};

/** What a group has to say: what is committed, and how far that is behind the end. */
const GROUP_COLUMNS: readonly Column[] = [
  {
    heading: 'committed',
    width: 11,
    align: 'right',
    rank: 7.5,
    text: (row) => {
      if (row.kind === 'total') return '';
      const committed = row.member?.committed ?? null;
      return committed === null ? '-' : groupDigits(committed);
    },
  },
  {
    heading: 'group lag',
    width: 9,
    align: 'right',
    rank: 7.4,
    text: (row) => {
      const lag = row.kind === 'total' ? row.groupLag : lagOf(row);
      return lag === null ? '-' : groupDigits(lag);
    },
  },
];

/** From left to right. */
const COLUMNS: readonly Column[] = [
  PART,
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

/** Names of topics are longer than numbers. */
function partCells({ topics, partitions }: Membership): number {
  const longest = partitions.reduce(
    (cells, { partition }) => Math.max(cells, slotWords(partition, topics).length + 2),
    PART_CELLS,
  );
  return Math.min(longest, 30);
}

function columnsOf(membership: Membership | null): readonly Column[] {
  if (membership === null) return COLUMNS;
  const width = partCells(membership);
  return COLUMNS.flatMap((column) => {
    if (column === PART) return [{ ...PART, width }];
    return column.heading === 'lag' ? [column, ...GROUP_COLUMNS] : [column];
  });
}

/** The columns that fit into so many cells; what is left over goes to the state's words. */
export function columnsFor(cells: number, membership: Membership | null): readonly Column[] {
  let kept = columnsOf(membership);
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

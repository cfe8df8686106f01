import { groupDigits } from '../../decode/metadata.js';
import type { Line } from '../../model/styled.js';
import type { ResetPlan, ResetPlanRow, Unchanged } from '../../model/watch.js';
import type { Resetting } from '../../store/lists-slice.js';
import { clampTop, type Extent } from '../../store/motion.js';
import type { Rect } from '../layout.js';
import { inside, padded } from '../parts/box.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import { wrapLine } from '../text/wrap-line.js';
import type { Theme } from '../theme.js';
import { type Column, fittingColumns, nameColumn, NONE, numbers, words } from './column.js';
import { headingLine, rowLine } from './rows.js';

/** What a reset would do, or what of it was not done. */
export type PlanStep = Extract<Resetting['step'], { readonly kind: 'planned' | 'partly' }>;

const PLANNED: readonly Column<ResetPlanRow>[] = [
  nameColumn('', 'topic', ({ topic }) => topic, { width: 10, grow: 2, rank: 5 }),
  numbers('', 'part', ({ partition }) => partition, { width: 5, rank: 20 }),
  numbers('', 'from', ({ from }) => from, { width: 9, rank: 18, missing: NONE }),
  numbers('', 'to', ({ to }) => to, { width: 9, rank: 19, tone: () => 'accent' }),
  numbers('', 'skipped', ({ skipped }) => skipped, {
    ...{ width: 9, rank: 15 },
    tone: ({ skipped }) => (skipped > 0n ? 'bad' : 'dim'),
  }),
  numbers('', 'replayed', ({ replayed }) => replayed, {
    ...{ width: 9, rank: 14 },
    tone: ({ replayed }) => (replayed > 0n ? 'odd' : 'dim'),
  }),
  words('', '', ({ note }) => note ?? '', {
    ...{ width: 28, grow: 2, rank: 4, has: ({ note }) => note !== null },
    tone: () => 'odd',
  }),
];

const REFUSED: readonly Column<Unchanged>[] = [
  nameColumn('', 'topic', ({ topic }) => topic, { width: 10, grow: 2, rank: 5 }),
  numbers('', 'part', ({ partition }) => partition, { width: 5, rank: 20 }),
  words('', 'not reset, because', ({ why }) => why, { grow: 3, rank: 19, tone: () => 'bad' }),
];

/** In lines: of what is said below the rows, so that these keep some room. */
const LONGEST_END = 3;

export function confirmation(group: string): Line {
  return [span('To do it, type the name of the group: '), span(group, 'accent')];
}

const total = (rows: readonly ResetPlanRow[], of: (row: ResetPlanRow) => bigint): bigint =>
  rows.reduce((sum, row) => sum + of(row), 0n);

function staying(left: readonly Unchanged[]): Line[] {
  const [first] = left;
  if (first === undefined) return [];
  const place = `${first.topic}:${first.partition} ${first.why}`;
  return [[span(`${plural(left.length, 'partition')} as before: `, 'odd'), span(place)]];
}

/** What is odd about rows, once for all of which it is so: there is not always room for it beside them. */
function noted(rows: readonly ResetPlanRow[]): Line[] {
  const notes = new Map<string, number>();
  for (const { note } of rows) if (note !== null) notes.set(note, (notes.get(note) ?? 0) + 1);
  return [...notes].map(([note, count]) => [
    span(`${plural(count, 'partition')}: `),
    span(note, 'odd'),
  ]);
}

/** What is said below the rows; what has the lowest `rank` goes first where there is little room. */
interface EndLine {
  readonly line: Line;
  readonly rank: number;
}

const RANK = { blank: 0, wayOut: 1, note: 2, staying: 3, needed: 4 } as const;

const ranked = (rank: number, lines: readonly Line[]): EndLine[] =>
  lines.map((line) => ({ line, rank }));

function summary({ rows, left, group }: ResetPlan): EndLine[] {
  const skipped = total(rows, (row) => row.skipped);
  const replayed = total(rows, (row) => row.replayed);
  const totals = [
    span(`${plural(rows.length, 'partition')}: `),
    span(`${groupDigits(skipped)} skipped`, skipped > 0n ? 'bad' : 'plain'),
    span(', '),
    span(`${groupDigits(replayed)} replayed`, replayed > 0n ? 'odd' : 'plain'),
  ];
  return [
    ...ranked(RANK.staying, staying(left)),
    ...ranked(RANK.note, noted(rows)),
    ...ranked(RANK.needed, [totals, confirmation(group)]),
    ...ranked(RANK.wayOut, [[span('esc leaves everything as it is', 'dim')]]),
  ];
}

function outcome({ plan, refused }: Extract<PlanStep, { readonly kind: 'partly' }>): EndLine[] {
  const { length } = plan.rows;
  const done = length - refused.length;
  const came = [
    span(`${done} of ${plural(length, 'partition')} reset, `),
    span(`${refused.length} as before`, 'bad'),
  ];
  return [
    ...ranked(RANK.needed, [came]),
    ...ranked(RANK.note, [[span('look again before you try again')]]),
  ];
}

/** What is said below the rows: as much as leaves room for the headings and a row, and always what is needed. */
function endOf(step: PlanStep, rect: Rect, theme: Theme): Line[] {
  const { width, height } = inside(rect);
  const said = step.kind === 'planned' ? summary(step.plan) : outcome(step);
  let end = [...ranked(RANK.blank, [[]]), ...said].flatMap(({ line, rank }) =>
    ranked(rank, line.length === 0 ? [line] : wrapLine(line, width - 2, LONGEST_END, theme.text)),
  );
  for (let rank = 0; rank < RANK.needed && end.length > height - 2; rank += 1) {
    end = end.filter((one) => one.rank !== rank);
  }
  return end.map(({ line }) => line);
}

function countOf(step: PlanStep): number {
  return step.kind === 'planned' ? step.plan.rows.length : step.refused.length;
}

/** How many rows there are, and how many of them are on screen: what scrolling goes by. */
export function planExtent(step: PlanStep, rect: Rect, theme: Theme): Extent {
  const { height } = inside(rect);
  // The headings, and what is said below.
  const taken = endOf(step, rect, theme).length + 1;
  return { count: countOf(step), visible: Math.max(1, height - taken) };
}

/** Which of the rows are on screen, where that is not all of them. */
export function planCorner(step: PlanStep, rect: Rect, theme: Theme): Line {
  const extent = planExtent(step, rect, theme);
  const { count, visible } = extent;
  if (count <= visible) return [];
  const top = clampTop(step.top, extent);
  const shown = `${groupDigits(top + 1)}-${groupDigits(top + visible)}`;
  return [span(`rows ${shown} of ${groupDigits(count)} ${theme.glyphs.dot} PgDn`, 'dim')];
}

function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {
    top,
    visible,
    cells,
  }: { readonly top: number; readonly visible: number; readonly cells: number },
  theme: Theme,
): string[] {
  const fitting = fittingColumns(columns, cells, rows, theme);
  return [
    headingLine(fitting, { sort: '', descending: false }, theme),
    ...rows.slice(top, top + visible).map((row) => rowLine(row, fitting, 'plain', theme)),
  ];
}

/** The rows that are on screen, and always what they add up to. */
export function planLines(step: PlanStep, rect: Rect, theme: Theme): string[] {
  const { width, height } = inside(rect);
  const extent = planExtent(step, rect, theme);
  const window = {
    ...{ top: clampTop(step.top, extent), visible: extent.visible },
    cells: width - 2,
  };
  const rows =
    step.kind === 'planned'
      ? table(PLANNED, step.plan.rows, window, theme)
      : table(REFUSED, step.refused, window, theme);
  const end = endOf(step, rect, theme).map((line) => padded(line, width, theme));
  return [...rows.slice(0, Math.max(0, height - end.length)), ...end];
}

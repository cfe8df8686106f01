import { memo, type ReactElement } from 'react';
import { groupDigits } from '../../decode/metadata.js';
import type { Line } from '../../model/styled.js';
import type { ResetPlan, ResetPlanRow } from '../../model/watch.js';
import type { Change, Resetting } from '../../store/lists-slice.js';
import { useDrawing, useFrame } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import { wrapLine } from '../text/wrap-line.js';
import type { Theme } from '../theme.js';
import { type Column, fittingColumns, NONE, numbers, words } from './column.js';
import { RESET_WORDS } from './reset-to.js';
import { headingLine, rowLine } from './rows.js';

const COLUMNS: readonly Column<ResetPlanRow>[] = [
  words('', 'topic', ({ topic }) => topic, { width: 10, grow: 2, rank: 5 }),
  numbers('', 'part', ({ partition }) => partition, { width: 5, rank: 20 }),
  numbers('', 'from', ({ from }) => from, { rank: 18, missing: NONE }),
  numbers('', 'to', ({ to }) => to, { rank: 19, tone: () => 'accent' }),
  numbers('', 'skipped', ({ skipped }) => skipped, {
    rank: 15,
    tone: ({ skipped }) => (skipped > 0n ? 'bad' : 'dim'),
  }),
  numbers('', 'replayed', ({ replayed }) => replayed, {
    rank: 14,
    tone: ({ replayed }) => (replayed > 0n ? 'odd' : 'dim'),
  }),
  words('', '', ({ note }) => note ?? '', { width: 6, grow: 2, rank: 4, tone: () => 'odd' }),
];

const VALUE_CELLS = 20;
/** In lines. */
const LONGEST_TEXT = 8;

const VERBS: Readonly<Record<Change['kind'], string>> = {
  reset: 'Reset offsets of',
  delete: 'Delete group',
  refused: 'Not done to',
};

function scopeWords({ topic, partition }: Resetting): string {
  return partition === null ? `all partitions of ${topic}` : `${topic}, partition ${partition}`;
}

function howToAsk(change: Resetting): Line[] {
  return [
    [span(scopeWords(change), 'accent')],
    [],
    [span('Where to?')],
    ...RESET_WORDS.map(([typed, meaning]): Line => [
      span(`  ${typed.padEnd(VALUE_CELLS)}`, 'key'),
      span(meaning),
    ]),
    [],
    [span('First you see what it would do; nothing changes before you confirm that.', 'dim')],
    [span('esc leaves everything as it is', 'dim')],
  ];
}

function confirmation(group: string): Line {
  return [span('To do it, type the name of the group: '), span(group, 'accent')];
}

const total = (rows: readonly ResetPlanRow[], of: (row: ResetPlanRow) => bigint): bigint =>
  rows.reduce((sum, row) => sum + of(row), 0n);

function summary({ rows, left, group }: ResetPlan): Line[] {
  const skipped = total(rows, (row) => row.skipped);
  const replayed = total(rows, (row) => row.replayed);
  const [first] = left;
  const stays =
    first === undefined
      ? []
      : [
          [
            span(`${plural(left.length, 'partition')} as before: `, 'odd'),
            span(`${first.topic}:${first.partition} ${first.why}`),
          ],
        ];
  return [
    ...stays,
    [
      span(`${plural(rows.length, 'partition')}: `),
      span(`${groupDigits(skipped)} skipped`, skipped > 0n ? 'bad' : 'plain'),
      span(', '),
      span(`${groupDigits(replayed)} replayed`, replayed > 0n ? 'odd' : 'plain'),
    ],
    confirmation(group),
    [span('esc leaves everything as it is', 'dim')],
  ];
}

/** The preview: what fits of its rows, and always what they add up to. */
function planLines(plan: ResetPlan, rect: Rect, theme: Theme): string[] {
  const { width, height } = inside(rect);
  const columns = fittingColumns(COLUMNS, width - 2, plan.rows, theme);
  const end = summary(plan).map((line) => padded(line, width, theme));
  const room = Math.max(1, height - end.length - 2);
  const fits = plan.rows.length <= room;
  const shown = plan.rows.slice(0, fits ? room : room - 1);
  const more = fits
    ? []
    : [
        padded(
          [span(`and ${plural(plan.rows.length - shown.length, 'more partition')}`, 'dim')],
          width,
          theme,
        ),
      ];
  const rows = shown.map((row) => rowLine(row, columns, 'plain', theme));
  const blank = ' '.repeat(width);
  return [
    headingLine(columns, { sort: '', descending: false }, theme),
    ...rows,
    ...more,
    blank,
    ...end,
  ];
}

function deleteLines(group: string): Line[] {
  return [
    [span('Deletes the group, and every offset that it has committed.', 'bad')],
    [
      span(
        'Who reads with this name again starts where their settings say, as if for the first time.',
      ),
    ],
    [],
    confirmation(group),
    [span('esc leaves everything as it is', 'dim')],
  ];
}

function waiting(words: string, { glyphs }: Theme): Line[] {
  return [[span(`${words}${glyphs.ellipsis}`, 'dim')]];
}

function bodyOf(change: Change, rect: Rect, theme: Theme): string[] {
  const { width } = inside(rect);
  const lines = (of: readonly Line[]): string[] =>
    of
      .flatMap((line) => wrapLine(line, width - 2, LONGEST_TEXT, theme.text))
      .map((line) => padded(line, width, theme));
  if (change.kind === 'refused') {
    const { message, next } = change.problem;
    return lines([[span(`${theme.glyphs.warning} ${message}`, 'bad')], [span(next)]]);
  }
  if (change.kind === 'delete') {
    return lines(change.applying ? waiting('deleting it', theme) : deleteLines(change.group));
  }
  const { step } = change;
  switch (step.kind) {
    case 'asked':
      return lines(howToAsk(change));
    case 'planning':
      return lines([
        [span(scopeWords(change), 'accent')],
        [],
        ...waiting('asking what it would do', theme),
      ]);
    case 'planned':
      return planLines(step.plan, rect, theme);
    case 'applying':
      return lines(waiting('committing the offsets', theme));
  }
}

/** What is about to be changed in the cluster. */
export const ChangePane = memo(function ChangePane({
  rect,
}: {
  readonly rect: Rect;
}): ReactElement | null {
  const { theme } = useDrawing();
  const change = useFrame((state) => state.change);
  if (change === null) return null;
  const look = { ...rect, title: `${VERBS[change.kind]} ${change.group}`, focused: true };
  return <Lines lines={boxed(look, bodyOf(change, rect, theme), theme)} width={rect.width} />;
});

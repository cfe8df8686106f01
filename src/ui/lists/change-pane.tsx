import { memo, type ReactElement } from 'react';
import type { Line } from '../../model/styled.js';
import type { Change, Resetting } from '../../store/lists-slice.js';
import { useDrawing, useFrame } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { span } from '../parts/segments.js';
import { wrapLine } from '../text/wrap-line.js';
import type { Theme } from '../theme.js';
import { confirmation, planCorner, planLines } from './plan-lines.js';
import { RESET_WORDS } from './reset-to.js';
import { inTitle } from './titles.js';

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
    case 'partly':
      return planLines(step, rect, theme);
    case 'applying':
      return lines(waiting('committing the offsets', theme));
  }
}

function cornerOf(change: Change, rect: Rect, theme: Theme): Line {
  if (change.kind !== 'reset') return [];
  const { step } = change;
  return step.kind === 'planned' || step.kind === 'partly' ? planCorner(step, rect, theme) : [];
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
  const look = {
    ...rect,
    title: `${VERBS[change.kind]} ${inTitle(change.group, rect.width, theme)}`,
    corner: cornerOf(change, rect, theme),
    focused: true,
  };
  return <Lines lines={boxed(look, bodyOf(change, rect, theme), theme)} width={rect.width} />;
});

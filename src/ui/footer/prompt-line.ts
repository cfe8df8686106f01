import type { LineEdit } from '../../store/line-edit.js';
import type { Prompt } from '../../store/prompt.js';
import type { AppState } from '../../store/state.js';
import { hintsOf } from '../keys/hints.js';
import { drawLine } from '../parts/draw.js';
import { span } from '../parts/segments.js';
import { PROMPTS } from '../prompt/prompts.js';
import { clusterAt } from '../text/cluster.js';
import { widthOf } from '../text/width.js';
import type { Theme } from '../theme.js';

/** What is typed, with an inverse cell for the cursor; scrolls sideways so that the cursor is seen. */
function typed({ text, cursor }: LineEdit, cells: number, theme: Theme): string {
  const before = text.slice(0, cursor);
  const end = cursor < text.length ? clusterAt(text, cursor, theme.text).end : cursor;
  const under = text.slice(cursor, end) || ' ';
  const at = widthOf(before, theme.text);
  // A cell more on the right, so that the cursor is never under the mark of a cut.
  const from = Math.max(0, at + widthOf(under, theme.text) + 1 - cells);
  const line = [span(before), span(under, 'match'), span(text.slice(end))];
  return drawLine(line, cells, theme, {
    from,
    paint: (part, tone) =>
      tone === 'match' ? theme.emphasize(part, 'inverse') : theme.paint(part, tone),
  });
}

/** The footer while something is typed. */
export function promptLine(state: AppState, { kind, line }: Prompt, theme: Theme): string {
  const { columns } = state.size;
  const { label } = PROMPTS[kind];
  const hints = hintsOf(state).flatMap(({ key, word }) => [
    span(`  ${key}`, 'accent'),
    span(` ${word}`, 'dim'),
  ]);
  const wanted = hints.reduce((sum, { text }) => sum + text.length, 0);
  const hintCells = columns - wanted - label.length >= 24 ? wanted : 0;
  const cells = columns - label.length - hintCells - 1;
  return (
    theme.paint(label, 'accent') +
    typed(line, cells, theme) +
    drawLine(hints, hintCells, theme) +
    ' '
  );
}

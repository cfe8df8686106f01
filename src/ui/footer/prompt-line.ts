import type { Line, Tone } from '../../model/styled.js';
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

/**
 * What is typed, with an inverse cell for the cursor, and in bold the character where a mistake is; scrolls
 * sideways so that the cursor is seen.
 */
function typed({ text, cursor }: LineEdit, mistake: number, cells: number, theme: Theme): string {
  const cell = (at: number): string =>
    at < text.length ? text.slice(at, clusterAt(text, at, theme.text).end) : ' ';
  const at = widthOf(text.slice(0, cursor), theme.text);
  // A cell more on the right, so that the cursor is never under the mark of a cut.
  const from = Math.max(0, at + widthOf(cell(cursor), theme.text) + 1 - cells);
  const line: Line[number][] = [];
  let done = 0;
  for (const place of [...new Set([cursor, mistake])].sort((a, b) => a - b)) {
    if (place < done) continue;
    const marked = cell(place);
    line.push(span(text.slice(done, place)), span(marked, place === cursor ? 'match' : 'bad'));
    done = place + marked.length;
  }
  line.push(span(text.slice(done)));
  return drawLine(line, cells, theme, { from, paint: (part, tone) => marked(part, tone, theme) });
}

function marked(part: string, tone: Tone, theme: Theme): string {
  if (tone === 'match') return theme.emphasize(part, 'inverse');
  const painted = theme.paint(part, tone);
  return tone === 'bad' ? theme.emphasize(painted, 'bold') : painted;
}

/** The footer while something is typed. */
export function promptLine(
  state: AppState,
  { kind, line, problem, unfinished }: Prompt,
  theme: Theme,
): string {
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
    typed(line, (problem ?? unfinished)?.at ?? line.cursor, cells, theme) +
    drawLine(hints, hintCells, theme) +
    ' '
  );
}

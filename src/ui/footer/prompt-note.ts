import type { Line } from '../../model/styled.js';
import { PLACE_EXAMPLES } from '../../model/parse-place.js';
import type { Prompt } from '../../store/prompt.js';
import { writtenCommand } from '../commands/help-text.js';
import { commandUsage } from '../commands/command-line.js';
import { drawLine, lineWidth } from '../parts/draw.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';

/** What Tab goes through, from the one that stands in the line on. */
function candidates({ of, index }: NonNullable<Prompt['completing']>, cells: number, theme: Theme) {
  if (of.isAsked === true) return [span(`asking the cluster${theme.glyphs.ellipsis}`, 'dim')];
  if (of.candidates.length === 0) return [span('nothing to complete here', 'dim')];
  const line: Line[number][] = [];
  // Scrolls so that the current one is seen.
  for (let at = 0; at < of.candidates.length; at++) {
    const text = (of.candidates[at] ?? '').trimEnd();
    const part = [span(text, at === index ? 'accent' : 'plain'), span('  ')];
    if (at <= index && lineWidth([...line, ...part], theme) > cells) line.length = 0;
    line.push(...part);
  }
  return line;
}

function noteOf(prompt: Prompt, cells: number, theme: Theme): Line | null {
  const { problem, unfinished, completing, line, kind } = prompt;
  if (problem !== null) {
    const { glyphs } = theme;
    return [span(`${glyphs.failed} ${problem.message}`, 'bad'), span(`  ${problem.next}`)];
  }
  if (completing !== null) return candidates(completing, cells, theme);
  if (unfinished !== null) return [span(unfinished.message), span(`  ${unfinished.next}`, 'dim')];
  if (kind === 'seek') return [span(PLACE_EXAMPLES.join('  '), 'dim')];
  const usage = kind === 'command' ? commandUsage(line.text) : null;
  if (usage === null) return null;
  return [span(writtenCommand(usage), 'accent'), span(`  ${usage.help}`, 'dim')];
}

/** The line over the prompt: what is wrong, what Tab offers, or what the command takes; null for none. */
export function promptNote(prompt: Prompt, columns: number, theme: Theme): string | null {
  const note = noteOf(prompt, columns - 2, theme);
  return note === null ? null : ` ${drawLine(note, columns - 2, theme)} `;
}

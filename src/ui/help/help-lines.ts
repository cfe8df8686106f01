import type { Line } from '../../model/styled.js';
import { commandRows } from '../commands/help-text.js';
import { helpSections, type HelpSection } from '../keys/help-text.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';

/** Cells of the keys before their line of help. */
const KEY_CELLS = 14;
/** Cells of a command; the help of a longer one stands below it. */
const COMMAND_CELLS = 18;
/** A column of help is about this wide, with the gap behind it; there are as many as fit. */
const COLUMN_CELLS = 58;
export const HELP_GAP = 2;

function sectionLines({ category, rows }: HelpSection): Line[] {
  return [
    [span(category, 'dim')],
    ...rows.map(({ keys, help }): Line => [
      span(keys.join(' ').padEnd(KEY_CELLS), 'key'),
      span(help),
    ]),
    [],
  ];
}

function commandLines(): Line[] {
  return [
    [span('Commands', 'dim')],
    ...commandRows().flatMap(({ typed, help }): Line[] =>
      typed.length < COMMAND_CELLS
        ? [[span(typed.padEnd(COMMAND_CELLS), 'key'), span(help)]]
        : [[span(typed, 'key')], [span(' '.repeat(COMMAND_CELLS)), span(help)]],
    ),
    [],
  ];
}

/** Sections in columns, filled so that they are about equally long. */
function inColumns(sections: readonly (readonly Line[])[], columns: number): Line[][] {
  const total = sections.reduce((sum, lines) => sum + lines.length, 0);
  const result: Line[][] = [[]];
  for (const lines of sections) {
    const current = result.at(-1) ?? [];
    const isFull = current.length > 0 && current.length + lines.length / 2 > total / columns;
    if (isFull && result.length < columns) result.push([...lines]);
    else current.push(...lines);
  }
  return result;
}

/** What the help shows in so many cells: columns of lines, to be drawn beside each other. */
export interface HelpPage {
  readonly columns: readonly (readonly Line[])[];
  readonly columnCells: number;
  readonly count: number;
}

export function helpPage(cells: number, theme: Theme): HelpPage {
  const fitting = Math.max(1, Math.min(2, Math.floor(cells / COLUMN_CELLS)));
  const keys = helpSections(theme.text === 'unicode').map(sectionLines);
  const sections = [...keys, commandLines()];
  const columns = inColumns(sections, fitting);
  return {
    columns,
    columnCells: Math.floor(cells / fitting),
    count: Math.max(...columns.map((lines) => lines.length)) - 1,
  };
}

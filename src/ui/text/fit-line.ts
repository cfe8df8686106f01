import type { Line, Tone } from '../../model/styled.js';
import type { Glyphs } from './cluster.js';
import { ellipsisFor, spaces } from './fit.js';
import { cutFirstCell, cutRight, markMatches, windowOf, type Run, type Window } from './runs.js';

interface FitLineOptions {
  /** First cell of the line that is shown (horizontal scroll). Costs what it takes to walk there. */
  readonly from?: number;
  /** Spans of a text to show in tone `match`, in order and without overlap. */
  readonly highlight?: (text: string) => readonly (readonly [number, number])[];
  readonly glyphs?: Glyphs;
}

/** A match may begin this far left of the window, or end this far right of it, and still be seen. */
const MARGIN = 256;

/**
 * The line drawn in exactly `cells` cells: safe, cut with `…` on the sides where more of it lies,
 * padded at the end. `paint` is given everything that is drawn, blanks included, and adds no cells.
 * Costs what `from + cells` costs, however long the line is.
 */
export function fitLine(
  line: Line,
  cells: number,
  paint: (text: string, tone: Tone) => string,
  options: FitLineOptions = {},
): string {
  if (cells <= 0) return '';
  const glyphs = options.glyphs ?? 'unicode';
  const window = windowOf(line, Math.max(0, options.from ?? 0), cells, glyphs);
  const marked =
    options.highlight === undefined ? window : highlighted(window, line, options.highlight);
  return paintRuns(cut(marked, cells, ellipsisFor(glyphs)), cells, paint);
}

/** What is painted: text and tone, already at most as wide as the window. */
type Piece = Pick<Run, 'drawn' | 'width' | 'tone'>;

function cut(window: Window, cells: number, ellipsis: string): Piece[] {
  const dots: Piece = { drawn: ellipsis, width: 1, tone: 'dim' };
  const pieces: Piece[] = [];
  let runs = window.runs;
  let lead = window.lead;
  if (window.before) {
    pieces.push(dots);
    if (lead > 0) lead -= 1;
    else ({ runs, blank: lead } = cutFirstCell(runs));
  }
  if (lead > 0) pieces.push({ drawn: spaces(lead), width: lead, tone: 'plain' });
  const taken = pieces.reduce((sum, piece) => sum + piece.width, 0);
  if (!window.after) return [...pieces, ...runs];
  if (taken >= cells) return [dots];
  const kept = cutRight(runs, cells - taken - 1);
  const width = taken + kept.reduce((sum, run) => sum + run.width, 0);
  const blank = cells - 1 - width;
  const pad: Piece[] = blank > 0 ? [{ drawn: spaces(blank), width: blank, tone: 'plain' }] : [];
  return [...pieces, ...kept, dots, ...pad];
}

function paintRuns(
  pieces: readonly Piece[],
  cells: number,
  paint: (text: string, tone: Tone) => string,
): string {
  let painted = '';
  let text = '';
  let tone: Tone = 'plain';
  let width = 0;
  for (const piece of pieces) {
    if (piece.tone !== tone) {
      if (text !== '') painted += paint(text, tone);
      text = '';
      tone = piece.tone;
    }
    text += piece.drawn;
    width += piece.width;
  }
  if (text !== '') painted += paint(text, tone);
  return width < cells ? painted + paint(spaces(cells - width), 'plain') : painted;
}

function highlighted(
  window: Window,
  line: Line,
  highlight: (text: string) => readonly (readonly [number, number])[],
): Window {
  const first = window.runs[0];
  const last = window.runs.at(-1);
  if (first === undefined || last === undefined) return window;
  const from = Math.max(0, first.start - MARGIN);
  const matches = highlight(textBetween(line, from, last.end + MARGIN));
  if (matches.length === 0) return window;
  const moved = matches.map(([start, end]) => [start + from, end + from] as const);
  return { ...window, runs: markMatches(window.runs, moved) };
}

function textBetween(line: Line, from: number, to: number): string {
  let text = '';
  let offset = 0;
  for (const span of line) {
    if (offset >= to) break;
    if (offset + span.text.length > from) {
      text += span.text.slice(Math.max(0, from - offset), to - offset);
    }
    offset += span.text.length;
  }
  return text;
}

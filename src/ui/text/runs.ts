import type { Line, Tone } from '../../model/styled.js';
import { clusterAt, plainRunEnd, type Glyphs } from './cluster.js';

/** A stretch of a line that is drawn in one tone. */
export interface Run {
  readonly tone: Tone;
  readonly drawn: string;
  readonly width: number;
  /** Where its text begins and ends in the whole line's text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Each character is one cell and drawn as it is, so that the run may be cut anywhere. */
  readonly plain: boolean;
}

export interface Window {
  readonly runs: readonly Run[];
  /** Blank cells in front: the rest of a wide character that the left edge cuts. */
  readonly lead: number;
  /** Something of the line lies left or right of the window. */
  readonly before: boolean;
  readonly after: boolean;
}

/** What of the line falls into `cells` cells from cell `from` on. Stops at the right edge. */
export function windowOf(line: Line, from: number, cells: number, glyphs: Glyphs): Window {
  const runs: Run[] = [];
  const right = from + cells;
  let lead = 0;
  let before = false;
  let x = 0;
  let offset = 0;
  for (const { text, tone } of line) {
    let index = 0;
    while (index < text.length) {
      const next = nextRun(text, index, (x < from ? from : right) - x, glyphs);
      if (x + next.width > right) return { runs, lead, before, after: true };
      if (x >= from && next.width > 0) {
        runs.push({ ...next, tone, start: offset + index, end: offset + next.end });
      } else if (next.width > 0) {
        before = true;
        lead = Math.max(0, x + next.width - from);
      }
      x += next.width;
      index = next.end;
    }
    offset += text.length;
  }
  return { runs, lead, before, after: false };
}

/** The next piece of the text: plain characters for at most `limit` cells, or one cluster. */
function nextRun(
  text: string,
  index: number,
  limit: number,
  glyphs: Glyphs,
): { drawn: string; width: number; end: number; plain: boolean } {
  const end = plainRunEnd(text, index, limit);
  if (end > index) return { drawn: text.slice(index, end), width: end - index, end, plain: true };
  return { ...clusterAt(text, index, glyphs), plain: false };
}

/** The runs cut to `cells` cells at the most; a wide character that does not fit goes whole. */
export function cutRight(runs: readonly Run[], cells: number): Run[] {
  const kept: Run[] = [];
  let width = 0;
  for (const run of runs) {
    if (width + run.width > cells) {
      if (run.plain && cells > width) kept.push(sliceRun(run, 0, cells - width));
      break;
    }
    kept.push(run);
    width += run.width;
  }
  return kept;
}

/** The runs without the first cell, and how many blank cells a wide character leaves there. */
export function cutFirstCell(runs: readonly Run[]): { runs: Run[]; blank: number } {
  const [first, ...rest] = runs;
  if (first === undefined) return { runs: [], blank: 0 };
  if (first.plain) return { runs: [sliceRun(first, 1, first.width), ...rest], blank: 0 };
  return { runs: rest, blank: first.width - 1 };
}

/** Splits plain runs where a highlight begins or ends, and gives what lies inside the tone `match`. */
export function markMatches(
  runs: readonly Run[],
  matches: readonly (readonly [number, number])[],
): Run[] {
  const marked: Run[] = [];
  let next = 0;
  for (const run of runs) {
    let rest = run;
    for (;;) {
      while ((matches[next]?.[1] ?? Infinity) <= rest.start) next += 1;
      const [from, to] = matches[next] ?? [Infinity, Infinity];
      if (from >= rest.end) {
        marked.push(rest);
        break;
      }
      if (!rest.plain) {
        marked.push({ ...rest, tone: 'match' });
        break;
      }
      const head = Math.max(0, from - rest.start);
      const tail = Math.min(rest.width, to - rest.start);
      if (head > 0) marked.push(sliceRun(rest, 0, head));
      marked.push({ ...sliceRun(rest, head, tail), tone: 'match' });
      if (tail === rest.width) break;
      rest = sliceRun(rest, tail, rest.width);
    }
  }
  return marked;
}

/** Cells `from` to `to` of a plain run. */
function sliceRun(run: Run, from: number, to: number): Run {
  return {
    ...run,
    drawn: run.drawn.slice(from, to),
    width: to - from,
    start: run.start + from,
    end: run.start + to,
  };
}

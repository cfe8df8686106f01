import type { Line, Span } from '../../model/styled.js';
import { clusterAt, plainRunEnd, type Glyphs } from './cluster.js';

/**
 * The line in pieces of at most `cells` cells, cut at cell boundaries and never inside a wide character.
 * The pieces keep the message's own text; together they are the line. What is wider than
 * `cells` by itself gets a line of its own. Stops after `limit` pieces, and then costs only what these cost.
 */
export function wrapLine(
  line: Line,
  cells: number,
  limit = Infinity,
  glyphs: Glyphs = 'unicode',
): Line[] {
  const room = Math.max(1, cells);
  const lines: Line[] = [];
  let current: Span[] = [];
  let x = 0;
  for (const span of line) {
    const { text } = span;
    let start = 0;
    let index = 0;
    while (index < text.length) {
      const plain = plainRunEnd(text, index, room - x);
      const next =
        plain > index ? { width: plain - index, end: plain } : clusterAt(text, index, glyphs);
      if (x + next.width > room && x > 0) {
        if (index > start) current.push({ ...span, text: text.slice(start, index) });
        lines.push(current);
        if (lines.length >= limit) return lines;
        current = [];
        start = index;
        x = 0;
        continue;
      }
      x += next.width;
      index = next.end;
    }
    if (index > start) current.push({ ...span, text: text.slice(start) });
  }
  if (current.length > 0 || lines.length === 0) lines.push(current);
  return lines;
}

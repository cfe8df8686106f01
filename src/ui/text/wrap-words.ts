import type { Line, Span } from '../../model/styled.js';
import type { Glyphs } from './cluster.js';
import { widthOf } from './width.js';
import { wrapLine } from './wrap-line.js';

/** The line in lines of at most `cells` cells, broken between words; a word that is longer is cut. */
export function wrapWords(line: Line, cells: number, glyphs: Glyphs = 'unicode'): Line[] {
  const room = Math.max(1, cells);
  const lines: Line[] = [];
  let current: Span[] = [];
  let used = 0;
  const end = (): void => {
    lines.push(current);
    current = [];
    used = 0;
  };
  for (const piece of line.flatMap((span) => pieces(span))) {
    const width = widthOf(piece.text, glyphs);
    const isBlank = piece.text.trim() === '';
    if (used + width > room && current.length > 0) end();
    if (isBlank && used === 0) continue;
    if (width > room) {
      lines.push(...wrapLine([piece], room, Infinity, glyphs));
      continue;
    }
    current.push(piece);
    used += width;
  }
  if (current.length > 0 || lines.length === 0) end();
  return lines;
}

/** Words and the blanks between them, each by itself. */
function pieces({ text, tone }: Span): Span[] {
  return (text.match(/\s+|\S+/gu) ?? []).map((piece) => ({ text: piece, tone }));
}

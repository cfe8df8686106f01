import { clusterAt, plainRunEnd, type Glyphs } from './cluster.js';

export type Align = 'left' | 'right';

/**
 * Safe text of exactly `cells` cells: cut with `…` where it is too long, padded where it is short.
 * Costs what `cells` costs, however long the text is.
 */
export function fit(
  text: string,
  cells: number,
  align: Align = 'left',
  glyphs: Glyphs = 'unicode',
): string {
  if (cells <= 0) return '';
  let drawn = '';
  let width = 0;
  let index = 0;
  // What would be left if the ellipsis had to follow.
  let kept = 0;
  let keptWidth = 0;
  while (index < text.length && width <= cells) {
    const plain = plainRunEnd(text, index, cells - width);
    const cluster =
      plain > index
        ? { drawn: text.slice(index, plain), width: plain - index, end: plain }
        : clusterAt(text, index, glyphs);
    if (width + cluster.width < cells) {
      kept = drawn.length + cluster.drawn.length;
      keptWidth = width + cluster.width;
    } else if (plain > index) {
      kept = drawn.length + cells - 1 - width;
      keptWidth = cells - 1;
    }
    drawn += cluster.drawn;
    width += cluster.width;
    index = cluster.end;
  }
  if (width > cells)
    return drawn.slice(0, kept) + ellipsisFor(glyphs) + spaces(cells - 1 - keptWidth);
  return align === 'left' ? drawn + spaces(cells - width) : spaces(cells - width) + drawn;
}

/** One cell that says that something was cut. */
export function ellipsisFor(glyphs: Glyphs): string {
  return glyphs === 'ascii' ? '~' : '…';
}

export function spaces(count: number): string {
  return count > 0 ? ' '.repeat(count) : '';
}

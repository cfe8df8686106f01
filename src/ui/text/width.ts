import { clusterAt, plainRunEnd, type Glyphs } from './cluster.js';

/** Terminal cells that `visible(text)` takes; the same number as string-width gives for it. */
export function widthOf(text: string, glyphs: Glyphs = 'unicode'): number {
  let width = 0;
  let index = 0;
  while (index < text.length) {
    const plain = plainRunEnd(text, index, text.length);
    if (plain > index) {
      width += plain - index;
      index = plain;
      continue;
    }
    const cluster = clusterAt(text, index, glyphs);
    width += cluster.width;
    index = cluster.end;
  }
  return width;
}

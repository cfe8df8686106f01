import { clusterAt, plainRunEnd, type Glyphs } from './cluster.js';

const PLAIN = /^[ -~]*$/;

/**
 * The text as it may be drawn: no control, format or otherwise invisible character is left in it, and every
 * terminal gives it the same width. Controls become marks (`␛`, C1 as `<9b>`), what has no agreed
 * look becomes `�`, emoji sequences become their first emoji, flags two letters, and letters lose the
 * marks that nobody could read. `visible(visible(text))` is `visible(text)`.
 */
export function visible(text: string, glyphs: Glyphs = 'unicode'): string {
  if (PLAIN.test(text)) return text;
  let drawn = '';
  let index = 0;
  while (index < text.length) {
    const plain = plainRunEnd(text, index, text.length);
    if (plain > index) {
      drawn += text.slice(index, plain);
      index = plain;
      continue;
    }
    const cluster = clusterAt(text, index, glyphs);
    drawn += cluster.drawn;
    index = cluster.end;
  }
  return drawn;
}

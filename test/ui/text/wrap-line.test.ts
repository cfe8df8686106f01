import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Line, Tone } from '../../../src/model/styled.js';
import { visible } from '../../../src/ui/text/visible.js';
import { widthOf } from '../../../src/ui/text/width.js';
import { clusterAt } from '../../../src/ui/text/cluster.js';
import { wrapLine } from '../../../src/ui/text/wrap-line.js';
import { nastyText } from './nasty-text.js';

const textOf = (line: Line): string => line.map(({ text }) => text).join('');
const plain = (text: string): Line => [{ text, tone: 'plain' }];
const wrapped = (text: string, cells: number): string[] => wrapLine(plain(text), cells).map(textOf);

/** Cells of the widest letter with its signs. */
function widestOf(line: Line): number {
  let widest = 0;
  for (const { text } of line) {
    for (let index = 0; index < text.length;) {
      const { width, end } = clusterAt(text, index);
      widest = Math.max(widest, width);
      index = end;
    }
  }
  return widest;
}

describe('wrapLine', () => {
  it('breaks at the last cell', () => {
    expect(wrapped('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
    expect(wrapped('abcdef', 3)).toEqual(['abc', 'def']);
    expect(wrapped('', 3)).toEqual(['']);
  });

  it('moves a wide character that does not fit to the next line', () => {
    expect(wrapped('a日本', 2)).toEqual(['a', '日', '本']);
    expect(wrapped('日本', 1)).toEqual(['日', '本']);
  });

  it('keeps the tones over a break', () => {
    const line: Line = [
      { text: '"name"', tone: 'key' },
      { text: ': ', tone: 'punctuation' },
    ];
    expect(wrapLine(line, 4)).toEqual([
      [{ text: '"nam', tone: 'key' }],
      [
        { text: 'e"', tone: 'key' },
        { text: ': ', tone: 'punctuation' },
      ],
    ]);
  });

  it('stops after as many lines as are asked for', () => {
    expect(wrapLine(plain('x'.repeat(10_000_000)), 80, 3)).toHaveLength(3);
  });

  it('loses nothing, and every piece fits', () => {
    const spans = fc.array(
      fc.record({ text: nastyText(), tone: fc.constantFrom<Tone>('plain', 'key') }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(spans, fc.integer({ min: 4, max: 12 }), (line, cells) => {
        const pieces = wrapLine(line, cells);
        expect(pieces.map(textOf).join('')).toBe(textOf(line));
        for (const piece of pieces) {
          const width = piece.reduce((sum, { text }) => sum + widthOf(text), 0);
          // A letter with its signs may be wider than the line by itself; it is never cut, and stands alone.
          expect(width).toBeLessThanOrEqual(Math.max(cells, widestOf(piece)));
          expect(stringWidth(piece.map(({ text }) => visible(text)).join(''))).toBe(width);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

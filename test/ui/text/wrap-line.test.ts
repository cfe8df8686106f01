import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Line, Tone } from '../../../src/model/styled.js';
import { visible } from '../../../src/ui/text/visible.js';
import { widthOf } from '../../../src/ui/text/width.js';
import { wrapLine } from '../../../src/ui/text/wrap-line.js';
import { nastyText } from './nasty-text.js';

const textOf = (line: Line): string => line.map(({ text }) => text).join('');
const plain = (text: string): Line => [{ text, tone: 'plain' }];
const wrapped = (text: string, cells: number): string[] => wrapLine(plain(text), cells).map(textOf);

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
      // The widest letter takes eight cells, with all the signs that are drawn on it, and is never cut.
      fc.property(spans, fc.integer({ min: 8, max: 16 }), (line, cells) => {
        const pieces = wrapLine(line, cells);
        expect(pieces.map(textOf).join('')).toBe(textOf(line));
        for (const piece of pieces) {
          const width = piece.reduce((sum, { text }) => sum + widthOf(text), 0);
          expect(width).toBeLessThanOrEqual(cells);
          expect(stringWidth(piece.map(({ text }) => visible(text)).join(''))).toBe(width);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

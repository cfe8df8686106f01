import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Line, Tone } from '../../../src/model/styled.js';
import { fitLine } from '../../../src/ui/text/fit-line.js';
import { visible } from '../../../src/ui/text/visible.js';
import { nastyText } from './nasty-text.js';

/** Writes the tone's first letter in front of what is painted in it; plain text as it is. */
const show = (text: string, tone: Tone): string => (tone === 'plain' ? text : `<${tone}:${text}>`);
const bare = (text: string): string => text;
const line = (...parts: (string | [string, Tone])[]): Line =>
  parts.map((part) =>
    typeof part === 'string' ? { text: part, tone: 'plain' } : { text: part[0], tone: part[1] },
  );
const find =
  (needle: string) =>
  (text: string): [number, number][] =>
    Array.from(text.matchAll(new RegExp(needle, 'g')), ({ index }) => [
      index,
      index + needle.length,
    ]);

describe('fitLine', () => {
  it('paints each span in its tone and pads to the cells it has', () => {
    const summary = line('lara', [' · ', 'dim'], 'credit ', ['-7', 'number']);
    expect(fitLine(summary, 20, show)).toBe('lara<dim: · >credit <number:-7>    ');
    expect(fitLine(summary, 16, show)).toBe('lara<dim: · >credit <number:-7>');
    expect(fitLine(summary, 15, show)).toBe('lara<dim: · >credit <dim:…>');
    expect(fitLine(summary, 6, show)).toBe('lara<dim: …>');
    expect(fitLine(summary, 1, show)).toBe('<dim:…>');
    expect(fitLine([], 3, show)).toBe('   ');
    expect(fitLine(summary, 0, show)).toBe('');
  });

  it('scrolls to the right and says that something is on the left', () => {
    expect(fitLine(line('0123456789'), 5, bare, { from: 2 })).toBe('…345…');
    expect(fitLine(line('0123456789'), 5, bare, { from: 5 })).toBe('…6789');
    expect(fitLine(line('0123456789'), 5, bare, { from: 8 })).toBe('…9   ');
    expect(fitLine(line('0123456789'), 5, bare, { from: 30 })).toBe('…    ');
  });

  it('never cuts through a wide character on either side', () => {
    expect(fitLine(line('日本語語'), 4, bare, { from: 1 })).toBe('…本…');
    expect(fitLine(line('日本語語'), 5, bare, { from: 2 })).toBe('… 語…');
    expect(fitLine(line('a日本語'), 4, bare)).toBe('a日…');
    expect(fitLine(line('日本語'), 5, bare)).toBe('日本…');
  });

  it('shows matches, also those that begin in one span and end in the next', () => {
    const json = line(['"premium"', 'key'], [': ', 'punctuation'], ['true', 'boolean']);
    expect(fitLine(json, 15, show, { highlight: find('m": tr') })).toBe(
      '<key:"premiu><match:m": tr><boolean:ue>',
    );
    expect(fitLine(line('aXbXc'), 5, show, { highlight: find('X') })).toBe('a<match:X>b<match:X>c');
  });

  it('shows the rest of a match that begins left of the window', () => {
    const options = { from: 4, highlight: find('needle') };
    expect(fitLine(line('hay needle hay'), 8, show, options)).toBe('<dim:…><match:eedle> <dim:…>');
  });

  it('counts a match in the text that was sent, whatever is drawn for it', () => {
    const text = '\u200e👨‍👩‍👧 e\u0301\x1bneedle';
    expect(fitLine(line(text), 20, show, { highlight: find('needle') })).toBe(
      '👨 é␛<match:needle>         ',
    );
    expect(fitLine(line(text), 20, show, { highlight: find('\x1b') })).toBe(
      '👨 é<match:␛>needle         ',
    );
  });

  it('is safe and exactly as wide as asked for any line, tone, scroll and highlight', () => {
    const spans = fc.array(
      fc.record({ text: nastyText(), tone: fc.constantFrom<Tone>('plain', 'key', 'dim') }),
      { maxLength: 4 },
    );
    const highlights = fc.constantFrom('a', '日', '\u0301', '\x1b', '1');
    fc.assert(
      fc.property(
        spans,
        fc.integer({ min: 0, max: 24 }),
        fc.integer({ min: 0, max: 24 }),
        highlights,
        (spans, cells, from, needle) => {
          const options = { from, highlight: find(needle) };
          const drawn = fitLine(spans, cells, bare, options);
          expect(stringWidth(drawn)).toBe(cells);
          expect(visible(drawn)).toBe(drawn);
          expect(fitLine(spans, cells, bare, { from })).toBe(drawn);
          expect(fitLine(spans, cells, bare, { ...options, glyphs: 'ascii' })).toMatch(
            new RegExp(`^[ -~]{${cells}}$`),
          );
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('takes no longer for a line of ten million characters than for a short one', () => {
    for (const character of ['x', '日', '\u0301', '\u200e', '\x1b']) {
      const long = line(character.repeat(10_000_000));
      const times = Array.from({ length: 10 }, () => {
        const start = performance.now();
        fitLine(long, 100, bare, { highlight: find('needle') });
        return performance.now() - start;
      });
      expect(Math.min(...times)).toBeLessThan(50);
    }
  });
});

import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fit } from '../../../src/ui/text/fit.js';
import { visible } from '../../../src/ui/text/visible.js';
import { nastyText } from './nasty-text.js';

describe('fit', () => {
  it('pads what is short and cuts what is long with an ellipsis', () => {
    expect(fit('lara', 6)).toBe('lara  ');
    expect(fit('lara', 6, 'right')).toBe('  lara');
    expect(fit('lara', 4)).toBe('lara');
    expect(fit('lara', 3)).toBe('la…');
    expect(fit('lara', 1)).toBe('…');
    expect(fit('lara', 0)).toBe('');
    expect(fit('', 3)).toBe('   ');
    expect(fit('lara', 3, 'left', 'ascii')).toBe('la~');
  });

  it('never cuts through a wide character', () => {
    expect(fit('日本', 4)).toBe('日本');
    expect(fit('日本', 3)).toBe('日…');
    expect(fit('日本x', 4)).toBe('日… ');
    expect(fit('日本', 2)).toBe('… ');
    expect(fit('日', 1)).toBe('…');
  });

  it('cuts what is drawn, not what was sent', () => {
    expect(fit('\x1b[31mred', 5)).toBe('␛[31…');
    expect(fit('👨‍👩‍👧‍👦!', 3)).toBe('👨!');
    expect(fit('e\u0301e\u0301e\u0301', 2)).toBe('é…');
    expect(fit('a\u009bb', 4)).toBe('a…  ');
  });

  it('fills its cells exactly for any text', () => {
    fc.assert(
      fc.property(
        nastyText(),
        fc.integer({ min: 0, max: 20 }),
        fc.constantFrom('left' as const, 'right' as const),
        (text, cells, align) => {
          const drawn = fit(text, cells, align);
          expect(stringWidth(drawn)).toBe(cells);
          expect(visible(drawn)).toBe(drawn);
          expect(fit(text, cells, align, 'ascii')).toMatch(new RegExp(`^[ -~]{${cells}}$`));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('gives the whole text where there is room, and says so where there is not', () => {
    fc.assert(
      fc.property(nastyText(), fc.integer({ min: 1, max: 20 }), (text, cells) => {
        const whole = visible(text);
        const drawn = fit(text, cells);
        if (stringWidth(whole) <= cells) expect(drawn.trimEnd()).toBe(whole.trimEnd());
        else expect(whole.startsWith(drawn.trimEnd().slice(0, -1))).toBe(true);
        expect(drawn.trimEnd().endsWith('…') || stringWidth(whole) <= cells).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

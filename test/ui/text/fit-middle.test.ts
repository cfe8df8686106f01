import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fitMiddle } from '../../../src/ui/text/fit-middle.js';
import { visible } from '../../../src/ui/text/visible.js';
import { nastyText } from './nasty-text.js';

describe('a name that is cut in its middle', () => {
  it('keeps its beginning and its end, and is whole where there is room', () => {
    expect(fitMiddle('payments.orders.created', 11)).toBe('payme…eated');
    expect(fitMiddle('payments.orders.created', 12)).toBe('paymen…eated');
    expect(fitMiddle('payments', 8)).toBe('payments');
    expect(fitMiddle('payments', 10)).toBe('payments  ');
    expect(fitMiddle('payments', 7, 'ascii')).toBe('pay~nts');
    expect(fitMiddle('payments', 4)).toBe('pay…');
    expect(fitMiddle('payments', 0)).toBe('');
  });

  it('tells apart what begins alike', () => {
    const [one, other] = ['a', 'b'].map((end) =>
      fitMiddle(`com.example.shop.${'x'.repeat(200)}${end}`, 20),
    );
    expect(one).not.toBe(other);
  });

  it('cuts through no wide character, and takes no mark from its letter', () => {
    expect(fitMiddle('日本語日本語', 8)).toBe('日本…語 ');
    expect(fitMiddle('日本語日本語', 7)).toBe('日…語  ');
    const accented = 'e\u0301'.repeat(10);
    expect(fitMiddle(accented, 7)).toBe('ééé…ééé');
    expect(fitMiddle('👨‍👩‍👧‍👦 and all the 👨‍👩‍👧‍👦', 9)).toBe('👨 a…e 👨');
  });

  it('costs no more for a name without an end', () => {
    const marks = fitMiddle(`a${'\u0301'.repeat(1_000_000)}z`, 9);
    expect(marks).toMatch(/^á.*z *$/su);
    expect(marks.length).toBeLessThan(60);
    expect(fitMiddle(`${'😀'.repeat(500_000)}z`, 9)).toBe('😀😀…😀z ');
    expect(fitMiddle(`x${'😀'.repeat(500_000)}`, 9)).toBe('x😀…😀😀 ');
  });

  it('fills its cells exactly for any text, with nothing but its two ends', () => {
    fc.assert(
      fc.property(nastyText(), fc.integer({ min: 0, max: 20 }), (text, cells) => {
        const drawn = fitMiddle(text, cells);
        expect(stringWidth(drawn)).toBe(cells);
        expect(visible(drawn)).toBe(drawn);
        expect(fitMiddle(text, cells, 'ascii')).toMatch(new RegExp(`^[ -~]{${cells}}$`));
        const whole = visible(text);
        if (stringWidth(whole) <= cells) expect(drawn.trimEnd()).toBe(whole.trimEnd());
      }),
      { numRuns: 3000 },
    );
  });
});

import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { visible } from '../../../src/ui/text/visible.js';
import { widthOf } from '../../../src/ui/text/width.js';
import { nastyText } from './nasty-text.js';

const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;
/** A joiner behind a virama is ours: it keeps two letters in two cells. */
const INVISIBLE = /(?<!\p{M})\u200c|(?!\u200c)[\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/** Every code point, but only some of the large blocks in which all are alike. */
function strideAt(code: number): number {
  const alike =
    (code >= 0x3400 && code < 0x9f00) ||
    (code >= 0xac00 && code < 0xd700) ||
    (code >= 0xe000 && code < 0xf800) ||
    (code >= 0x17000 && code < 0x18c00) ||
    (code >= 0x20000 && code < 0xe0000) ||
    code > 0xe0200;
  return alike ? 97 : 1;
}

describe('visible', () => {
  it('leaves printable ASCII and ordinary letters as they are', () => {
    expect(visible('{"name": "Lara M", "credit": -7} ~')).toBe(
      '{"name": "Lara M", "credit": -7} ~',
    );
    expect(visible('Zoë 日本 Größe привет שלום مرحبا')).toBe('Zoë 日本 Größe привет שלום مرحبا');
  });

  it('shows every control as a mark, so that no escape sequence comes through', () => {
    expect(visible('\x1b[31mred\x07\r\n\t\0\x7f')).toBe('␛[31mred␇␍␊␉␀␡');
    expect(visible('\u009b2J\u0085')).toBe('<9b>2J<85>');
  });

  it('draws nothing but ASCII where the locale is not UTF-8', () => {
    expect(visible('\x1b[2J\u009b\x7f\t', 'ascii')).toBe('^[[2J<9b>^?^I');
    expect(visible('Zoë 日本 e\u0301 👩‍💻', 'ascii')).toBe('Zo? ?? ? ?');
  });

  it('shows bidi overrides, line separators and hidden characters as odd', () => {
    expect(visible('a\u202eb\u2066c\u2069')).toBe('a�b�c�');
    expect(visible('a\u2028b\u200bc\ufeffd\u2060e')).toBe('a�b�c�d�e');
    expect(visible('\ud800 \udc00 \ue000 \u0378 \u{10ffff}')).toBe('� � � � �');
  });

  it('drops what only shapes its neighbours', () => {
    expect(visible('so\u00adft \u200eab\u200f می\u200cخواهم ❤\ufe0f')).toBe('soft ab میخواهم ❤');
  });

  it('reduces emoji sequences to their first emoji, flags to letters, keycaps to the digit', () => {
    expect(visible('👩‍💻 👨‍👩‍👧‍👦 👍🏽 🏳️‍🌈 🚌')).toBe('👩 👨 👍 🏳 🚌');
    expect(visible('🇩🇪 🇯')).toBe('DE J');
    expect(visible('1\ufe0f\u20e3 #\u20e3')).toBe('1 #');
    expect(visible('\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}!')).toBe('\u{1f3f4}!');
    expect(visible('a\u{1f3fd}\u{e0067}')).toBe('a��');
  });

  it('composes what can be composed and keeps a few marks of many', () => {
    expect(visible('e\u0301 \u1112\u1161\u11ab')).toBe('é 한');
    expect(visible(`z${'\u0336'.repeat(100)}`)).toBe(`z${'\u0336'.repeat(4)}`);
    expect(visible('\u0301a')).toBe('◌\u0301a');
    expect(visible('น\u0e49\u0e33')).toBe('น\u0e49\u0e4d\u0e32');
  });

  it('keeps two letters joined by a virama in two cells', () => {
    expect(stringWidth('क्ष')).toBe(1);
    expect(visible('क्ष')).toBe('क्\u200cष');
    expect(widthOf('क्ष')).toBe(2);
    expect(stringWidth(visible('क्ष'))).toBe(2);
  });

  it('gives every code point there is a safe look and the width that Ink gives it', () => {
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += strideAt(code)) {
      const character = String.fromCodePoint(code);
      const drawn = visible(character);
      const both = visible(`a${character}b`);
      const unsafe = CONTROLS.test(both) || INVISIBLE.test(both);
      const sum = widthOf(`a${character}b`);
      if (unsafe || sum !== stringWidth(both) || widthOf(character) !== stringWidth(drawn)) {
        wrong.push(code.toString(16));
      }
      if (visible(both) !== both) wrong.push(`${code.toString(16)} again`);
    }
    expect(wrong).toEqual([]);
  });

  it('is safe, measured and settled for any text at all', () => {
    fc.assert(
      fc.property(nastyText(), (text) => {
        const drawn = visible(text);
        expect(drawn).not.toMatch(CONTROLS);
        expect(drawn).not.toMatch(INVISIBLE);
        expect(visible(drawn)).toBe(drawn);
        expect(widthOf(text)).toBe(stringWidth(drawn));
        expect(drawn).toBe(drawn.normalize('NFC'));
        expect(visible(text, 'ascii')).toMatch(/^[ -~]*$/);
        expect(visible(text, 'ascii')).toHaveLength(widthOf(text, 'ascii'));
      }),
      { numRuns: 5000 },
    );
  });

  it('measures the same when pieces are drawn one behind the other', () => {
    fc.assert(
      fc.property(fc.array(nastyText(), { maxLength: 4 }), (texts) => {
        const drawn = texts.map((text) => visible(text)).join('');
        expect(stringWidth(drawn)).toBe(texts.reduce((sum, text) => sum + widthOf(text), 0));
      }),
      { numRuns: 3000 },
    );
  });
});

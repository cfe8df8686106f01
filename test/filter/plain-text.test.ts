import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unescapeJson } from '../../src/decode/json-text.js';
import { fold } from '../../src/filter/fold.js';
import { compileTextFilter, type Searched } from '../../src/filter/plain-text.js';

function message(value: string | Buffer | null, rest: Partial<Searched> = {}): Searched {
  return { key: null, value: value === null ? null : Buffer.from(value), headers: [], ...rest };
}
const finds = (text: string, value: string | Buffer): boolean =>
  compileTextFilter(text).matches(message(value));

describe('compileTextFilter', () => {
  it('looks into key, value, header names and header values', () => {
    const { matches } = compileTextFilter('signup');
    expect(matches(message('{"src":"signup"}'))).toBe(true);
    expect(matches(message(null, { key: Buffer.from('signup-1') }))).toBe(true);
    expect(matches(message(null, { headers: [{ key: 'signup', value: null }] }))).toBe(true);
    const header = { key: 'src', value: Buffer.from('web signup') };
    expect(matches(message('x', { headers: [header] }))).toBe(true);
    expect(matches(message('sign up', { key: Buffer.from('lara') }))).toBe(false);
    expect(matches(message(null))).toBe(false);
  });

  it('ignores case until the text has a capital', () => {
    expect(finds('roslyn', '{"name":"Roslyn Dicki"}')).toBe(true);
    expect(finds('roslyn', 'ROSLYN')).toBe(true);
    expect(finds('Roslyn', '{"name":"Roslyn Dicki"}')).toBe(true);
    expect(finds('Roslyn', 'roslyn')).toBe(false);
  });

  it('ignores case in every script', () => {
    expect(finds('größe', 'GRÖßE zählt')).toBe(true);
    expect(finds('größe', 'GRÖẞE')).toBe(true);
    expect(finds('привет', 'ПРИВЕТ')).toBe(true);
    expect(finds('οδος', 'ΟΔΟΣ')).toBe(true);
    expect(finds('istanbul', 'İstanbul')).toBe(true);
    expect(finds('kelvin', '\u212aelvin')).toBe(true);
    expect(finds('日本', 'zoe_日本')).toBe(true);
  });

  it('finds letters that a JSON value has escaped', () => {
    expect(finds('zoë', '{"name":"Zo\\u00eb"}')).toBe(true);
    expect(finds('🚌', '"\\ud83d\\ude8c"')).toBe(true);
    expect(finds('a/b', '"a\\/b"')).toBe(true);
    expect(finds('\\u00eb', '{"name":"Zo\\u00eb"}')).toBe(true);
  });

  it('compares bytes where a value is not UTF-8', () => {
    expect(finds('zoë', Buffer.concat([Buffer.from([0xff]), Buffer.from('zoë')]))).toBe(true);
    expect(finds('email', Buffer.from([0, 0, 0, 0, 7, ...Buffer.from('EMAIL'), 0xff]))).toBe(true);
    expect(finds('�', Buffer.from([0xff]))).toBe(false);
  });

  it('matches everything when there is no text', () => {
    expect(compileTextFilter('').matches(message(null))).toBe(true);
    expect(compileTextFilter('').highlight('abc')).toEqual([]);
  });

  it('answers like decoding everything and looking would', () => {
    const letter = fc.constantFrom(
      ...Array.from('abikzAIKZ0 "\\/nu'),
      ...Array.from('ëËßẞσςΣİ\u212aıſ日本Åå🚌'),
      '\\u00eb',
      '\\u0130',
    );
    const words = (maxLength: number): fc.Arbitrary<string> =>
      fc.array(letter, { maxLength }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(words(3), words(12), fc.option(fc.nat(20)), (text, value, broken) => {
        const bytes = Buffer.from(value);
        if (broken !== null && broken < bytes.length) bytes[broken] = 0xff;
        expect(finds(text, bytes)).toBe(naive(text, bytes));
      }),
      { numRuns: 50_000 },
    );
  });

  it('highlights every occurrence at its place in the text as it is', () => {
    const { highlight } = compileTextFilter('i');
    expect(highlight('İxI i')).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(compileTextFilter('aa').highlight('aaaAa')).toEqual([
      [0, 2],
      [2, 4],
    ]);
    expect(compileTextFilter('A').highlight('aA')).toEqual([[1, 2]]);
  });
});

describe('fold', () => {
  it('keeps the place of every character there is', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const text = `İ${String.fromCodePoint(code)}Σ`;
      if (fold(text).length !== text.length) throw new Error(code.toString(16));
    }
  });

  it('gives the same for a character wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fold(text)).toBe(Array.from(text, (character) => fold(character)).join(''));
      }),
    );
  });
});

/** The meaning of a filter, spelled out without any haste. */
function naive(text: string, bytes: Buffer): boolean {
  const isFolded = text.toLowerCase() === text;
  const prepare = isFolded ? fold : (other: string): string => other;
  const raw = bytes.toString('utf8');
  if (isUtf8(bytes)) {
    return [raw, unescapeJson(raw)].some((shown) => prepare(shown).includes(prepare(text)));
  }
  const ascii = (other: Buffer): string =>
    isFolded
      ? other.toString('latin1').replace(/[A-Z]/g, (upper) => upper.toLowerCase())
      : other.toString('latin1');
  return ascii(bytes).includes(ascii(Buffer.from(prepare(text))));
}

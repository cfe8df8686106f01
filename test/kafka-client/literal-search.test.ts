import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literalSearch } from '../../src/kafka/literal-search.js';

/** Few letters, so that there is something to be found, and nearly found. */
const bytes = fc
  .array(fc.constantFrom(...Buffer.from('abABzZ@[`{1\u00e9')), { maxLength: 60 })
  .map((all) => Buffer.from(all));
const needle = bytes.filter(({ length }) => length > 0 && length < 8);

/** Every place, one after the other. */
function placesBy(find: (bytes: Buffer, from: number) => number, haystack: Buffer): number[] {
  const places: number[] = [];
  for (let at = find(haystack, 0); at >= 0; at = find(haystack, at + 1)) places.push(at);
  return places;
}

function lower(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte)));
}

describe('a literal', () => {
  it('is found wherever it is, as it is written', () => {
    fc.assert(
      fc.property(needle, bytes, (literal, haystack) => {
        const { indexIn } = literalSearch(literal, false);
        const plain = placesBy((all, from) => all.indexOf(literal, from), haystack);
        expect(placesBy(indexIn, haystack)).toEqual(plain);
      }),
      { numRuns: 2000 },
    );
  });

  it('is found wherever it is, with ASCII letters in either case', () => {
    fc.assert(
      fc.property(needle, bytes, (literal, haystack) => {
        const { indexIn } = literalSearch(literal, true);
        const plain = placesBy((all, from) => lower(all).indexOf(lower(literal), from), haystack);
        expect(placesBy(indexIn, haystack)).toEqual(plain);
      }),
      { numRuns: 2000 },
    );
  });

  it('does not take one character for another that differs in the same bit', () => {
    const { indexIn } = literalSearch(Buffer.from('a@['), true);
    expect(indexIn(Buffer.from('A`{ a`[ A@{'), 0)).toBe(-1);
    expect(indexIn(Buffer.from('xxA@['), 0)).toBe(2);
  });
});

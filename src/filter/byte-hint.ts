import type { ByteHint } from '../model/query.js';
import { ByteSearch } from './byte-search.js';
import type { Decimal } from './decimal.js';
import { fold, hasCase } from './fold.js';

/** A literal as bytes; `foldAscii` takes ASCII letters in either case. */
function literal(text: string, foldAscii = false): ByteHint {
  return { kind: 'literal', bytes: Buffer.from(text), foldAscii };
}

/** Holds where all of them do; null is what always holds. */
export function allOf(hints: readonly (ByteHint | null)[]): ByteHint | null {
  const of = hints.flatMap((hint) => (hint?.kind === 'all' ? hint.of : (hint ?? [])));
  const [only] = of;
  if (of.length < 2) return only ?? null;
  return { kind: 'all', of };
}

/** Holds where one of them does. */
export function anyOf(hints: readonly (ByteHint | null)[]): ByteHint | null {
  const of: ByteHint[] = [];
  for (const hint of hints) {
    if (hint === null) return null;
    if (hint.kind === 'any') of.push(...hint.of);
    else of.push(hint);
  }
  const [only] = of;
  return of.length === 1 && only ? only : { kind: 'any', of };
}

/** Where JSON writes a character by its number, any text may be hidden. */
const BY_NUMBER = literal('\\u');

/** What bytes hold that hold the text as it is, in any case where `anyCase`. Null where that is nothing sure. */
export function textHint(text: string, anyCase: boolean): ByteHint | null {
  return hintFor(text, anyCase, false);
}

/** What a JSON text holds where a string in it holds the text, whichever way it is escaped. */
export function jsonTextHint(text: string, anyCase: boolean): ByteHint | null {
  return hintFor(text, anyCase, true);
}

/** Characters that are another way to write an ASCII letter where case does not count. */
const FOLDED_TO_ASCII: Readonly<Record<string, string>> = { i: 'İ', k: '\u212a', s: 'ſ' };

function hintFor(text: string, anyCase: boolean, isJson: boolean): ByteHint | null {
  const parts = sureParts(anyCase ? fold(text) : text, anyCase, isJson);
  if (parts.length === 0) return null;
  const others = isJson ? [BY_NUMBER] : [];
  if (anyCase) {
    for (const [letter, character] of Object.entries(FOLDED_TO_ASCII)) {
      if (parts.some((part) => part.includes(letter))) others.push(literal(character));
    }
  }
  return anyOf([allOf(parts.map((part) => literal(part, anyCase))), ...others]);
}

/**
 * The runs of characters that can be written in one way only, but for `\u` and for ASCII letters in the other
 * case. What stands for bytes that are no UTF-8, or can't be written in it, is not among them.
 */
function sureParts(text: string, anyCase: boolean, isJson: boolean): string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isUnsure =
      code === 0xfffd ||
      (code >= 0xd800 && code <= 0xdfff) ||
      (isJson && (code < 0x20 || '"\\/'.includes(character))) ||
      (anyCase && code >= 0x80 && hasCase(character));
    if (isUnsure && part !== '') parts.push(part);
    part = isUnsure ? '' : part + character;
  }
  if (part !== '') parts.push(part);
  // One byte says next to nothing beside a longer run.
  const long = parts.filter((other) => Buffer.byteLength(other) > 1);
  return long.length > 0 ? long : parts;
}

/** Numbers with fewer digits are in too many texts to be worth looking for. */
const FEWEST_DIGITS = 6;

/**
 * What a JSON text holds that holds this number. It can be written with a dot anywhere among its digits, and an
 * exponent to make up for that; but a dot is in one half of them only, and the other half stands in one piece.
 */
export function numberHint({ digits }: Decimal): ByteHint | null {
  if (digits.length < FEWEST_DIGITS) return null;
  const half = digits.length >> 1;
  return anyOf([literal(digits.slice(0, half)), literal(digits.slice(half)), BY_NUMBER]);
}

/** What a JSON text holds that holds a number below zero. */
export const NEGATIVE: ByteHint = { kind: 'any', of: [literal('-'), BY_NUMBER] };

/** What a JSON text holds that holds the word `null`. */
export const NULL_WORD: ByteHint = literal('null');

/** Makes a test of a hint: false where the bytes can't hold what was asked for. */
export function hintTest(hint: ByteHint): (bytes: Buffer) => boolean {
  if (hint.kind !== 'literal') {
    const tests = [...hint.of].sort((a, b) => size(b) - size(a)).map(hintTest);
    return hint.kind === 'all'
      ? (bytes) => tests.every((test) => test(bytes))
      : (bytes) => tests.some((test) => test(bytes));
  }
  const { bytes: wanted, foldAscii } = hint;
  if (wanted.length < 3 && !foldAscii) return (bytes) => bytes.includes(wanted);
  const search = new ByteSearch(wanted, foldAscii);
  return (bytes) => search.isIn(bytes);
}

/** Longer literals are found, or not found, sooner. */
function size(hint: ByteHint): number {
  if (hint.kind === 'literal') return hint.bytes.length;
  return Math.max(...hint.of.map(size));
}

import { unescapeJson } from '../decode/json-text.js';
import { type Decimal, compareDecimals, jsonNumber, quickNumber, typedNumber } from './decimal.js';
import { QueryError } from './query-error.js';
import { quotedText } from './query-reader.js';
import { ANY, type TermSyntax, type TextSyntax } from './query-syntax.js';
import { type TextMatch, equalTo, ignoresCase, regex, wildcard } from './text-match.js';
import { isRelativeTime } from './time.js';

/** What a JSON value is. Containers only ever are there or not. */
export const STRING = 1;
export const NUMBER = 2;
export const TRUE = 3;
export const FALSE = 4;
export const NULL = 5;
export const CONTAINER = 6;

/**
 * Whether a value is what was asked for: the bytes of a number or word as JSON writes it, those of a string
 * without its quotes, and whether these may hold escapes. A key or header is a string without escapes.
 */
export type ScalarTest = (
  kind: number,
  bytes: Buffer,
  start: number,
  end: number,
  escapes: boolean,
) => boolean;

/** A test, and what is known of everything that passes it. */
export type Asked =
  | { readonly kind: 'any' | 'null'; readonly test: ScalarTest }
  | {
      readonly kind: 'text';
      readonly test: ScalarTest;
      readonly match: TextMatch;
      readonly number: Decimal | null;
    }
  | { readonly kind: 'compare'; readonly test: ScalarTest; readonly negative: boolean };

/** `exactCase`: case counts even where the text has no capital. Throws a QueryError. */
export function askedOf(term: TermSyntax, exactCase = false): Asked {
  const { operator, value } = term;
  if (value.kind === 'range')
    return compared(value.from, value.to, value.fromIncluded, value.toIncluded);
  if (operator !== ':' && operator !== ':=') return comparison(term);
  switch (value.kind) {
    case 'regex':
      return textual(regex(value.pattern, value.flags, value.at + 1), null, false);
    case 'wildcard': {
      if (operator === ':' && value.parts.every((part) => part === ANY))
        return { kind: 'any', test: (kind) => kind !== NULL };
      const text = value.parts
        .map((part) => (typeof part === 'string' ? part : part.description))
        .join('');
      if (operator === ':=') return textual(equalTo(text, false), null, true);
      return textual(wildcard(value.parts, !exactCase && ignoresCase(text)), null, false);
    }
    case 'text': {
      const { text, quoted } = value;
      if (!quoted && text === 'null') return { kind: 'null', test: (kind) => kind === NULL };
      const anyCase = operator === ':' && !exactCase && ignoresCase(text);
      return textual(equalTo(text, anyCase), quoted ? null : jsonNumber(text), true);
    }
  }
}

function comparison({ operator, value, field }: TermSyntax): Asked {
  if (value.kind !== 'text')
    throw new QueryError(
      value.at,
      `${operator.slice(1)} takes a number or a text`,
      `type ${field?.text ?? ''}${operator}0, or leave ${operator.slice(1)} out`,
    );
  const included = operator === ':<=' || operator === ':>=';
  const isUpper = operator === ':<' || operator === ':<=';
  return isUpper ? compared(null, value, true, included) : compared(value, null, included, true);
}

/** Between two ends, null being open. Numbers are compared as numbers where all ends are, else texts as texts. */
function compared(
  from: TextSyntax | null,
  to: TextSyntax | null,
  fromIncluded: boolean,
  toIncluded: boolean,
): Asked {
  const low = numberOf(from);
  const high = numberOf(to);
  if ((from !== null && low === null) || (to !== null && high === null)) {
    const inside = between(
      from?.text ?? null,
      to?.text ?? null,
      fromIncluded,
      toIncluded,
      (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0),
    );
    const test: ScalarTest = (kind, bytes, start, end, escapes) =>
      kind === STRING && inside(textOf(bytes, start, end, escapes));
    return { kind: 'compare', test, negative: false };
  }
  const inside = between(low, high, fromIncluded, toIncluded, compareDecimals);
  const insideQuick = between(
    low?.exact ?? null,
    high?.exact ?? null,
    fromIncluded,
    toIncluded,
    (a: number, b: number) => a - b,
  );
  const isQuick = !Number.isNaN(low?.exact ?? 0) && !Number.isNaN(high?.exact ?? 0);
  const test: ScalarTest = (kind, bytes, start, end, escapes) => {
    if (kind !== NUMBER && kind !== STRING) return false;
    const quick = isQuick && kind === NUMBER ? quickNumber(bytes, start, end) : NaN;
    if (!Number.isNaN(quick)) return insideQuick(quick);
    const number = numberIn(kind, bytes, start, end, escapes);
    return number !== null && inside(number);
  };
  const negative = high !== null && (high.sign < 0 || (high.sign === 0 && !toIncluded));
  return { kind: 'compare', test, negative };
}

function between<T>(
  low: T | null,
  high: T | null,
  lowIncluded: boolean,
  highIncluded: boolean,
  compare: (a: T, b: T) => number,
): (value: T) => boolean {
  return (value) => {
    if (low !== null) {
      const order = compare(value, low);
      if (order < 0 || (order === 0 && !lowIncluded)) return false;
    }
    if (high === null) return true;
    const order = compare(value, high);
    return order < 0 || (order === 0 && highIncluded);
  };
}

function numberOf(end: TextSyntax | null): Decimal | null {
  if (end === null || end.quoted) return null;
  if (isRelativeTime(end.text))
    throw new QueryError(
      end.at,
      `${end.text} is a time, and only timestamp takes one`,
      `type timestamp:>${end.text}, or quote the text: ${quotedText(end.text)}`,
    );
  return typedNumber(end.text);
}

/** The number that a JSON value is, or that a text holds and nothing else; null where there is none. */
function numberIn(
  kind: number,
  bytes: Buffer,
  start: number,
  end: number,
  escapes: boolean,
): Decimal | null {
  const first = bytes[start] ?? 0;
  const mayBe = first === 0x2d || first === 0x5c || (first >= 0x30 && first <= 0x39);
  if (start >= end || !mayBe) return null;
  return jsonNumber(textOf(bytes, start, end, kind === STRING && escapes));
}

function textOf(bytes: Buffer, start: number, end: number, escapes: boolean): string {
  const text = bytes.toString('utf8', start, end);
  return escapes ? unescapeJson(text) : text;
}

/**
 * A text that must be matched: by strings, and by numbers and words as they are written. `number`: what the text
 * is as a number; then numbers that are equal match however they are written.
 */
function textual(match: TextMatch, number: Decimal | null, isWord: boolean): Asked {
  const ends = endsTest(match);
  const exact = number === null ? NaN : number.exact;
  const test: ScalarTest = (kind, bytes, start, end, escapes) => {
    if (kind === NULL || kind === CONTAINER) return false;
    if (number !== null && (kind === NUMBER || kind === STRING)) {
      const quick = kind === NUMBER ? quickNumber(bytes, start, end) : NaN;
      if (!Number.isNaN(quick) && !Number.isNaN(exact)) return quick === exact;
      const found = numberIn(kind, bytes, start, end, escapes);
      if (found !== null && compareDecimals(found, number) === 0) return true;
    }
    if (kind === STRING && !escapes) {
      const known = ends(bytes, start, end);
      if (known !== UNKNOWN) return known === EQUAL;
    }
    const text = textOf(bytes, start, end, kind === STRING && escapes);
    // A word of JSON has no case.
    if (isWord && kind !== STRING) return match.prefix === text;
    return match.test(text);
  };
  return { kind: 'text', test, match, number };
}

const DIFFERENT = 0;
const EQUAL = 1;
const UNKNOWN = 2;

/**
 * Compares the first and last bytes as far as they are ASCII. What is not ASCII may be another way to write an
 * ASCII letter, or bytes that are no UTF-8: then only the text itself tells.
 */
function endsTest(match: TextMatch): (bytes: Buffer, start: number, end: number) => number {
  const { anyCase, between } = match;
  const prefix = Buffer.from(/^[\u0000-\u007f]*/.exec(match.prefix)?.[0] ?? '');
  const suffix = Buffer.from(/[\u0000-\u007f]*$/.exec(match.suffix)?.[0] ?? '');
  const isAll = prefix.length === match.prefix.length && suffix.length === match.suffix.length;
  return (bytes, start, end) => {
    const first = compareFront(bytes, start, end, prefix, anyCase);
    if (first !== EQUAL) return first;
    const last = end - suffix.length;
    if (suffix.length > 0 && last < start + prefix.length) return isAll ? DIFFERENT : UNKNOWN;
    const second = compareBack(bytes, end, suffix, anyCase);
    if (second !== EQUAL || !isAll || between === 'depends')
      return second === EQUAL ? UNKNOWN : second;
    return between === 'anything' || end - start === prefix.length ? EQUAL : DIFFERENT;
  };
}

/** Whether the bytes begin with `wanted`. */
function compareFront(
  bytes: Buffer,
  start: number,
  end: number,
  wanted: Buffer,
  anyCase: boolean,
): number {
  for (let index = 0; index < wanted.length; index += 1) {
    if (start + index >= end) return DIFFERENT;
    const order = compareByte(bytes[start + index] ?? 0, wanted[index] ?? 0, anyCase);
    if (order !== EQUAL) return order;
  }
  return EQUAL;
}

/** Whether the bytes end with `wanted`; from behind, as a longer character shifts all that stands before it. */
function compareBack(bytes: Buffer, end: number, wanted: Buffer, anyCase: boolean): number {
  for (let back = 1; back <= wanted.length; back += 1) {
    const order = compareByte(bytes[end - back] ?? 0, wanted[wanted.length - back] ?? 0, anyCase);
    if (order !== EQUAL) return order;
  }
  return EQUAL;
}

function compareByte(byte: number, wanted: number, anyCase: boolean): number {
  if (byte >= 0x80) return UNKNOWN;
  const isUpper = anyCase && byte >= 0x41 && byte <= 0x5a;
  return (isUpper ? byte | 0x20 : byte) === wanted ? EQUAL : DIFFERENT;
}

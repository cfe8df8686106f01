import { isUtf8 } from 'node:buffer';
import { unescapeJson } from '../../../src/decode/json-text.js';
import { fold } from '../../../src/filter/fold.js';
import type { Queried } from '../../../src/model/query.js';
import type { Json } from './values.js';

/** A message together with what its value says; null where that is no JSON. */
export interface Known {
  readonly message: Queried;
  readonly json: Json | null;
}

/** A piece of a query: its text, and what it means, spelled out without any haste and without the program's parser. */
export interface Asked {
  readonly text: string;
  readonly holds: (of: Known) => boolean;
}

export const EACH = Symbol('each element');
export type Step = string | number | typeof EACH;

/** All that a path leads to; an array stands for its elements wherever a name is asked of it, and at the end. */
export function reached(value: Json, path: readonly Step[]): Json[] {
  const [step, ...rest] = path;
  if (value.kind === 'array') {
    if (step === EACH) return value.items.flatMap((item) => reached(item, rest));
    if (typeof step === 'number') {
      const item = value.items[step];
      return item === undefined ? [] : reached(item, rest);
    }
    const within = value.items.flatMap((item) => reached(item, path));
    return step === undefined ? [value, ...within] : within;
  }
  if (step === undefined) return [value];
  if (value.kind !== 'object' || typeof step === 'number' || step === EACH) return [];
  return value.members.filter(([name]) => name === step).flatMap(([, item]) => reached(item, rest));
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export function isJsonNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** Compares as fractions of whole numbers; exponents too large for that decide by themselves. */
export function compareNumbers(a: string, b: string): number {
  const [x, y] = [scaled(a), scaled(b)];
  const sign = (n: bigint): number => (n < 0n ? -1 : n > 0n ? 1 : 0);
  if (sign(x.digits) !== sign(y.digits) || x.digits === 0n) return sign(x.digits) - sign(y.digits);
  const apart = x.exponent - y.exponent;
  if (apart > 2_000n || apart < -2_000n) return sign(x.digits) * sign(apart);
  const least = x.exponent < y.exponent ? x.exponent : y.exponent;
  return sign(x.digits * 10n ** (x.exponent - least) - y.digits * 10n ** (y.exponent - least));
}

function scaled(text: string): { digits: bigint; exponent: bigint } {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^\+/, '').split('e');
  const [whole = '', part = ''] = mantissa.split('.');
  return {
    digits: BigInt(`${whole}${part}` === '-' ? '0' : `${whole}${part}`),
    exponent: BigInt(exponent.replace('+', '')) - BigInt(part.length),
  };
}

/** Small letters ask for either case. */
export function smart(asked: string): (text: string) => string {
  return asked.toLowerCase() === asked ? fold : (text) => text;
}

/** What a scalar says, as text: strings their own, numbers and words as written; null for all else. */
export function said(value: Json): string | null {
  if (value.kind === 'string') return value.text;
  if (value.kind === 'number') return value.source;
  return value.kind === 'word' && value.word !== 'null' ? value.word : null;
}

/** Every text of a message that words without a field are looked for in: as written, and with escapes resolved. */
export function textsOf({ message: { key, value, headers } }: Known): string[] {
  const texts: string[] = [];
  if (key !== null) texts.push(key.toString());
  if (value !== null) texts.push(value.toString());
  if (value !== null && isUtf8(value)) texts.push(unescapeJson(value.toString()));
  for (const header of headers) {
    texts.push(header.key);
    if (header.value !== null) texts.push(header.value.toString());
  }
  return texts;
}

/** Whether a word is anywhere in a message. Bytes that are no UTF-8 are compared as bytes, ASCII in either case. */
export function holdsWord({ message: { key, value, headers } }: Known, word: string): boolean {
  const prepare = smart(word);
  const isIn = (text: string): boolean => prepare(text).includes(prepare(word));
  const isInBytes = (bytes: Buffer | null): boolean => {
    if (bytes === null) return false;
    if (isUtf8(bytes)) return isIn(bytes.toString());
    const lower = (of: Buffer): string =>
      of.toString('latin1').replace(/[A-Z]/g, (upper) => prepare(upper));
    return lower(bytes).includes(lower(Buffer.from(prepare(word))));
  };
  const isEscaped = value !== null && isUtf8(value) && isIn(unescapeJson(value.toString()));
  if (isInBytes(key) || isInBytes(value) || isEscaped) return true;
  return headers.some((header) => isIn(header.key) || isInBytes(header.value));
}

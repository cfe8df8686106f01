import { isUtf8 } from 'node:buffer';
import { ByteSearch } from './byte-search.js';
import { fold, hasCase } from './fold.js';

/** Tests bytes for a text; the same answer as decoding, folding and searching would give. */
type BytesFilter = (bytes: Buffer) => boolean;

/** Case counts: UTF-8 bytes match exactly where the text does. */
export function exactBytes(text: string): BytesFilter {
  const search = new ByteSearch(Buffer.from(text), false);
  return (bytes) => search.isIn(bytes);
}

/** Characters outside of ASCII that are folded into it, by what they are folded to. */
const FOLDED_TO_ASCII: Readonly<Record<string, string>> = { i: 'İ', k: '\u212a' };

/**
 * Case does not count. The part of the text that can be compared byte by byte (ASCII, and characters
 * without case) is looked for first; only where that is found, or could be hidden behind one of the
 * few characters that are folded into ASCII, are the bytes decoded. Bytes that are not UTF-8 are
 * compared as bytes, ASCII in either case.
 */
export function foldedBytes(text: string): BytesFilter {
  const needle = fold(text);
  const part = longestPlainPart(needle);
  const whole = new ByteSearch(Buffer.from(needle), true);
  const first = part === needle ? whole : new ByteSearch(Buffer.from(part), true);
  const hidden = Object.entries(FOLDED_TO_ASCII)
    .filter(([ascii]) => part.includes(ascii))
    .map(([, character]) => Buffer.from(character));
  const isEnough = part === needle;
  return (bytes) => {
    if (first.isIn(bytes)) {
      if (isEnough) return true;
    } else if (!hidden.some((character) => holds(bytes, character))) return false;
    if (!isUtf8(bytes)) return whole.isIn(bytes);
    return fold(bytes.toString('utf8')).includes(needle);
  };
}

/** The first byte alone is the fast test, and mostly fails. */
function holds(bytes: Buffer, character: Buffer): boolean {
  return bytes.includes(character[0] ?? 0) && bytes.includes(character);
}

/** The longest run, in bytes, of ASCII and of characters without case. */
function longestPlainPart(needle: string): string {
  let longest = '';
  let current = '';
  for (const character of needle) {
    const isPlain = /^[ -~]$/.test(character) || !hasCase(character);
    current = isPlain ? current + character : '';
    if (Buffer.byteLength(current) > Buffer.byteLength(longest)) longest = current;
  }
  return longest;
}

import { isUtf8 } from 'node:buffer';
import type { Message } from '../model/message.js';
import { unescapeJson } from '../decode/json-text.js';
import { exactBytes, foldedBytes } from './bytes-filter.js';
import { fold } from './fold.js';

/** What a filter looks at. */
export type Searched = Pick<Message, 'key' | 'value' | 'headers'>;

export interface TextFilter {
  readonly text: string;
  readonly matches: (message: Searched) => boolean;
  /** Where the text occurs in another one, as [start, end) in UTF-16 units, in order, without overlap. */
  readonly highlight: (text: string) => [number, number][];
}

/** What the short escapes of JSON stand for; only `\u` can stand for anything else. */
const SHORT_ESCAPED = /["\\/\b\f\n\r\t]/;

/**
 * Plain text over key, value and headers (their names and values). Smart case: case counts when the
 * text has a capital. A JSON value is searched as it is written and with its escapes resolved, so
 * that `zoë` finds `"Zo\u00eb"`. Empty text matches everything.
 */
export function compileTextFilter(text: string): TextFilter {
  const isFolded = text.toLowerCase() === text;
  const inBytes = isFolded ? foldedBytes(text) : exactBytes(text);
  const prepare = isFolded ? fold : (other: string): string => other;
  const needle = prepare(text);

  // Without one of these, what the text looks like unescaped is what was just looked through.
  const escape = Buffer.from(SHORT_ESCAPED.test(text) ? '\\' : '\\u');

  const inValue = (value: Buffer): boolean => {
    if (inBytes(value)) return true;
    if (!value.includes(escape) || !isUtf8(value)) return false;
    return prepare(unescapeJson(value.toString('utf8'))).includes(needle);
  };
  const matches = ({ key, value, headers }: Searched): boolean => {
    if (needle === '' || (key !== null && inBytes(key))) return true;
    if (value !== null && inValue(value)) return true;
    for (const header of headers) {
      if (prepare(header.key).includes(needle)) return true;
      if (header.value !== null && inBytes(header.value)) return true;
    }
    return false;
  };
  return { text, matches, highlight: (other) => occurrences(prepare(other), needle) };
}

function occurrences(text: string, needle: string): [number, number][] {
  const found: [number, number][] = [];
  if (needle === '') return found;
  let at = text.indexOf(needle);
  while (at >= 0) {
    found.push([at, at + needle.length]);
    at = text.indexOf(needle, at + needle.length);
  }
  return found;
}

import type { PathSegment } from './query-syntax.js';
import { quotedText } from './query-reader.js';

/** Where and when a message is, and what it is made of: names that mean the message and not a field of its value. */
export const METADATA_NAMES: readonly string[] = [
  'key',
  'value',
  'headers',
  'partition',
  'offset',
  'timestamp',
];

/** A name that can be typed as it is. */
const PLAIN = /^[\p{L}_$@#][^\s"'{}<>=,;*?.:()[\]\\]*$/u;

/** A path as it is typed in a query; `prefix` is what it hangs from (`headers`, `key`), empty for the value's own. */
export function typedPath(prefix: string, path: readonly PathSegment[]): string {
  let text = prefix;
  for (const segment of path) {
    if (segment.kind === 'name')
      text += (text === '' ? '' : '.') + typedName(segment.name, text === '');
    else text += segment.kind === 'each' ? '[*]' : `[${segment.index}]`;
  }
  return text;
}

function typedName(name: string, isFirst: boolean): string {
  const isTaken = isFirst && METADATA_NAMES.includes(name);
  return PLAIN.test(name) && !isTaken ? name : quotedText(name);
}

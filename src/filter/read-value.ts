import { QueryError } from './query-error.js';
import { type QueryReader, isBoundary, isSpace, quotedText } from './query-reader.js';
import { ANY, ONE, type TextSyntax, type ValueSyntax } from './query-syntax.js';

/** Texts and wildcards that one word is made of at most. */
const MOST_PARTS = 200;
const MOST_WITH_WILDCARDS = 1_000;

/** What a term looks for, from its first character on. `inField`: brackets begin a range. */
export function readValue(reader: QueryReader, inField: boolean): ValueSyntax {
  const at = reader.at;
  const first = reader.peek();
  if (first === '"' || first === "'") {
    const text = reader.quoted();
    reader.expectBoundary('the closing quote', at);
    return { kind: 'text', text, quoted: true, at, end: reader.at };
  }
  if (inField && first === ':')
    throw new QueryError(at, 'a second colon', 'type one, or quote what begins with it: ":…"');
  if (first === '/') return readRegex(reader);
  if (inField && (first === '[' || first === '{')) return readRange(reader);
  const parts = readParts(reader, isBoundary);
  if (reader.peek() === '(') {
    throw new QueryError(
      reader.at,
      'a parenthesis comes directly behind a word',
      `put a space before it to group, or quote it all: ${quotedText(wordWithParentheses(reader, at))}`,
    );
  }
  const span = { at, end: reader.at };
  const hasWildcards = parts.some((part) => typeof part !== 'string');
  if (hasWildcards && (parts.length > MOST_PARTS || reader.at - at > MOST_WITH_WILDCARDS))
    throw new QueryError(at, 'this is too long for wildcards', 'leave some of it out');
  if (hasWildcards) return { kind: 'wildcard', parts, ...span };
  return { kind: 'text', text: parts.join(''), quoted: false, ...span };
}

function wordWithParentheses({ text }: QueryReader, at: number): string {
  return /^\S*/.exec(text.slice(at))?.[0] ?? '';
}

/**
 * A word without quotes, up to where `ends` says. A backslash takes `*`, `:`, a space and the like as they
 * are; before a letter or digit it is a backslash, so that what JSON has escaped can be looked for as it is written.
 */
function readParts(
  reader: QueryReader,
  ends: (character: string) => boolean,
): (string | typeof ANY | typeof ONE)[] {
  const parts: (string | typeof ANY | typeof ONE)[] = [];
  let text = '';
  const add = (wildcard: typeof ANY | typeof ONE): void => {
    if (text !== '') parts.push(text);
    text = '';
    parts.push(wildcard);
  };
  for (;;) {
    const character = reader.peek();
    if (ends(character)) break;
    reader.at += 1;
    if (character === '*') add(ANY);
    else if (character === '?') add(ONE);
    else if (character === '\\' && /^[^\p{L}\p{N}]/u.test(reader.peek())) {
      text += reader.peek();
      reader.at += 1;
    } else text += character;
  }
  if (text !== '') parts.push(text);
  return parts;
}

/** `/pattern/flags`; a slash in a class or behind a backslash does not end it. */
function readRegex(reader: QueryReader): ValueSyntax {
  const at = reader.at;
  const close = closingSlash(reader.text, at);
  const quote = quoteIt(reader, at);
  if (close < 0)
    throw new QueryError(at, 'this regular expression has no closing slash', `write /…/; ${quote}`);
  const pattern = reader.text.slice(at + 1, close);
  if (pattern === '')
    throw new QueryError(at, 'a regular expression is missing between the slashes', quote);
  const flags = /^[\p{L}\p{N}_]*/u.exec(reader.text.slice(close + 1))?.[0] ?? '';
  const bad = /[^imsu]/.exec(flags);
  if (bad) {
    const column = close + 1 + bad.index;
    const message = `${bad[0]} is no flag of a regular expression`;
    throw new QueryError(column, message, `i ignores case; ${quote}`);
  }
  reader.at = close + 1 + flags.length;
  reader.expectBoundary('a regular expression', at);
  return { kind: 'regex', pattern, flags, at, end: reader.at };
}

function closingSlash(text: string, from: number): number {
  let isInClass = false;
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '[') isInClass = true;
    else if (character === ']') isInClass = false;
    else if (character === '/' && !isInClass) return at;
  }
  return -1;
}

/** What to type for the text itself, also where it was meant to be one with what stands before it. */
function quoteIt(reader: QueryReader, at: number): string {
  let start = at;
  while (!isBoundary(reader.text.charAt(start - 1))) start -= 1;
  const value = quotedText(reader.restOfWord(at));
  const whole = quotedText(reader.restOfWord(start));
  if (start === at) return `to look for the text, quote it: ${value}`;
  return `quote the text: ${reader.text.slice(start, at)}${value}, or all of it: ${whole}`;
}

const RANGE = 'write it as [100 TO 200], {100 TO 200} without the ends, or [100 TO *]';

function readRange(reader: QueryReader): ValueSyntax {
  const at = reader.at;
  const fromIncluded = reader.peek() === '[';
  reader.at += 1;
  reader.skipSpace();
  const from = readBound(reader, at);
  reader.skipSpace();
  if (!/^TO\s/.test(reader.text.slice(reader.at, reader.at + 3)))
    throw new QueryError(reader.at, 'a range needs TO between its ends', RANGE);
  reader.at += 2;
  reader.skipSpace();
  const to = readBound(reader, at);
  reader.skipSpace();
  const close = reader.peek();
  if (close !== ']' && close !== '}')
    throw new QueryError(reader.at, 'this range is never closed', RANGE);
  reader.at += 1;
  reader.expectBoundary('the range', at);
  return { kind: 'range', from, to, fromIncluded, toIncluded: close === ']', at, end: reader.at };
}

/** An end of a range; null where it is open. */
function readBound(reader: QueryReader, opening: number): TextSyntax | null {
  const at = reader.at;
  const first = reader.peek();
  if (first === '"' || first === "'") {
    return { kind: 'text', text: reader.quoted(), quoted: true, at, end: reader.at };
  }
  const parts = readParts(
    reader,
    (character) => character === '' || character === ']' || character === '}' || isSpace(character),
  );
  const end = reader.at;
  if (parts.length === 0) throw new QueryError(end, 'an end of the range is missing', RANGE);
  if (parts.length === 1 && parts[0] === ANY) return null;
  if (parts.some((part) => typeof part !== 'string'))
    throw new QueryError(
      at,
      'an end of a range takes no wildcard',
      `${RANGE}; quote a text: ${quotedText(reader.text.slice(opening))}`,
    );
  return { kind: 'text', text: parts.join(''), quoted: false, at, end };
}

import { QueryError } from './query-error.js';
import { QueryReader, characterAt, isBoundary, quotedText } from './query-reader.js';
import type { FieldSyntax, PathSegment } from './query-syntax.js';

/** What a name can't hold unless it is quoted. */
const NOT_IN_NAMES = /["'{}<>=,;*?]/;

const MOST_STEPS = 100;

/**
 * The field that a word begins with, and the reader on the colon behind it; null where the word has no colon
 * outside of quotes, and then the reader stays. Throws a QueryError where what stands before the colon is no path.
 */
export function readField(reader: QueryReader): FieldSyntax | null {
  const at = reader.at;
  const end = colonOf(reader.text, at);
  if (end === null) return null;
  const path = readPath(reader, end, true);
  if (path.length === 0)
    throw new QueryError(
      at,
      'a field is missing before the colon',
      `to look for the text, quote it: ${quotedText(reader.restOfWord(at))}`,
    );
  return { at, end, path, text: reader.text.slice(at, end) };
}

/**
 * The steps from the place of the reader to `end`. `isTerm`: a value follows, so what begins with a digit is more
 * likely a text than a name. Throws a QueryError.
 */
export function readPath(reader: QueryReader, end: number, isTerm: boolean): PathSegment[] {
  const path: PathSegment[] = [];
  while (reader.at < end) {
    if (path.length >= MOST_STEPS)
      throw new QueryError(
        reader.at,
        `a path has at most ${MOST_STEPS} steps`,
        'name a field that is nearer',
      );
    readStep(reader, end, path, isTerm);
  }
  return path;
}

/** Where the colon of the word at `from` stands, with nothing but a path before it; null where there is none. */
function colonOf(text: string, from: number): number | null {
  let at = from;
  for (;;) {
    const character = text.charAt(at);
    if (isQuote(character) && (at === from || text.charAt(at - 1) === '.')) {
      const reader = new QueryReader(text);
      reader.at = at;
      reader.quoted();
      at = reader.at;
    } else if (character === ':') {
      return at;
    } else if (isBoundary(character)) {
      return null;
    } else {
      at += character === '\\' ? 2 : 1;
    }
  }
}

function readStep(reader: QueryReader, end: number, path: PathSegment[], isTerm: boolean): void {
  if (reader.peek() === '[') {
    path.push(readIndex(reader, end));
    return;
  }
  if (path.length > 0) {
    if (reader.peek() !== '.') throw noName(reader, reader.at);
    reader.at += 1;
  }
  const at = reader.at;
  if (isQuote(reader.peek())) {
    path.push({ kind: 'name', name: reader.quoted(), quoted: true });
    return;
  }
  const name = readName(reader, end);
  if (name === '') throw noName(reader, at);
  if (isTerm && path.length === 0 && /^\d/.test(name)) {
    const word = reader.restOfWord(at);
    throw new QueryError(
      at,
      `${reader.text.slice(at, end)} before the colon is no field`,
      `to look for the text, quote it: ${quotedText(word)}; for a field of that name: ${quotedText(name)}${reader.restOfWord(reader.at)}`,
    );
  }
  path.push({ kind: 'name', name, quoted: false });
}

/** Up to the next dot or bracket; a backslash takes what follows as it is. */
function readName(reader: QueryReader, end: number): string {
  let name = '';
  while (reader.at < end) {
    const character = reader.peek();
    if (character === '.' || character === '[') break;
    if (NOT_IN_NAMES.test(character) || character === ']') throw noName(reader, reader.at);
    const isEscape = character === '\\' && reader.at + 1 < end;
    if (isEscape) reader.at += 1;
    name += isEscape ? reader.peek() : character;
    reader.at += 1;
  }
  return name;
}

function noName(reader: QueryReader, at: number): QueryError {
  const character = characterAt(reader.text, at);
  const what =
    character === ':'
      ? 'a name is missing before the colon'
      : `${character} can't stand in a field's name like this`;
  const start = wordStart(reader.text, at);
  return new QueryError(
    at,
    what,
    `to look for the text, quote it: ${quotedText(reader.restOfWord(start))}; a name can be quoted too: "a.b":1`,
  );
}

function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isBoundary(text.charAt(start - 1))) start -= 1;
  return start;
}

function readIndex(reader: QueryReader, end: number): PathSegment {
  const at = reader.at;
  const inside = /^\[(\*|\d{1,9})\]/.exec(reader.text.slice(at, end));
  if (!inside)
    throw new QueryError(
      at,
      'brackets in a field take an index or *',
      'write items[0].sku, or items[*].sku for each',
    );
  reader.at += inside[0].length;
  return inside[1] === '*' ? { kind: 'each' } : { kind: 'index', index: Number(inside[1]) };
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'";
}

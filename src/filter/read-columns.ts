import { QueryError } from './query-error.js';
import { QueryReader, characterAt, isBoundary } from './query-reader.js';
import type { PathSegment } from './query-syntax.js';
import { isMetadata } from './metadata-term.js';
import { readPath } from './read-field.js';

/** What a column shows of a message. */
export type ColumnSource =
  | { readonly kind: 'partition' | 'offset' | 'timestamp' | 'key' | 'value' }
  /** By its name. */
  | { readonly kind: 'header'; readonly name: string }
  /** A field of a key or value that is JSON. */
  | { readonly kind: 'json'; readonly of: 'key' | 'value'; readonly path: readonly PathSegment[] };

export interface Column {
  /** As it was typed: `user.address.city`, `headers.src`. */
  readonly name: string;
  readonly source: ColumnSource;
}

/** More than any screen is wide. */
const MOST_COLUMNS = 64;

const NEXT = 'type fields apart by blanks: email user.address.city items[0].sku headers.src "a.b"';

/** Fields as a query names them, apart by blanks. Throws a QueryError; its column counts in `text`. */
export function readColumns(text: string): readonly Column[] {
  const reader = new QueryReader(text);
  const columns: Column[] = [];
  reader.skipSpace();
  while (!reader.isAtEnd) {
    if (columns.length === MOST_COLUMNS) {
      const message = `there can be at most ${MOST_COLUMNS} columns`;
      throw mistake(text, reader.at, message, 'leave some out');
    }
    columns.push(readColumn(reader));
    reader.skipSpace();
  }
  return columns;
}

function readColumn(reader: QueryReader): Column {
  const { text, at } = reader;
  try {
    const end = wordEnd(text, at);
    const path = readPath(reader, end, false);
    return { name: text.slice(at, end), source: sourceOf(path, text, at) };
  } catch (error) {
    if (!(error instanceof QueryError) || error.query !== '') throw error;
    throw mistake(text, error.column, error.message);
  }
}

function mistake(text: string, at: number, message: string, next = NEXT): QueryError {
  return new QueryError(at, message, next, text);
}

/** Behind the word at `from`: a name may be quoted, and then takes blanks. */
function wordEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const character = text.charAt(at);
    if ((character === '"' || character === "'") && (at === from || text.charAt(at - 1) === '.')) {
      const reader = new QueryReader(text);
      reader.at = at;
      reader.quoted();
      at = reader.at;
    } else if (isBoundary(character)) {
      if (character !== '(' && character !== ')') return Math.min(at, text.length);
      throw mistake(text, at, `${character} can't stand among columns`);
    } else if (character === ':') {
      throw mistake(
        text,
        at,
        `a column is a field alone, and a colon asks for its value`,
        `type ${text.slice(from, at)}; :filter asks for values`,
      );
    } else if (',;'.includes(character)) {
      throw mistake(text, at, `${characterAt(text, at)} can't stand between columns`);
    } else {
      at += character === '\\' ? 2 : 1;
    }
  }
}

function sourceOf(path: readonly PathSegment[], text: string, at: number): ColumnSource {
  const [first, ...rest] = path;
  // A quoted name is always one of the value's own, as in a query.
  const name = first?.kind === 'name' && !first.quoted ? first.name : '';
  if (rest.length === 0 && (isMetadata(name) || name === 'key' || name === 'value')) {
    return { kind: name };
  }
  if (name === 'headers') return headerOf(rest, text, at);
  if (name === 'key' || name === 'value') return { kind: 'json', of: name, path: rest };
  return { kind: 'json', of: 'value', path };
}

/** Names of headers have dots now and then, and nothing below them. */
function headerOf(rest: readonly PathSegment[], text: string, at: number): ColumnSource {
  const names = rest.flatMap((segment) => (segment.kind === 'name' ? [segment.name] : []));
  if (names.length === rest.length && names.length > 0) {
    return { kind: 'header', name: names.join('.') };
  }
  throw mistake(text, at, 'which header is missing', 'type headers.NAME, such as headers.src');
}

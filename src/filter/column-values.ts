import { isUtf8 } from 'node:buffer';
import { characterStart } from '../decode/binary.js';
import { scanJson } from '../decode/json-scan.js';
import { unescapeJson } from '../decode/json-text.js';
import { skipSpace } from '../decode/json-tokens.js';
import type { Queried } from '../model/query.js';
import { JsonWalk } from './json-walk.js';
import type { Column, ColumnSource } from './read-columns.js';
import { CONTAINER, NULL, NUMBER, STRING, type ScalarTest } from './scalar-test.js';

/** A value that stands in a JSON text, exactly as it stands there; a text without its escapes. */
export interface FieldValue {
  readonly kind: 'text' | 'number' | 'word' | 'null' | 'part';
  readonly text: string;
}

/** What a message has for a column. */
export type ColumnValue =
  /** Key, value or a header as a whole; null is one without bytes. */
  | {
      readonly kind: 'bytes';
      readonly of: 'key' | 'value' | 'header';
      readonly bytes: Buffer | null;
    }
  | { readonly kind: 'number'; readonly of: number | bigint }
  /** ms since the epoch. */
  | { readonly kind: 'time'; readonly at: number }
  /** Several where the path leads to several, none of them empty. */
  | { readonly kind: 'fields'; readonly values: readonly FieldValue[] }
  | { readonly kind: 'missing' }
  /** It was not in the first bytes of a value that is too large to look through for a row. */
  | { readonly kind: 'beyond' }
  /** The value (or key) is no JSON: it has no fields, and is shown as it is. */
  | { readonly kind: 'no fields' };

/** A row looks at so much of a key or value. */
const LOOK_AT = 1024 * 1024;
/** Characters of one value: more than any terminal is wide. */
const MAX_TEXT = 1024;
/** Values that one path shows. */
const MOST_VALUES = 16;

/** Reads what messages have for columns. Bytes of a message need to be valid only during the call. */
export class ColumnValues {
  readonly #columns: readonly Column[];
  readonly #value: JsonFields;
  readonly #key: JsonFields;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
    this.#value = new JsonFields(columns, 'value');
    this.#key = new JsonFields(columns, 'key');
  }

  /** One for each column. */
  of(message: Queried): readonly ColumnValue[] {
    const inValue = this.#value.of(message.value);
    const inKey = this.#key.of(message.key);
    return this.#columns.map(({ source }, index): ColumnValue => {
      if (source.kind === 'json') return (source.of === 'key' ? inKey : inValue)[index] ?? MISSING;
      return plainValue(source, message);
    });
  }
}

const MISSING: ColumnValue = { kind: 'missing' };

function plainValue(
  source: Exclude<ColumnSource, { kind: 'json' }>,
  message: Queried,
): ColumnValue {
  switch (source.kind) {
    case 'partition':
    case 'offset':
      return { kind: 'number', of: message[source.kind] };
    case 'timestamp':
      return message.timestamp < 0 ? MISSING : { kind: 'time', at: message.timestamp };
    case 'key':
    case 'value':
      return { kind: 'bytes', of: source.kind, bytes: message[source.kind] };
    case 'header': {
      // Of several with a name the last one counts, as in Kafka's own `lastHeader`.
      const header = message.headers.findLast(({ key }) => key === source.name);
      return header === undefined ? MISSING : { kind: 'bytes', of: 'header', bytes: header.value };
    }
  }
}

/** All fields of one JSON text that columns ask for, found in one walk. */
class JsonFields {
  readonly #numbers: readonly number[];
  readonly #walk: JsonWalk;
  readonly #found: FieldValue[][];
  /** By term: behind the object or array that was shown as a whole. */
  readonly #shownTo: number[];
  #end = 0;
  #isCut = false;

  constructor(columns: readonly Column[], of: 'key' | 'value') {
    const terms = columns.flatMap(({ source }, number) =>
      source.kind === 'json' && source.of === of ? [{ number, path: source.path }] : [],
    );
    this.#numbers = terms.map(({ number }) => number);
    this.#found = terms.map(() => []);
    this.#shownTo = terms.map(() => 0);
    this.#walk = new JsonWalk(
      terms.map(({ path }, term) => ({ path, test: this.#collects(term) })),
    );
  }

  /** By number of the column. */
  of(bytes: Buffer | null): ColumnValue[] {
    const values: ColumnValue[] = [];
    if (this.#numbers.length === 0) return values;
    const state = bytes === null ? 'no fields' : this.#read(bytes);
    for (const [term, number] of this.#numbers.entries()) {
      const found = this.#found[term] ?? [];
      if (state === 'no fields') values[number] = { kind: 'no fields' };
      else if (found.length > 0) values[number] = { kind: 'fields', values: found.slice() };
      else values[number] = this.#isCut ? { kind: 'beyond' } : MISSING;
    }
    return values;
  }

  #read(bytes: Buffer): 'fields' | 'no fields' {
    for (const found of this.#found) found.length = 0;
    this.#shownTo.fill(0);
    this.#end = characterStart(bytes, LOOK_AT);
    this.#isCut = this.#end < bytes.length;
    const head = this.#isCut ? bytes.subarray(0, this.#end) : bytes;
    const first = head[skipSpace(head, 0, head.length)];
    if (first !== 0x7b && first !== 0x5b) return 'no fields';
    if (!isUtf8(head) || scanJson(head, head.length, this.#isCut).badAt !== null)
      return 'no fields';
    this.#walk.run(head);
    return 'fields';
  }

  /** Takes every value that is found, and goes on while there is room for more. */
  #collects(term: number): ScalarTest {
    return (kind, bytes, start, end, escapes) => {
      const found = this.#found[term];
      if (found === undefined || start < (this.#shownTo[term] ?? 0)) return false;
      // What stands at the very end of the bytes may go on behind it.
      if (this.#isCut && end >= this.#end) return false;
      if (kind === CONTAINER) {
        const behind = behindContainer(bytes, start);
        this.#shownTo[term] = behind;
        found.push({
          kind: 'part',
          text: textOf(bytes, start, behind, false).replace(/\s+/g, ' '),
        });
      } else {
        found.push({ kind: kindOf(kind), text: textOf(bytes, start, end, escapes) });
      }
      return found.length >= MOST_VALUES;
    };
  }
}

function kindOf(kind: number): FieldValue['kind'] {
  if (kind === STRING) return 'text';
  if (kind === NUMBER) return 'number';
  return kind === NULL ? 'null' : 'word';
}

function textOf(bytes: Buffer, start: number, end: number, escapes: boolean): string {
  const most = start + MAX_TEXT;
  const cut = end > most ? characterStart(bytes, most) : end;
  const text = bytes.toString('utf8', start, cut);
  return escapes ? unescapeJson(text) : text;
}

/** Behind the bracket that closes the one at `start`; the end where there is none. */
function behindContainer(bytes: Buffer, start: number): number {
  let depth = 0;
  let isText = false;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isText) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) isText = false;
    } else if (byte === 0x22) isText = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return bytes.length;
}

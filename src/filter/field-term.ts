import type { ByteHint } from '../model/query.js';
import { ANYWHERE, NO_BOUNDS } from '../model/query.js';
import {
  NEGATIVE,
  NULL_WORD,
  allOf,
  anyOf,
  hintTest,
  jsonTextHint,
  numberHint,
  textHint,
} from './byte-hint.js';
import { isMetadata, metadataPart } from './metadata-term.js';
import { NOTHING_KNOWN, type QueryPart, type Spans } from './query-part.js';
import type { FieldSyntax, PathSegment, TermSyntax } from './query-syntax.js';
import { MAYBE, NO, type QueryTest, YES } from './query-test.js';
import { type Asked, NULL, STRING, type ScalarTest, askedOf } from './scalar-test.js';
import type { JsonDocument, Subject } from './subject.js';

/** A term on a field. `now`: ms since the epoch. Throws a QueryError. */
export function fieldPart(
  term: TermSyntax,
  field: FieldSyntax,
  subject: Subject,
  now: number,
): QueryPart {
  const [first, ...rest] = field.path;
  // A quoted name is always one of the value's own.
  const name = first?.kind === 'name' && !first.quoted ? first.name : '';
  if (rest.length === 0) {
    if (isMetadata(name)) return metadataPart(name, term, now);
    if (name === 'key') return keyPart(term);
    if (name === 'value') return valuePart(term);
  }
  if (name === 'headers' && rest.every(({ kind }) => kind === 'name'))
    return headerPart(term, rest);
  if (name === 'key')
    return jsonPart(askedOf(term), rest, subject.keyJson, ({ message }) => message.key);
  const path = name === 'value' ? rest : field.path;
  return jsonPart(askedOf(term), path, subject.valueJson, ({ value }) => value);
}

/** Bytes as a text of their own: a key, a header's value, a value as a whole. */
function testBytes(test: ScalarTest, bytes: Buffer | null): boolean {
  return bytes === null
    ? test(NULL, EMPTY, 0, 0, false)
    : test(STRING, bytes, 0, bytes.length, false);
}

const EMPTY = Buffer.alloc(0);

function quickTest(cost: number, test: (subject: Subject) => boolean): QueryTest {
  return { cost, quick: (subject) => (test(subject) ? YES : NO), sure: test };
}

/** A key is compared as it is: its partition depends on each byte of it, and so on case. */
function keyPart(term: TermSyntax): QueryPart {
  const asked = askedOf(term, true);
  const { value } = term;
  const isNull = asked.kind === 'null';
  if (value.kind === 'text' && !isNull && (term.operator === ':' || term.operator === ':=')) {
    const key = Buffer.from(value.text);
    return {
      test: quickTest(2, ({ message }) => message.key?.equals(key) ?? false),
      ifYes: { hint: literalOrNull(key), bounds: [{ ...ANYWHERE, key }] },
      ifNo: NOTHING_KNOWN,
      spans: spansOf(asked),
    };
  }
  return {
    test: quickTest(3, ({ message }) => testBytes(asked.test, message.key)),
    ifYes: { hint: plainHint(asked), bounds: NO_BOUNDS },
    ifNo: NOTHING_KNOWN,
    spans: spansOf(asked),
  };
}

function literalOrNull(bytes: Buffer): ByteHint | null {
  return bytes.length === 0 ? null : { kind: 'literal', bytes, foldAscii: false };
}

/** The value as one text, JSON or not. */
function valuePart(term: TermSyntax): QueryPart {
  const asked = askedOf(term);
  return {
    test: quickTest(5, ({ value }) => testBytes(asked.test, value)),
    ifYes: { hint: plainHint(asked), bounds: NO_BOUNDS },
    ifNo: NOTHING_KNOWN,
    spans: spansOf(asked),
  };
}

/** Any header of that name, whose dots are its own; any header at all where there is none. */
function headerPart(term: TermSyntax, rest: readonly PathSegment[]): QueryPart {
  const asked = askedOf(term);
  const name = rest.map((segment) => (segment.kind === 'name' ? segment.name : '')).join('.');
  const test = ({ message }: Subject): boolean =>
    message.headers.some(
      (header) => (rest.length === 0 || header.key === name) && testBytes(asked.test, header.value),
    );
  const nameHint = rest.length === 0 ? null : textHint(name, false);
  return {
    test: quickTest(4, test),
    ifYes: { hint: allOf([nameHint, plainHint(asked)]), bounds: NO_BOUNDS },
    ifNo: NOTHING_KNOWN,
    spans: spansOf(asked),
  };
}

/** What bytes hold that are, as a text of their own, what was asked for. */
function plainHint(asked: Asked): ByteHint | null {
  if (asked.kind === 'compare') return asked.negative ? NEGATIVE : null;
  if (asked.kind !== 'text') return null;
  const { literals, anyCase } = asked.match;
  const text = allOf(literals.map((literal) => textHint(literal, anyCase)));
  return asked.number === null ? text : anyOf([text, numberHint(asked.number)]);
}

/** What a JSON text holds that holds what was asked for. */
function jsonHint(asked: Asked): ByteHint | null {
  switch (asked.kind) {
    case 'any':
      return null;
    case 'null':
      return NULL_WORD;
    case 'compare':
      return asked.negative ? NEGATIVE : null;
    case 'text': {
      const { literals, anyCase } = asked.match;
      const text = allOf(literals.map((literal) => jsonTextHint(literal, anyCase)));
      return asked.number === null ? text : anyOf([text, numberHint(asked.number)]);
    }
  }
}

function jsonPart(
  asked: Asked,
  path: readonly PathSegment[],
  document: JsonDocument,
  source: (subject: Subject) => Buffer | null,
): QueryPart {
  const term = document.add({ path, test: asked.test });
  const hint = jsonHint(asked);
  const mayHold = hint === null ? null : hintTest(hint);
  const names = path.map((segment) =>
    segment.kind === 'name' ? jsonTextHint(segment.name, false) : null,
  );
  const test: QueryTest = {
    cost: hint === null ? 10 : 8,
    quick: (subject) => {
      const bytes = source(subject);
      return bytes === null || mayHold?.(bytes) === false ? NO : MAYBE;
    },
    sure: (subject) => {
      const bytes = source(subject);
      return bytes !== null && document.holds(bytes, term);
    },
  };
  return {
    test,
    ifYes: { hint: allOf([hint, ...names]), bounds: NO_BOUNDS },
    ifNo: NOTHING_KNOWN,
    spans: spansOf(asked),
  };
}

function spansOf(asked: Asked): Spans[] {
  return asked.kind === 'text' ? [asked.match.spans] : [];
}

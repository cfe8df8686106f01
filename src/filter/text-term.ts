import { isUtf8 } from 'node:buffer';
import { unescapeJson } from '../decode/json-text.js';
import { NO_BOUNDS } from '../model/query.js';
import { allOf, hintTest, jsonTextHint } from './byte-hint.js';
import { compileTextFilter } from './plain-text.js';
import { NOTHING_KNOWN, type QueryPart } from './query-part.js';
import { ANY, type TermSyntax } from './query-syntax.js';
import { NO, YES } from './query-test.js';
import type { Subject } from './subject.js';
import { type TextMatch, ignoresCase, regex, wordPattern } from './text-match.js';

/** A term without a field: anywhere in key, value and headers. Throws a QueryError. */
export function textPart({ value }: TermSyntax): QueryPart {
  switch (value.kind) {
    case 'text': {
      const { matches, highlight } = compileTextFilter(value.text);
      return partOf(
        ({ message }) => matches(message),
        jsonTextHint(value.text, ignoresCase(value.text)),
        highlight,
      );
    }
    case 'wildcard': {
      const parts = value.parts;
      const text = parts.filter((part) => typeof part === 'string').join('');
      if (parts.every((part) => part === ANY))
        return partOf(
          () => true,
          null,
          () => [],
        );
      return patternPart(wordPattern(parts, ignoresCase(text)));
    }
    case 'regex':
      return patternPart(regex(value.pattern, value.flags, value.at + 1));
    case 'range':
      throw new Error('a range without a field');
  }
}

function partOf(
  test: (subject: Subject) => boolean,
  hint: QueryPart['ifYes']['hint'],
  spans: QueryPart['spans'][number],
): QueryPart {
  return {
    test: { cost: 6, quick: (subject) => (test(subject) ? YES : NO), sure: test },
    ifYes: { hint, bounds: NO_BOUNDS },
    ifNo: NOTHING_KNOWN,
    spans: [spans],
  };
}

/** Each text of a message is tried for itself; a value as it is written, and with JSON's escapes resolved. */
function patternPart(match: TextMatch): QueryPart {
  const hint = allOf(match.literals.map((literal) => jsonTextHint(literal, match.anyCase)));
  const mayHold = hint === null ? (): boolean => true : hintTest(hint);
  const inBytes = (bytes: Buffer | null): boolean =>
    bytes !== null && mayHold(bytes) && match.test(bytes.toString('utf8'));
  const inValue = (bytes: Buffer | null): boolean => {
    if (bytes === null || !mayHold(bytes)) return false;
    const text = bytes.toString('utf8');
    if (match.test(text)) return true;
    return bytes.includes(0x5c) && isUtf8(bytes) && match.test(unescapeJson(text));
  };
  const test = ({ message, value }: Subject): boolean =>
    inBytes(message.key) ||
    inValue(value) ||
    message.headers.some((header) => match.test(header.key) || inBytes(header.value));
  return partOf(test, hint, match.spans);
}

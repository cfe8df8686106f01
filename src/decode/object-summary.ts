import type { Line, Span, Tone } from '../model/styled.js';
import { characterStart } from './binary.js';
import type { Member } from './json-scan.js';
import { unescapeJson } from './json-text.js';
import type { Marks } from './marks.js';
import { rankOf, speaksForItself, type ValueKind } from './telling.js';

/** Bytes of one field's value that are shown, and of its name. */
const MAX_VALUE = 160;
const MAX_NAME = 64;
/** Characters of the whole line, more than any terminal is wide. */
const MAX_LINE = 1024;

interface Field {
  readonly name: string;
  readonly kind: ValueKind;
  /** A string's content, or the value as it is written. */
  readonly text: string;
  readonly rank: number;
}

/** The fields of a JSON object in one line, the most telling first, otherwise in their own order. */
export function objectSummary(value: Buffer, members: readonly Member[], marks: Marks): Line {
  if (members.length === 0) return [{ text: '{}', tone: 'dim' }];
  const fields = members
    .map((member) => fieldOf(value, member, marks))
    .sort((one, other) => one.rank - other.rank);
  const line: Span[] = [];
  let length = 0;
  for (const field of fields) {
    if (length > MAX_LINE) {
      line.push({ text: marks.separator + marks.ellipsis, tone: 'dim' });
      break;
    }
    if (line.length > 0) line.push({ text: marks.separator, tone: 'dim' });
    if (field.kind !== 'string' || !speaksForItself(field.rank)) {
      line.push({ text: `${field.name} `, tone: 'dim' });
    }
    line.push({ text: field.text, tone: TONE_OF[field.kind] });
    length += field.name.length + field.text.length;
  }
  return line;
}

const TONE_OF: Readonly<Record<ValueKind, Tone>> = {
  string: 'plain',
  number: 'number',
  boolean: 'boolean',
  null: 'null',
  object: 'dim',
  array: 'dim',
};

function fieldOf(value: Buffer, member: Member, marks: Marks): Field {
  const name = unescapeJson(cut(value, member.keyStart, member.keyEnd, MAX_NAME, marks));
  const kind = kindOf(value[member.valueStart] ?? 0);
  const isString = kind === 'string';
  const start = isString ? member.valueStart + 1 : member.valueStart;
  // A value that the scan's limit cut has no closing quote.
  const isClosed = isString && member.valueEnd > start && value[member.valueEnd - 1] === 0x22;
  const end = isClosed ? member.valueEnd - 1 : member.valueEnd;
  const written = cut(value, start, end, MAX_VALUE, marks);
  const text = isString ? unescapeJson(written) : written.replace(/\s*\n\s*/g, ' ');
  return { name, kind, text: text === '' ? '""' : text, rank: rankOf(name, kind, text) };
}

function cut(bytes: Buffer, start: number, end: number, limit: number, marks: Marks): string {
  if (end - start <= limit) return bytes.toString('utf8', start, end);
  const text = bytes.toString('utf8', start, characterStart(bytes, start + limit));
  // Half an escape at the end would read as something else.
  return text.replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, '') + marks.ellipsis;
}

function kindOf(byte: number): ValueKind {
  switch (byte) {
    case 0x22:
      return 'string';
    case 0x7b:
      return 'object';
    case 0x5b:
      return 'array';
    case 0x74:
    case 0x66:
      return 'boolean';
    case 0x6e:
      return 'null';
    default:
      return 'number';
  }
}

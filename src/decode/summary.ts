import type { Line, Span } from '../model/styled.js';
import { binaryReason, characterStart, hex, knownFormat } from './binary.js';
import { beginsLikeJson, faultReason } from './decode.js';
import { scanJson } from './json-scan.js';
import { skipSpace } from './json-tokens.js';
import { UNICODE_MARKS, type Marks } from './marks.js';
import { formatBytes } from './metadata.js';
import { objectSummary } from './object-summary.js';

/** A row looks at so much of a value and no further; only the detail pane judges larger ones whole. */
const LOOK_AT = 64 * 1024;
/** Characters of a row: more than any terminal is wide. */
const MAX_TEXT = 1024;
const MAX_FIELDS = 64;
const HEX_BYTES = 16;

/** A value in one line, the most telling part first. Costs the same for any size of value. */
export function summarize(value: Buffer | null, marks: Marks = UNICODE_MARKS): Line {
  if (value === null) return [{ text: `${marks.tombstone} tombstone`, tone: 'dim' }];
  if (value.length === 0) return [{ text: `${marks.empty} empty`, tone: 'dim' }];
  const end = characterStart(value, LOOK_AT);
  const head = value.subarray(0, end);
  if (binaryReason(head) !== null) return binarySummary(value, marks);
  const { badAt, members } = scanJson(value, end, end < value.length, MAX_FIELDS);
  if (badAt === null && value[skipSpace(value, 0, end)] === 0x7b) {
    return objectSummary(value, members, marks);
  }
  if (badAt === null || !beginsLikeJson(value, end)) return [textSpan(value, end, marks)];
  return [
    { text: `${marks.odd} not JSON: ${faultReason(value, badAt)}`, tone: 'odd' },
    { text: '  ', tone: 'plain' },
    textSpan(value, end, marks),
  ];
}

/** A key in one line. */
export function summarizeKey(key: Buffer | null, marks: Marks = UNICODE_MARKS): Line {
  if (key === null) return [{ text: '-', tone: 'dim' }];
  if (key.length === 0) return [{ text: `${marks.empty} empty`, tone: 'dim' }];
  const end = characterStart(key, LOOK_AT);
  if (binaryReason(key.subarray(0, end)) !== null) {
    return [{ text: hexPreview(key, marks), tone: 'plain' }];
  }
  return [textSpan(key, end, marks)];
}

function binarySummary(value: Buffer, marks: Marks): Line {
  const known = knownFormat(value);
  const size = `${marks.binary} ${formatBytes(value.length)}`;
  return [
    { text: known === null ? size : `${size}  ${known}`, tone: 'odd' },
    { text: `  ${hexPreview(value, marks)}`, tone: 'dim' },
  ];
}

function hexPreview(bytes: Buffer, marks: Marks): string {
  const shown = Array.from(bytes.subarray(0, HEX_BYTES), hex).join(' ');
  return bytes.length > HEX_BYTES ? `${shown} ${marks.ellipsis}` : shown;
}

/** The beginning of the bytes as text; a JSON document over several lines in one. */
function textSpan(bytes: Buffer, end: number, marks: Marks): Span {
  const cut = characterStart(bytes, Math.min(end, MAX_TEXT));
  const text = bytes.toString('utf8', 0, cut);
  const line = /^\s*[[{]/.test(text) ? text.trim().replace(/\s*\n\s*/g, ' ') : text;
  return { text: cut < bytes.length ? line + marks.ellipsis : line, tone: 'plain' };
}

import type { Line } from '../model/styled.js';
import type { Decoded } from './decode.js';
import { hexLineCount, hexLines } from './hex-lines.js';
import { prettyJson } from './pretty-json.js';

interface PrettyOptions {
  /** How much of a value is laid out, in bytes of it; 1 MiB unless told. */
  readonly maxBytes?: number;
}

export interface Pretty {
  readonly lines: readonly Line[];
  /** How many of the value's bytes the lines show, where that is not all of them. */
  readonly truncated: { readonly shown: number; readonly total: number } | null;
}

const MAX_BYTES = 1024 * 1024;
/** A hex dump has four characters a byte; who wants more of it asks for lines by their number. */
const MAX_HEX_BYTES = 64 * 1024;
const MAX_LINES = 50_000;

/** A decoded value in lines for the detail pane. Bounded in bytes and in lines. */
export function prettyLines(decoded: Decoded, options: PrettyOptions = {}): Pretty {
  const maxBytes = options.maxBytes ?? MAX_BYTES;
  switch (decoded.kind) {
    case 'tombstone':
      return whole([[{ text: 'tombstone: the value is null', tone: 'dim' }]]);
    case 'empty':
      return whole([[{ text: 'empty: the value has 0 bytes', tone: 'dim' }]]);
    case 'json': {
      const text = head(decoded, maxBytes);
      const { lines, used } = prettyJson(text, MAX_LINES);
      return bounded(lines, text.slice(0, used), decoded.total);
    }
    case 'text': {
      const text = head(decoded, maxBytes);
      const { lines, used } = textLines(text);
      return bounded(lines, text.slice(0, used), decoded.total);
    }
    case 'undecodable': {
      const text = head(decoded, maxBytes);
      const { lines, used } = textLines(text);
      const note: Line = [{ text: `not JSON: ${decoded.reason}`, tone: 'odd' }];
      return bounded([note, [], ...lines], text.slice(0, used), decoded.total);
    }
    case 'binary':
      return prettyBinary(decoded.bytes, decoded.reason, Math.min(maxBytes, MAX_HEX_BYTES));
  }
}

function prettyBinary(bytes: Buffer, reason: string, maxBytes: number): Pretty {
  const to = Math.min(hexLineCount(bytes), Math.ceil(maxBytes / 16));
  const shown = Math.min(bytes.length, to * 16);
  return {
    lines: [[{ text: reason, tone: 'odd' }], [], ...hexLines(bytes, { to })],
    truncated: shown < bytes.length ? { shown, total: bytes.length } : null,
  };
}

function textLines(text: string): { lines: Line[]; used: number } {
  const lines: Line[] = [];
  let start = 0;
  while (start <= text.length && lines.length < MAX_LINES) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const isReturn = found > start && text.charCodeAt(end - 1) === 0x0d;
    const line = text.slice(start, isReturn ? end - 1 : end);
    lines.push(line === '' ? [] : [{ text: line, tone: 'plain' }]);
    start = end + 1;
  }
  return { lines, used: Math.min(start, text.length) };
}

/** The text's first characters, at most `maxBytes` of them in UTF-8, and none cut in two. */
function head(decoded: { text: string; shown: number }, maxBytes: number): string {
  if (decoded.shown <= maxBytes) return decoded.text;
  const room = Buffer.alloc(maxBytes);
  return room.toString('utf8', 0, room.write(decoded.text, 'utf8'));
}

function whole(lines: readonly Line[]): Pretty {
  return { lines, truncated: null };
}

function bounded(lines: readonly Line[], text: string, total: number): Pretty {
  const shown = Buffer.byteLength(text);
  return { lines, truncated: shown < total ? { shown, total } : null };
}

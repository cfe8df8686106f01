import { binaryReason, characterStart, hex, sequenceLength } from './binary.js';
import { scanJson } from './json-scan.js';
import { skipSpace } from './json-tokens.js';

/**
 * What a value is. Texts hold the value's first `shown` bytes of `total`; these differ only for values
 * larger than the limit of `decode`, and then what lies behind was not checked.
 */
export type Decoded =
  | { readonly kind: 'tombstone' }
  | { readonly kind: 'empty' }
  | ({ readonly kind: 'json' } & Text)
  | ({ readonly kind: 'text' } & Text)
  /** Begins like a JSON object or array and is none. */
  | ({ readonly kind: 'undecodable'; readonly reason: string } & Text)
  | { readonly kind: 'binary'; readonly bytes: Buffer; readonly reason: string };

interface Text {
  readonly text: string;
  readonly shown: number;
  readonly total: number;
}

interface DecodeOptions {
  /** How much of a value is checked and turned into text, in bytes. */
  readonly maxBytes?: number;
}

const MAX_BYTES = 1024 * 1024;

/**
 * Finds out what the bytes are. Never throws. JSON is only checked, not parsed: its text comes back
 * as it is, so that numbers keep every digit and fields their order.
 */
export function decode(value: Buffer | null, options: DecodeOptions = {}): Decoded {
  if (value === null) return { kind: 'tombstone' };
  if (value.length === 0) return { kind: 'empty' };
  const binary = binaryReason(value);
  if (binary !== null) return { kind: 'binary', bytes: value, reason: binary };
  const shown = characterStart(value, options.maxBytes ?? MAX_BYTES);
  const text = { text: value.toString('utf8', 0, shown), shown, total: value.length };
  const { badAt } = scanJson(value, shown, shown < value.length);
  if (badAt === null) return { kind: 'json', ...text };
  if (!beginsLikeJson(value, shown)) return { kind: 'text', ...text };
  return { kind: 'undecodable', ...text, reason: faultReason(value, badAt) };
}

/**
 * Whether the text means to be a JSON object or array. `[INFO] started` does not: what follows the
 * bracket could not be in an array.
 */
export function beginsLikeJson(bytes: Buffer, end: number): boolean {
  const first = skipSpace(bytes, hasByteOrderMark(bytes) ? 3 : 0, end);
  if (bytes[first] === 0x7b) return true;
  if (bytes[first] !== 0x5b) return false;
  const second = skipSpace(bytes, first + 1, end);
  return second === end || '{["]-0123456789tfn'.includes(String.fromCharCode(bytes[second] ?? 0));
}

/** In plain words what is wrong at an index of `bytes`, and where. */
export function faultReason(bytes: Buffer, at: number): string {
  if (at >= bytes.length) return `unexpected end at byte ${bytes.length}`;
  if (at === 0 && hasByteOrderMark(bytes)) return 'unexpected byte order mark at byte 0';
  const byte = bytes[at] ?? 0;
  if (byte < 0x20 || byte === 0x7f) return `unexpected control byte 0x${hex(byte)} at byte ${at}`;
  const character = bytes.toString('utf8', at, at + sequenceLength(byte));
  return `unexpected ${character === '"' ? 'quote' : `"${character}"`} at byte ${at}`;
}

function hasByteOrderMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

import { scanScalar, scanString, skipSpace } from './json-tokens.js';

/** A field of the outermost object, as places in the bytes. */
export interface Member {
  /** The name's text, without its quotes and with its escapes. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** The value with its quotes or brackets. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

interface Scan {
  /** Index of the first byte that cannot be right; the length where the text ends too early; null if none. */
  readonly badAt: number | null;
  /** The fields that were seen, up to the limit that was asked for. */
  readonly members: readonly Member[];
}

/** What may come next. */
const VALUE = 0;
const VALUE_OR_CLOSE = 1;
const KEY_OR_CLOSE = 2;
const KEY = 3;
const COLON = 4;
const COMMA_OR_CLOSE = 5;
const END = 6;

const OBJECT = 1;
const ARRAY = 2;

/**
 * Checks that `bytes` up to `end` are JSON, exactly as strictly as JSON.parse. Keeps its own stack, so
 * nesting has no limit. With `isPrefix` the text goes on behind `end`, and ending early is no error.
 */
export function scanJson(bytes: Uint8Array, end: number, isPrefix: boolean, maxMembers = 0): Scan {
  const members: Member[] = [];
  // Kept in plain locals: this loop runs over every byte of every value that is judged.
  let stack = new Uint8Array(64);
  let depth = 0;
  let expected = VALUE;
  let keyStart = 0;
  let keyEnd = 0;
  let valueStart = -1;
  let badAt = end;
  let at = skipSpace(bytes, 0, end);
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (expected <= VALUE_OR_CLOSE && depth === 1 && stack[0] === OBJECT) valueStart = at;
    if (expected <= VALUE_OR_CLOSE && (byte === 0x7b || byte === 0x5b)) {
      if (depth === stack.length) stack = grown(stack);
      stack[depth] = byte === 0x7b ? OBJECT : ARRAY;
      depth += 1;
      expected = byte === 0x7b ? KEY_OR_CLOSE : VALUE_OR_CLOSE;
      at = skipSpace(bytes, at + 1, end);
      continue;
    }
    let isValue = true;
    if (isClose(byte, expected, stack[depth - 1] ?? 0)) {
      depth -= 1;
      at += 1;
    } else if (expected <= VALUE_OR_CLOSE) {
      at = byte === 0x22 ? scanString(bytes, at + 1, end) : scanScalar(bytes, at, end);
    } else {
      isValue = false;
      const next = scanBetween(bytes, at, end, expected);
      if (expected <= KEY && depth === 1) [keyStart, keyEnd] = [at + 1, next - 1];
      expected =
        expected === COMMA_OR_CLOSE && stack[depth - 1] === OBJECT ? KEY : (AFTER[expected] ?? END);
      at = next;
    }
    if (at < 0) {
      badAt = ~at;
      break;
    }
    if (isValue) {
      expected = depth === 0 ? END : COMMA_OR_CLOSE;
      if (depth === 1 && valueStart >= 0) {
        if (members.length < maxMembers)
          members.push({ keyStart, keyEnd, valueStart, valueEnd: at });
        valueStart = -1;
      }
    }
    at = skipSpace(bytes, at, end);
  }
  if (badAt === end && expected === END) return { badAt: null, members };
  if (badAt < end || !isPrefix) return { badAt, members };
  // The field that the limit cut in two is worth showing too.
  if (valueStart >= 0 && members.length < maxMembers) {
    members.push({ keyStart, keyEnd, valueStart, valueEnd: end });
  }
  return { badAt: null, members };
}

/** What is expected behind a key, a colon, and a comma of an array. */
const AFTER: Readonly<Record<number, number>> = {
  [KEY_OR_CLOSE]: COLON,
  [KEY]: COLON,
  [COLON]: VALUE,
  [COMMA_OR_CLOSE]: VALUE,
};

/** A key, a colon or a comma: whichever is expected. Negative where it is none, like the token scanners. */
function scanBetween(bytes: Uint8Array, at: number, end: number, expected: number): number {
  const byte = bytes[at];
  switch (expected) {
    case KEY_OR_CLOSE:
    case KEY:
      return byte === 0x22 ? scanString(bytes, at + 1, end) : ~at;
    case COLON:
      return byte === 0x3a ? at + 1 : ~at;
    case COMMA_OR_CLOSE:
      return byte === 0x2c ? at + 1 : ~at;
    default:
      return ~at;
  }
}

function isClose(byte: number, expected: number, open: number): boolean {
  if (byte === 0x7d)
    return open === OBJECT && (expected === KEY_OR_CLOSE || expected === COMMA_OR_CLOSE);
  if (byte === 0x5d)
    return open === ARRAY && (expected === VALUE_OR_CLOSE || expected === COMMA_OR_CLOSE);
  return false;
}

function grown(stack: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(stack.length * 2);
  larger.set(stack);
  return larger;
}

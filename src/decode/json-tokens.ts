/**
 * Scanners for the tokens of JSON (RFC 8259) in UTF-8 bytes. Each returns the index behind the token, or
 * `~at` (negative) where `at` is the index of the first byte that cannot be right; `~end` says that
 * the bytes ended too early. Nothing is converted, so that nothing is lost.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** From behind the opening quote to behind the closing one. */
export function scanString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return ~at;
    if (byte === BACKSLASH) {
      at = scanEscape(bytes, at + 1, end);
      if (at < 0) return at;
    } else {
      at += 1;
    }
  }
  return ~end;
}

/** From behind the backslash. */
function scanEscape(bytes: Uint8Array, from: number, end: number): number {
  if (from >= end) return ~end;
  const byte = bytes[from] ?? 0;
  if (byte !== 0x75) return isSimpleEscape(byte) ? from + 1 : ~from;
  for (let at = from + 1; at < from + 5; at += 1) {
    if (at >= end) return ~end;
    if (!isHex(bytes[at] ?? 0)) return ~at;
  }
  return from + 5;
}

function isSimpleEscape(byte: number): boolean {
  // " \ / b f n r t
  return (
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  );
}

function isHex(byte: number): boolean {
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** From the sign or the first digit on. */
function scanNumber(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  if (bytes[at] === 0x2d) at += 1;
  if (at < end && bytes[at] === 0x30) at += 1;
  else at = scanDigits(bytes, at, end);
  if (at >= 0 && at < end && bytes[at] === 0x2e) at = scanDigits(bytes, at + 1, end);
  if (at >= 0 && at < end && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    at += 1;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at += 1;
    at = scanDigits(bytes, at, end);
  }
  return at;
}

/** One digit or more. */
function scanDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(bytes[at] ?? 0)) at += 1;
  return at > from ? at : ~at;
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/** A value that is neither a string nor a container, from its first byte on. */
export function scanScalar(bytes: Uint8Array, from: number, end: number): number {
  switch (bytes[from] ?? 0) {
    case 0x74:
      return scanWord(TRUE, bytes, from, end);
    case 0x66:
      return scanWord(FALSE, bytes, from, end);
    case 0x6e:
      return scanWord(NULL, bytes, from, end);
    default:
      return scanNumber(bytes, from, end);
  }
}

function scanWord(word: Uint8Array, bytes: Uint8Array, from: number, end: number): number {
  for (let index = 0; index < word.length; index += 1) {
    const at = from + index;
    if (at >= end) return ~end;
    if (bytes[at] !== word[index]) return ~at;
  }
  return from + word.length;
}

/** Index of the first byte from `from` on that is not JSON white space. */
export function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at += 1;
  }
  return at;
}

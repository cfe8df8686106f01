/** A number as JSON writes it (RFC 8259). */
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?)(\d+))?$/;
/** As people write one, also `+5`, `.5` and `05`. */
const LENIENT = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?)(\d+))?$/;

/** A decimal number without loss: sign × 0.digits × 10^exponent, with no zeros around the digits. */
export interface Decimal {
  /** -1, 0 or 1. */
  readonly sign: number;
  readonly digits: string;
  readonly exponent: bigint;
  /** The same number as a double, where doubles tell it from every other of as many digits; else NaN. */
  readonly exact: number;
}

/** Exponents with more digits than this are all the same: no other number comes near them. */
const MAX_EXPONENT_DIGITS = 12_000;

/** A JSON number; null where the text is none. */
export function jsonNumber(text: string): Decimal | null {
  return decimalOf(NUMBER.exec(text), text);
}

/** A number that somebody typed; null where the text is none. */
export function typedNumber(text: string): Decimal | null {
  return decimalOf(LENIENT.exec(text), text);
}

function decimalOf(match: RegExpExecArray | null, text: string): Decimal | null {
  if (!match) return null;
  const [, minus = '', whole = '', fraction = '', exponentSign = '', exponentDigits = ''] = match;
  const all = whole + fraction;
  const first = all.search(/[1-9]/);
  if (first < 0) return { sign: 0, digits: '', exponent: 0n, exact: 0 };
  let end = all.length;
  while (all.charCodeAt(end - 1) === 0x30) end -= 1;
  const digits = all.slice(first, end);
  const exponent = exponentOf(exponentSign, exponentDigits) + BigInt(whole.length - first);
  const isExact = digits.length <= 15 && exponent > -200n && exponent < 200n;
  return { sign: minus === '-' ? -1 : 1, digits, exponent, exact: isExact ? Number(text) : NaN };
}

function exponentOf(sign: string, digits: string): bigint {
  let start = 0;
  while (digits.charCodeAt(start) === 0x30) start += 1;
  const significant = digits.slice(start);
  const size =
    significant.length > MAX_EXPONENT_DIGITS ? '9'.repeat(MAX_EXPONENT_DIGITS) : significant;
  const value = BigInt(size === '' ? '0' : size);
  return sign === '-' ? -value : value;
}

/** Negative, 0 or positive, as a is less than, equal to or greater than b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.sign === 0) return 0;
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -a.sign : a.sign;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -a.sign : a.sign;
}

/**
 * The number in bytes as a double where that is as good as the digits themselves: no exponent, and at most
 * 15 digits. NaN where it is not; then the digits must be compared.
 */
export function quickNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === 0x2d;
  if (isNegative) at += 1;
  if (at === end || end - at > 16) return NaN;
  let value = 0;
  let scale = 0;
  let digits = 0;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + (byte - 0x30);
      digits += 1;
      if (scale > 0) scale *= 10;
    } else if (byte === 0x2e && scale === 0) scale = 1;
    else return NaN;
  }
  if (digits === 0 || digits > 15) return NaN;
  // Both are whole and exact, so the division rounds once, as reading the text would.
  if (scale > 1) value /= scale;
  return isNegative ? -value : value;
}

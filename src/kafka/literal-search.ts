/** Finds one run of bytes in buffers. */
export interface LiteralSearch {
  readonly length: number;
  /** Where it begins next, from `from` on; -1 where it does not come any more. */
  readonly indexIn: (bytes: Buffer, from: number) => number;
}

/** `foldAscii`: ASCII letters match in either case, whatever the case of the literal's own. */
export function literalSearch(literal: Buffer, foldAscii: boolean): LiteralSearch {
  const needle = Buffer.from(literal);
  const isFolded = foldAscii && needle.some(isLetter);
  return isFolded ? foldedSearch(needle) : exactSearch(needle);
}

/** Node's own search is the fastest there is, and knows no case. */
function exactSearch(needle: Buffer): LiteralSearch {
  return { length: needle.length, indexIn: (bytes, from) => bytes.indexOf(needle, from) };
}

/** Horspool's algorithm: looks at the byte under the needle's last place, and moves on as far as that allows. */
function foldedSearch(literal: Buffer): LiteralSearch {
  const fold = Uint8Array.from({ length: 256 }, (_, byte) => (isUpper(byte) ? byte | 0x20 : byte));
  const needle = literal.map((byte) => fold[byte] ?? 0);
  const last = needle.length - 1;
  const lastByte = needle[last] ?? 0;
  const shift = new Int32Array(256).fill(needle.length);
  for (let at = 0; at < last; at++) shift[needle[at] ?? 0] = last - at;
  /** How far to go on behind a last byte that fits: 0 in the table says that it does. */
  const behind = shift[lastByte] ?? 1;
  shift[lastByte] = 0;
  for (let byte = 0; byte < 256; byte++) shift[byte] = shift[fold[byte] ?? 0] ?? 0;
  const indexIn = (bytes: Buffer, from: number): number => {
    const end = bytes.length;
    let at = from + last;
    while (at < end) {
      const step = shift[bytes[at] ?? 0] ?? 1;
      if (step !== 0) {
        at += step;
        continue;
      }
      let back = 1;
      while (back <= last && fold[bytes[at - back] ?? 0] === needle[last - back]) back++;
      if (back > last) return at - last;
      at += behind;
    }
    return -1;
  };
  return { length: needle.length, indexIn };
}

function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

function isLetter(byte: number): boolean {
  return isUpper(byte & 0xdf) && byte < 0x80;
}

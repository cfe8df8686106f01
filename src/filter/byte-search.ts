/** Looks for one run of bytes in many small ones (Horspool's algorithm). */
export class ByteSearch {
  readonly #needle: Uint8Array;
  readonly #fold: Uint8Array;
  /** How far the search may move on, by the byte under the needle's last place. */
  readonly #shift: Uint32Array;

  /** `foldAscii`: ASCII letters match in either case; the needle must then be in lower case. */
  constructor(needle: Uint8Array, foldAscii: boolean) {
    this.#needle = needle;
    this.#fold = foldTable(foldAscii);
    this.#shift = new Uint32Array(256).fill(needle.length);
    const last = needle.length - 1;
    for (let at = 0; at < last; at += 1) this.#shift[needle[at] ?? 0] = last - at;
    if (!foldAscii) return;
    for (let upper = 0x41; upper <= 0x5a; upper += 1) {
      this.#shift[upper] = this.#shift[upper | 0x20] ?? 0;
    }
  }

  isIn(bytes: Uint8Array): boolean {
    const needle = this.#needle;
    const fold = this.#fold;
    const shift = this.#shift;
    const last = needle.length - 1;
    if (last < 0) return true;
    const lastByte = needle[last];
    const end = bytes.length;
    let at = last;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (fold[byte] === lastByte) {
        let back = 1;
        while (back <= last && fold[bytes[at - back] ?? 0] === needle[last - back]) back += 1;
        if (back > last) return true;
      }
      at += shift[byte] ?? 1;
    }
    return false;
  }
}

function foldTable(foldAscii: boolean): Uint8Array {
  const table = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  if (foldAscii) for (let upper = 0x41; upper <= 0x5a; upper += 1) table[upper] = upper | 0x20;
  return table;
}

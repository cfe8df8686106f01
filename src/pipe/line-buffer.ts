const NULL_BYTE_ZERO = 0x30;
const MINUS = 0x2d;
const MAX_KEPT = 4 * 1024 * 1024;

/** Bytes on their way out: appended to in place, so that a line costs no string and no small buffer. */
export class LineBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(capacity = 256 * 1024) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Takes what was appended; the buffer starts anew. The view is the caller's own. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    // It stays as large as lines have made it, but one huge message must not make all that follow cost as much.
    this.#bytes = Buffer.allocUnsafe(Math.min(this.#bytes.length, MAX_KEPT));
    this.#length = 0;
    return taken;
  }

  /** Forgets what was appended behind this length: for a line that turned out not to be wanted. */
  truncate(length: number): void {
    this.#length = length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  slice(source: Buffer, start: number, length: number): void {
    if (length <= 0) return;
    this.#reserve(length);
    const target = this.#bytes;
    let at = this.#length;
    if (length < 24) {
      // Short keys: a loop beats the call into native code.
      for (let from = start; from < start + length; from++) target[at++] = source[from] ?? 0;
    } else {
      source.copy(target, at, start, start + length);
    }
    this.#length += length;
  }

  bytes(source: Buffer): void {
    this.slice(source, 0, source.length);
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** An integer; exact up to 2^53. */
  integer(value: number): void {
    if (!Number.isSafeInteger(value)) {
      this.text(BigInt(value).toString());
      return;
    }
    this.#reserve(20);
    let rest = value;
    if (rest < 0) {
      this.#bytes[this.#length++] = MINUS;
      rest = -rest;
    }
    let digits = 1;
    for (let bound = 10; rest >= bound && digits < 17; bound *= 10) digits++;
    const end = this.#length + digits;
    for (let at = end - 1; at >= this.#length; at--) {
      const next = Math.floor(rest / 10);
      this.#bytes[at] = NULL_BYTE_ZERO + (rest - next * 10);
      rest = next;
    }
    this.#length = end;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

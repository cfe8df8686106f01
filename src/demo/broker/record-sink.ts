/** Bytes of records, as they come: one buffer that doubles, since a feed writes very many of them. */
export class RecordSink {
  #bytes = Buffer.allocUnsafe(512);
  #length = 0;

  /** What was written so far: a view, good until more is written. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  reset(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    // In this order: making room may exchange the buffer.
    const at = this.#room(1);
    this.#bytes.writeUInt8(value, at);
  }

  /** A zigzag varint, of as many bits as a double holds exactly. */
  varint(value: number): void {
    let rest = value >= 0 ? value * 2 : -value * 2 - 1;
    while (rest > 0x7f) {
      this.byte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** A value behind its length; null is a length of -1. */
  sized(value: string | Buffer | null): void {
    if (value === null) {
      this.varint(-1);
      return;
    }
    const length = Buffer.byteLength(value);
    this.varint(length);
    const at = this.#room(length);
    if (typeof value === 'string') this.#bytes.write(value, at);
    else value.copy(this.#bytes, at);
  }

  #room(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}

/** Bytes that are not what the protocol says. A real broker closes the connection, and so does this one. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolError';
  }
}

/** Reads the primitive types of the Kafka protocol. Throws `ProtocolError` rather than reading past the end. */
export class Reader {
  readonly #bytes: Buffer;
  #position: number;

  constructor(bytes: Buffer, position = 0) {
    this.#bytes = bytes;
    this.#position = position;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8));
  }

  /** Unsigned, as lengths and tags of the flexible encodings are; at most 32 bits. */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#take(1));
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw new ProtocolError('a varint longer than 5 bytes');
  }

  /** A view, not a copy. */
  bytes(length: number): Buffer {
    if (length < 0) throw new ProtocolError(`a length of ${length}`);
    const start = this.#take(length);
    return this.#bytes.subarray(start, start + length);
  }

  #take(length: number): number {
    if (length > this.remaining) {
      throw new ProtocolError(`${length} bytes wanted where ${this.remaining} are left`);
    }
    const start = this.#position;
    this.#position += length;
    return start;
  }
}

/** Pieces at least this big are passed on as they are; smaller ones are cheaper to copy than to list. */
const WORTH_A_CHUNK = 2048;

/** Writes the primitive types into a list of buffers, so that record batches are never copied. */
export class Writer {
  readonly #chunks: Buffer[] = [];
  #current: Buffer;
  #start = 0;
  #end = 0;
  #written = 0;

  constructor(sizeHint = 256) {
    this.#current = Buffer.allocUnsafe(sizeHint);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#written;
  }

  int8(value: number): void {
    const at = this.#room(1);
    this.#current.writeInt8(value, at);
  }

  int16(value: number): void {
    const at = this.#room(2);
    this.#current.writeInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.#room(4);
    this.#current.writeInt32BE(value, at);
  }

  int64(value: bigint): void {
    const at = this.#room(8);
    this.#current.writeBigInt64BE(value, at);
  }

  uvarint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      const at = this.#room(1);
      this.#current.writeUInt8((rest & 0x7f) | 0x80, at);
      rest = Math.floor(rest / 128);
    }
    const at = this.#room(1);
    this.#current.writeUInt8(rest, at);
  }

  utf8(text: string, length: number): void {
    const at = this.#room(length);
    this.#current.write(text, at, 'utf8');
  }

  bytes(piece: Buffer): void {
    if (piece.length < WORTH_A_CHUNK) {
      const at = this.#room(piece.length);
      piece.copy(this.#current, at);
      return;
    }
    this.#flush();
    this.#chunks.push(piece);
    this.#written += piece.length;
  }

  /** Everything written, in order. The writer is spent afterwards. */
  chunks(): Buffer[] {
    this.#flush();
    return this.#chunks;
  }

  #flush(): void {
    if (this.#end > this.#start) this.#chunks.push(this.#current.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #room(length: number): number {
    if (this.#end + length > this.#current.length) {
      this.#flush();
      this.#current = Buffer.allocUnsafe(Math.max(length, this.#current.length * 2, 1024));
      this.#start = 0;
      this.#end = 0;
    }
    const at = this.#end;
    this.#end += length;
    this.#written += length;
    return at;
  }
}

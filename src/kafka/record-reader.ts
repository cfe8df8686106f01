/** Thrown when a record does not hold together; the caller knows the offset before it. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/** A place in a batch's records, decompressed, and the numbers that records are written with. */
export class RecordReader {
  buffer: Buffer = EMPTY;
  protected at = 0;

  /** A zigzag varint of up to 5 bytes. */
  protected varint(): number {
    const bytes = this.buffer;
    let byte = bytes[this.at++];
    if (byte === undefined) throw new RecordError('the batch ends inside a record');
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[this.at++];
      if (byte === undefined) throw new RecordError('the batch ends inside a record');
      if (shift > 28) throw new RecordError('a number in a record is too long');
      value |= (byte & 0x7f) << shift;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  /** A zigzag varint of up to 10 bytes; exact up to 2^53, which timestamps stay within. */
  protected varlong(): number {
    const bytes = this.buffer;
    let byte = bytes[this.at++];
    if (byte === undefined) throw new RecordError('the batch ends inside a record');
    let value = byte & 0x7f;
    let scale = 128;
    for (let length = 1; byte >= 0x80; length++) {
      byte = bytes[this.at++];
      if (byte === undefined) throw new RecordError('the batch ends inside a record');
      if (length >= 10) throw new RecordError('a number in a record is too long');
      value += (byte & 0x7f) * scale;
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

const EMPTY = Buffer.alloc(0);

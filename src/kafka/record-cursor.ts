import type { Header, Message, TimestampType } from '../model/message.js';

/** Thrown by the cursor when a record does not hold together; the caller knows the offset before it. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

/**
 * Walks the records of one batch in place. After `next()` returned true the fields describe the current
 * record; lengths of -1 are null. No object is made for a record, which is what makes counting,
 * searching and formatting fast; `toMessage` copies one out.
 */
export class RecordCursor {
  /** The batch's records, decompressed. */
  buffer: Buffer = EMPTY;
  /** Offset of the record, as base and delta so that no bigint is made for each record. */
  baseOffset = 0n;
  offsetDelta = 0;
  timestamp = 0;
  timestampType: TimestampType = 'create';
  keyStart = 0;
  keyLength = -1;
  valueStart = 0;
  valueLength = -1;
  headersStart = 0;
  headerCount = 0;
  /** End of the record in the buffer. */
  end = 0;

  #at = 0;
  #left = 0;
  #baseTimestamp = 0;
  #appendTime: number | null = null;

  /** Sets the cursor before the first of `count` records. */
  open(
    buffer: Buffer,
    batch: {
      readonly baseOffset: bigint;
      readonly count: number;
      readonly baseTimestamp: number;
      readonly appendTime: number | null;
      readonly timestampType: TimestampType;
    },
  ): void {
    this.buffer = buffer;
    this.baseOffset = batch.baseOffset;
    this.timestampType = batch.timestampType;
    this.#at = 0;
    this.#left = batch.count;
    this.offsetDelta = -1;
    this.#baseTimestamp = batch.baseTimestamp;
    this.#appendTime = batch.appendTime;
  }

  /** True when bytes are left behind the last record that the batch's header counts. */
  get hasLeftover(): boolean {
    return this.#left <= 0 && this.#at < this.buffer.length;
  }

  get offset(): bigint {
    return this.baseOffset + BigInt(this.offsetDelta);
  }

  /** Moves to the next record; false after the last. Throws a RecordError where the bytes make no sense. */
  next(): boolean {
    if (this.#left <= 0) return false;
    this.#left--;
    const bytes = this.buffer;
    const length = this.#varint();
    const end = this.#at + length;
    if (length < 0 || end > bytes.length) throw new RecordError(`a record claims ${length} bytes`);
    this.#at++; // attributes: none are defined for a record
    const timestampDelta = this.#varlong();
    const offsetDelta = this.#varint();
    if (offsetDelta <= this.offsetDelta)
      throw new RecordError(`a record goes back to offset delta ${offsetDelta}`);
    this.keyLength = this.#varint();
    this.keyStart = this.#at;
    if (this.keyLength > 0) this.#at += this.keyLength;
    this.valueLength = this.#varint();
    this.valueStart = this.#at;
    if (this.valueLength > 0) this.#at += this.valueLength;
    if (this.keyLength < -1 || this.valueLength < -1 || this.#at > end) {
      throw new RecordError('a record is shorter than its key and value');
    }
    this.headerCount = this.#varint();
    this.headersStart = this.#at;
    // A header has two lengths of a byte each at least: a mad count must not become a mad array.
    if (this.headerCount < 0 || this.headerCount * 2 > end - this.#at)
      throw new RecordError(`a record claims ${this.headerCount} headers`);
    this.offsetDelta = offsetDelta;
    this.timestamp = this.#appendTime ?? this.#baseTimestamp + timestampDelta;
    this.end = end;
    this.#at = end;
    return true;
  }

  key(): Buffer | null {
    if (this.keyLength < 0) return null;
    return this.buffer.subarray(this.keyStart, this.keyStart + this.keyLength);
  }

  value(): Buffer | null {
    if (this.valueLength < 0) return null;
    return this.buffer.subarray(this.valueStart, this.valueStart + this.valueLength);
  }

  /** The headers of the current record. Throws a RecordError where they do not hold together. */
  headers(): Header[] {
    if (this.headerCount === 0) return [];
    const resume = this.#at;
    const headers: Header[] = [];
    this.#at = this.headersStart;
    for (let left = this.headerCount; left > 0; left--) {
      const key = this.#headerBytes();
      headers.push({ key: key?.toString('utf8') ?? '', value: this.#headerBytes() });
    }
    this.#at = resume;
    return headers;
  }

  /**
   * The current record as a message. Its buffers are views into the batch unless `copy` is set: copy when
   * few records of a batch are kept, so that they do not hold on to all of it.
   */
  toMessage(topic: string, partition: number, arrival: number, copy: boolean): Message {
    const own = copy ? copyOf : identity;
    const key = own(this.key());
    const value = own(this.value());
    const headers = this.headers();
    return {
      kind: 'message',
      arrival,
      topic,
      partition,
      offset: this.offset,
      timestamp: this.timestamp,
      timestampType: this.timestamp < 0 ? 'none' : this.timestampType,
      key,
      value,
      headers: copy
        ? headers.map((header) => ({ key: header.key, value: own(header.value) }))
        : headers,
      size:
        Math.max(0, this.keyLength) +
        Math.max(0, this.valueLength) +
        (this.end - this.headersStart),
    };
  }

  #headerBytes(): Buffer | null {
    const length = this.#varint();
    const from = this.#at;
    if (from + Math.max(0, length) > this.end)
      throw new RecordError('a header is longer than its record');
    if (length < 0) return null;
    this.#at = from + length;
    return this.buffer.subarray(from, this.#at);
  }

  /** A zigzag varint of up to 5 bytes. */
  #varint(): number {
    const bytes = this.buffer;
    let byte = bytes[this.#at++];
    if (byte === undefined) throw new RecordError('the batch ends inside a record');
    let value = byte & 0x7f;
    for (let shift = 7; byte >= 0x80; shift += 7) {
      byte = bytes[this.#at++];
      if (byte === undefined) throw new RecordError('the batch ends inside a record');
      if (shift > 28) throw new RecordError('a number in a record is too long');
      value |= (byte & 0x7f) << shift;
    }
    return (value >>> 1) ^ -(value & 1);
  }

  /** A zigzag varint of up to 10 bytes; exact up to 2^53, which timestamps stay within. */
  #varlong(): number {
    const bytes = this.buffer;
    let byte = bytes[this.#at++];
    if (byte === undefined) throw new RecordError('the batch ends inside a record');
    let value = byte & 0x7f;
    let scale = 128;
    for (let length = 1; byte >= 0x80; length++) {
      byte = bytes[this.#at++];
      if (byte === undefined) throw new RecordError('the batch ends inside a record');
      if (length >= 10) throw new RecordError('a number in a record is too long');
      value += (byte & 0x7f) * scale;
      scale *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

const EMPTY = Buffer.alloc(0);
const identity = (bytes: Buffer | null): Buffer | null => bytes;
const copyOf = (bytes: Buffer | null): Buffer | null =>
  bytes === null ? null : Buffer.from(bytes);

import type { Gap } from '../model/gap.js';
import type { Header, Message, TimestampType } from '../model/message.js';
import { HeaderReader, readHeaders } from './record-headers.js';
import { RecordMessage } from './record-message.js';
import { RecordError, RecordReader } from './record-reader.js';
import { Scratch } from './scratch.js';

/**
 * Walks the records of one batch in place. After `next()` returned true the fields describe the current
 * record; lengths of -1 are null. No object is made for a record, which is what makes counting,
 * searching and formatting fast; `toMessage` copies one out.
 */
export class RecordCursor extends RecordReader {
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
  /** How often the cursor was set before a batch: tells whoever watches it that this is another one. */
  openings = 0;

  /** Where the batch that it walks may have been decompressed to. */
  readonly scratch = new Scratch();

  readonly #headers = new HeaderReader();
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
    this.openings++;
    this.buffer = buffer;
    this.baseOffset = batch.baseOffset;
    this.timestampType = batch.timestampType;
    this.at = 0;
    this.#left = batch.count;
    this.offsetDelta = -1;
    this.#baseTimestamp = batch.baseTimestamp;
    this.#appendTime = batch.appendTime;
  }

  /** True when bytes are left behind the last record that the batch's header counts. */
  get hasLeftover(): boolean {
    return this.#left <= 0 && this.at < this.buffer.length;
  }

  get offset(): bigint {
    return this.baseOffset + BigInt(this.offsetDelta);
  }

  /** Moves to the next record; false after the last. Throws a RecordError where the bytes make no sense. */
  next(): boolean {
    if (this.#left <= 0) return false;
    this.#left--;
    const bytes = this.buffer;
    const length = this.varint();
    const end = this.at + length;
    if (length < 0 || end > bytes.length) throw new RecordError(`a record claims ${length} bytes`);
    this.at++; // attributes: none are defined for a record
    const timestampDelta = this.varlong();
    const offsetDelta = this.varint();
    if (offsetDelta <= this.offsetDelta)
      throw new RecordError(`a record goes back to offset delta ${offsetDelta}`);
    this.keyLength = this.varint();
    this.keyStart = this.at;
    if (this.keyLength > 0) this.at += this.keyLength;
    this.valueLength = this.varint();
    this.valueStart = this.at;
    if (this.valueLength > 0) this.at += this.valueLength;
    if (this.keyLength < -1 || this.valueLength < -1 || this.at > end) {
      throw new RecordError('a record is shorter than its key and value');
    }
    this.headerCount = this.varint();
    this.headersStart = this.at;
    // A header has two lengths of a byte each at least: a mad count must not become a mad array.
    if (this.headerCount < 0 || this.headerCount * 2 > end - this.at)
      throw new RecordError(`a record claims ${this.headerCount} headers`);
    this.offsetDelta = offsetDelta;
    this.timestamp = this.#appendTime ?? this.#baseTimestamp + timestampDelta;
    this.end = end;
    this.at = end;
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
    return readHeaders(this.buffer, this.headersStart, this.end, this.headerCount);
  }

  /** Throws a RecordError where the headers of the current record do not hold together. */
  checkHeaders(): void {
    if (this.headerCount === 0) return;
    this.#headers.check(this.buffer, this.headersStart, this.end, this.headerCount);
  }

  /**
   * The current record as a message, with its bytes put where `place` says, or in a buffer of their own; `gap` is
   * what is missing before it.
   * Throws a RecordError where the headers do not hold together: a message that is kept can be read whole.
   */
  toMessage(
    topic: string,
    partition: number,
    arrival: number,
    place: Place = ownBuffer,
    gap: Gap | null = null,
  ): Message {
    this.checkHeaders();
    const start = Math.min(this.keyStart, this.end);
    const { bytes, at } = place(this.buffer, start, this.end);
    return new RecordMessage({
      topic,
      partition,
      arrival,
      record: this,
      bytes,
      shift: start - at,
      gap,
    });
  }
}

/** Puts the bytes from `start` to `end` of a buffer somewhere to stay, and says where. */
export type Place = (
  source: Buffer,
  start: number,
  end: number,
) => { readonly bytes: Buffer; readonly at: number };

const ownBuffer: Place = (source, start, end) => ({
  bytes: Buffer.from(source.subarray(start, end)),
  at: 0,
});

import type { Gap } from '../model/gap.js';
import type { Header, Message, TimestampType } from '../model/message.js';
import { readHeaders } from './record-headers.js';

/** Where the parts of a record lie in a buffer; a length of -1 is null. */
export interface RecordLayout {
  readonly baseOffset: bigint;
  readonly offsetDelta: number;
  readonly timestamp: number;
  readonly timestampType: TimestampType;
  readonly keyStart: number;
  readonly keyLength: number;
  readonly valueStart: number;
  readonly valueLength: number;
  readonly headersStart: number;
  readonly headerCount: number;
  readonly end: number;
}

/**
 * A record that was kept. Its key, value and headers are cut out of the batch when they are asked for: most
 * messages that come by are dropped again unseen, and three views for each would keep the collector busy.
 */
export class RecordMessage implements Message {
  readonly kind = 'message';
  readonly topic: string;
  readonly partition: number;
  readonly arrival: number;
  readonly timestamp: number;
  readonly timestampType: TimestampType;
  readonly gap: Gap | null;
  readonly #bytes: Buffer;
  readonly #baseOffset: bigint;
  readonly #offsetDelta: number;
  readonly #keyStart: number;
  readonly #keyLength: number;
  readonly #valueStart: number;
  readonly #valueLength: number;
  readonly #headersStart: number;
  readonly #headerCount: number;
  readonly #end: number;

  /** `shift` is where `bytes` begins in the buffer that `record` describes. */
  constructor(parts: {
    readonly topic: string;
    readonly partition: number;
    readonly arrival: number;
    readonly record: RecordLayout;
    readonly gap: Gap | null;
    readonly bytes: Buffer;
    readonly shift: number;
  }) {
    const { record, shift } = parts;
    this.topic = parts.topic;
    this.partition = parts.partition;
    this.arrival = parts.arrival;
    this.timestamp = record.timestamp;
    this.timestampType = record.timestamp < 0 ? 'none' : record.timestampType;
    this.gap = parts.gap;
    this.#bytes = parts.bytes;
    this.#baseOffset = record.baseOffset;
    this.#offsetDelta = record.offsetDelta;
    this.#keyStart = record.keyStart - shift;
    this.#keyLength = record.keyLength;
    this.#valueStart = record.valueStart - shift;
    this.#valueLength = record.valueLength;
    this.#headersStart = record.headersStart - shift;
    this.#headerCount = record.headerCount;
    this.#end = record.end - shift;
  }

  get offset(): bigint {
    return this.#baseOffset + BigInt(this.#offsetDelta);
  }

  get key(): Buffer | null {
    return this.#cut(this.#keyStart, this.#keyLength);
  }

  get value(): Buffer | null {
    return this.#cut(this.#valueStart, this.#valueLength);
  }

  get headers(): readonly Header[] {
    if (this.#headerCount === 0) return [];
    return readHeaders(this.#bytes, this.#headersStart, this.#end, this.#headerCount);
  }

  get size(): number {
    const fields = Math.max(0, this.#keyLength) + Math.max(0, this.#valueLength);
    return fields + (this.#end - this.#headersStart);
  }

  #cut(start: number, length: number): Buffer | null {
    return length < 0 ? null : this.#bytes.subarray(start, start + length);
  }
}

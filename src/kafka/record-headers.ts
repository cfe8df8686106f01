import type { Header } from '../model/message.js';
import { RecordError, RecordReader } from './record-reader.js';

/** The headers of a record, which lie from `start` to `end`. Throws a RecordError where they do not hold together. */
export function readHeaders(bytes: Buffer, start: number, end: number, count: number): Header[] {
  const headers: Header[] = [];
  if (count > 0) new HeaderReader().read(bytes, start, end, count, headers);
  return headers;
}

/** Used again and again by a cursor, so that checking headers makes no objects. */
export class HeaderReader extends RecordReader {
  #end = 0;

  read(bytes: Buffer, start: number, end: number, count: number, into: Header[]): void {
    this.#open(bytes, start, end);
    for (let left = count; left > 0; left--) {
      const keyLength = this.#field();
      const keyEnd = this.at;
      const valueLength = this.#field();
      into.push({
        key: this.buffer.toString('utf8', keyEnd - Math.max(0, keyLength), keyEnd),
        value: valueLength < 0 ? null : this.buffer.subarray(this.at - valueLength, this.at),
      });
    }
  }

  /** Throws a RecordError where `read` would. */
  check(bytes: Buffer, start: number, end: number, count: number): void {
    this.#open(bytes, start, end);
    for (let left = count * 2; left > 0; left--) this.#field();
  }

  #open(bytes: Buffer, start: number, end: number): void {
    this.buffer = bytes;
    this.at = start;
    this.#end = end;
  }

  /** Steps over a length and its bytes; returns the length. */
  #field(): number {
    const length = this.varint();
    if (length > 0) this.at += length;
    if (this.at > this.#end) throw new RecordError('a header is longer than its record');
    return length;
  }
}

import { isUtf8 } from 'node:buffer';
import type { RecordCursor } from '../kafka/record-cursor.js';
import { type LineWriter, writeOffset } from './format.js';
import type { LineBuffer } from './line-buffer.js';

const TSTYPE = { create: 'create', append: 'logappend', none: 'unknown' } as const;

/**
 * kcat's JSON envelope, a line each: topic, partition, offset, tstype, ts, headers, key, payload.
 * Bytes that are not UTF-8 can't stand in JSON: they appear with replacement characters, and whole, as
 * base64, under `key_base64` or `payload_base64`.
 */
export function jsonEnvelope(topic: string): LineWriter {
  const head = `{"topic":${JSON.stringify(topic)},"partition":`;
  return (out, record, partition) => {
    out.text(head);
    out.integer(partition);
    out.text(',"offset":');
    writeOffset(out, record);
    const type = record.timestamp < 0 ? 'none' : record.timestampType;
    out.text(`,"tstype":"${TSTYPE[type]}","ts":`);
    out.integer(record.timestamp);
    writeHeaders(out, record);
    writeBytes(out, 'key', record.key());
    writeBytes(out, 'payload', record.value());
    out.text('}\n');
  };
}

function writeHeaders(out: LineBuffer, record: RecordCursor): void {
  if (record.headerCount === 0) return;
  const flat = record.headers().flatMap(({ key, value }) => [key, value?.toString('utf8') ?? null]);
  out.text(`,"headers":${JSON.stringify(flat)}`);
}

function writeBytes(out: LineBuffer, name: 'key' | 'payload', bytes: Buffer | null): void {
  out.text(`,"${name}":`);
  if (bytes === null) {
    out.text('null');
    return;
  }
  out.text(JSON.stringify(bytes.toString('utf8')));
  if (!isUtf8(bytes)) out.text(`,"${name}_base64":"${bytes.toString('base64')}"`);
}

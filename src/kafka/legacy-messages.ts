import type { TimestampType } from '../model/message.js';
import { decompress } from './codecs.js';
import { RecordError } from './record-reader.js';

/** A record of the formats before Kafka 0.11 (magic 0 and 1). */
export interface LegacyRecord {
  readonly offset: bigint;
  /** -1 in format v0, which has none. */
  readonly timestamp: number;
  readonly timestampType: TimestampType;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

const CODEC_MASK = 0x07;
const APPEND_TIME = 0x08;

/** A message as it stands in a message set: offset, size, CRC, magic, attributes, time (v1), key, value. */
interface Entry extends LegacyRecord {
  readonly magic: number;
  readonly codec: number;
  readonly end: number;
}

/**
 * The records of one message (Kafka's docs of 0.10, "Message Set"): itself, or those that it wraps where it
 * is compressed. Throws a RecordError or a CodecError on bytes that make no sense.
 */
export function readLegacyMessage(bytes: Buffer): LegacyRecord[] {
  const outer = readEntry(bytes, 0);
  if (outer.codec === 0) return [outer];
  if (outer.value === null) throw new RecordError('a compressed message without a value');
  const wrapped = readWrapped(decompress(outer.codec, outer.value), outer.magic);
  // v1 counts from the set's own beginning, and the wrapper carries the offset of the last.
  const shift = outer.magic === 0 ? 0n : outer.offset - (wrapped.at(-1)?.offset ?? 0n);
  return wrapped.map((record) => ({
    ...record,
    offset: record.offset + shift,
    ...(outer.timestampType === 'append'
      ? { timestamp: outer.timestamp, timestampType: 'append' }
      : {}),
  }));
}

function readWrapped(bytes: Buffer, magic: number): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length;) {
    const entry = readEntry(bytes, at);
    if (entry.magic !== magic || entry.codec !== 0)
      throw new RecordError('a compressed message holds one of another format');
    entries.push(entry);
    at = entry.end;
  }
  if (entries.length === 0) throw new RecordError('a compressed message holds nothing');
  return entries;
}

function readEntry(bytes: Buffer, at: number): Entry {
  if (at + 18 > bytes.length) throw new RecordError('a message set ends inside a message');
  const end = at + 12 + bytes.readInt32BE(at + 8);
  const magic = bytes.readInt8(at + 16);
  if (magic !== 0 && magic !== 1) throw new RecordError(`a message of format ${magic}`);
  if (end <= at || end > bytes.length)
    throw new RecordError('a message is longer than what holds it');
  const attributes = bytes.readInt8(at + 17);
  const keyAt = at + (magic === 0 ? 18 : 26);
  const key = readField(bytes, keyAt, end);
  const value = readField(bytes, keyAt + 4 + (key?.length ?? 0), end);
  return {
    offset: bytes.readBigInt64BE(at),
    timestamp: magic === 0 ? -1 : Number(bytes.readBigInt64BE(at + 18)),
    timestampType: magic === 0 ? 'none' : attributes & APPEND_TIME ? 'append' : 'create',
    key,
    value,
    magic,
    codec: attributes & CODEC_MASK,
    end,
  };
}

/** Bytes with their length in front, as a view; -1 is null. */
function readField(bytes: Buffer, at: number, end: number): Buffer | null {
  if (at + 4 > end) throw new RecordError('a message is shorter than its key and value');
  const length = bytes.readInt32BE(at);
  if (length === -1) return null;
  if (length < 0 || at + 4 + length > end)
    throw new RecordError(`a message claims a key or value of ${length} bytes`);
  return bytes.subarray(at + 4, at + 4 + length);
}

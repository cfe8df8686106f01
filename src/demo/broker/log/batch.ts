import { gunzipSync } from 'node:zlib';
import { crc32c } from '@node-rs/crc32';

/** Where the fields of a record batch of format v2 stand (KIP-98), counted from its first byte. */
export const BATCH = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
  records: 61,
} as const;

/** The bytes in front of what the length field counts. */
export const BATCH_OVERHEAD = 12;

export const ATTRIBUTE = {
  codec: 0x07,
  appendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
} as const;

export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type CodecName = (typeof CODECS)[number];

export interface BatchHeader {
  readonly baseOffset: bigint;
  /** Of the whole batch, in bytes. */
  readonly size: number;
  readonly attributes: number;
  readonly lastOffsetDelta: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly count: number;
}

/** Why bytes are no batch, in the protocol's terms. */
export type BatchFlaw = 'incomplete' | 'old format' | 'corrupt' | 'more than one batch';

/** Reads the header of the batch that starts at `start`; the caller has checked that it is whole. */
export function readBatchHeader(bytes: Buffer, start = 0): BatchHeader {
  return {
    baseOffset: bytes.readBigInt64BE(start + BATCH.baseOffset),
    size: bytes.readInt32BE(start + BATCH.length) + BATCH_OVERHEAD,
    attributes: bytes.readInt16BE(start + BATCH.attributes),
    lastOffsetDelta: bytes.readInt32BE(start + BATCH.lastOffsetDelta),
    maxTimestamp: Number(bytes.readBigInt64BE(start + BATCH.maxTimestamp)),
    producerId: bytes.readBigInt64BE(start + BATCH.producerId),
    producerEpoch: bytes.readInt16BE(start + BATCH.producerEpoch),
    baseSequence: bytes.readInt32BE(start + BATCH.baseSequence),
    count: bytes.readInt32BE(start + BATCH.count),
  };
}

/** What a broker checks before it takes a batch from a producer; null when it is sound. */
export function flawOf(bytes: Buffer): BatchFlaw | null {
  if (bytes.length <= BATCH.magic) return 'incomplete';
  if (bytes.readInt8(BATCH.magic) !== 2) return 'old format';
  if (bytes.length < BATCH.records) return 'incomplete';
  const size = bytes.readInt32BE(BATCH.length) + BATCH_OVERHEAD;
  if (size < BATCH.records || size > bytes.length) return 'incomplete';
  if (crc32c(bytes.subarray(BATCH.attributes, size)) !== bytes.readUInt32BE(BATCH.crc)) {
    return 'corrupt';
  }
  const { count, lastOffsetDelta } = readBatchHeader(bytes);
  if (count < 1 || lastOffsetDelta !== count - 1) return 'corrupt';
  return size < bytes.length ? 'more than one batch' : null;
}

/** Writes the checksum again, after anything from the attributes on was changed in place. */
export function sealBatch(batch: Buffer): void {
  batch.writeUInt32BE(crc32c(batch.subarray(BATCH.attributes)), BATCH.crc);
}

/** Gives a batch the broker's own time, as topics with `LogAppendTime` do. */
export function stampAppendTime(batch: Buffer, now: number): void {
  batch.writeInt16BE(batch.readInt16BE(BATCH.attributes) | ATTRIBUTE.appendTime, BATCH.attributes);
  batch.writeBigInt64BE(BigInt(now), BATCH.maxTimestamp);
  sealBatch(batch);
}

/** Undoes a codec that Node has no function for; null where that cannot be done. */
export type Decompress = (codec: CodecName, records: Buffer) => Buffer | null;

/**
 * The first record of a batch that is not older than `timestamp`. Where the records cannot be read,
 * the batch's first offset stands in: never too late, so that nobody misses a record.
 */
export function firstRecordSince(
  batch: Buffer,
  timestamp: number,
  decompress: Decompress,
): { readonly offset: bigint; readonly timestamp: number } {
  const header = readBatchHeader(batch);
  const conservative = { offset: header.baseOffset, timestamp: header.maxTimestamp };
  if ((header.attributes & ATTRIBUTE.appendTime) !== 0) return conservative;
  const baseTimestamp = Number(batch.readBigInt64BE(BATCH.baseTimestamp));
  try {
    const records = plainRecords(batch, header.attributes, decompress);
    if (records === null) return conservative;
    let position = 0;
    for (let i = 0; i < header.count; i += 1) {
      const [length, body] = readVarint(records, position);
      const [timestampDelta, behindTime] = readVarint(records, body + 1);
      const [offsetDelta] = readVarint(records, behindTime);
      if (baseTimestamp + timestampDelta >= timestamp) {
        return {
          offset: header.baseOffset + BigInt(offsetDelta),
          timestamp: baseTimestamp + timestampDelta,
        };
      }
      position = body + length;
    }
  } catch {
    // Records that cannot be parsed have no times; the batch still has its place.
  }
  return conservative;
}

function plainRecords(batch: Buffer, attributes: number, decompress: Decompress): Buffer | null {
  const records = batch.subarray(BATCH.records);
  const codec = CODECS[attributes & ATTRIBUTE.codec];
  if (codec === undefined) return null;
  if (codec === 'none') return records;
  return codec === 'gzip' ? gunzipSync(records) : decompress(codec, records);
}

/** A zigzag varint of up to 64 bits, as records use, and the position behind it. */
export function readVarint(bytes: Buffer, start: number): readonly [value: number, next: number] {
  let position = start;
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes.readUInt8(position);
    position += 1;
    value += (byte & 0x7f) * scale;
    if ((byte & 0x80) === 0) break;
  }
  return [value % 2 === 0 ? value / 2 : -(value + 1) / 2, position];
}

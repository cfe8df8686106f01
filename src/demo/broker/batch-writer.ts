import { gzipSync } from 'node:zlib';
import {
  ATTRIBUTE,
  BATCH,
  BATCH_OVERHEAD,
  CODECS,
  type CodecName,
  sealBatch,
} from './log/batch.js';
import { RecordSink } from './record-sink.js';

/** A record as a feed or a test gives it. Text is UTF-8; a null value is a tombstone. */
export interface NewRecord {
  readonly key?: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: readonly (readonly [key: string, value: string | Buffer | null])[];
  /** ms since the epoch; now, where it is left out. */
  readonly timestamp?: number;
}

export interface BatchOptions {
  readonly codec?: CodecName;
  /** Compresses for the codecs that Node has no function for. */
  readonly compress?: (codec: CodecName, records: Buffer) => Buffer;
  readonly timestampType?: 'create' | 'append';
  readonly transactional?: boolean;
  readonly control?: boolean;
  readonly producerId?: bigint;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly now?: number;
}

/** Writes one record batch of format v2, with base offset 0: the log gives it its place. */
export function writeBatch(records: readonly NewRecord[], options: BatchOptions = {}): Buffer {
  if (records.length === 0) throw new RangeError('a batch has one record at least');
  const now = options.now ?? Date.now();
  const times = records.map((record) => record.timestamp ?? now);
  const baseTimestamp = times[0] ?? now;
  const body = compressed(writeRecords(records, times, baseTimestamp), options);
  const batch = Buffer.allocUnsafe(BATCH.records + body.length);
  batch.writeBigInt64BE(0n, BATCH.baseOffset);
  batch.writeInt32BE(batch.length - BATCH_OVERHEAD, BATCH.length);
  batch.writeInt32BE(-1, BATCH.leaderEpoch);
  batch.writeInt8(2, BATCH.magic);
  batch.writeInt16BE(attributesOf(options), BATCH.attributes);
  batch.writeInt32BE(records.length - 1, BATCH.lastOffsetDelta);
  batch.writeBigInt64BE(BigInt(baseTimestamp), BATCH.baseTimestamp);
  batch.writeBigInt64BE(BigInt(newest(times)), BATCH.maxTimestamp);
  batch.writeBigInt64BE(options.producerId ?? -1n, BATCH.producerId);
  batch.writeInt16BE(options.producerEpoch ?? -1, BATCH.producerEpoch);
  batch.writeInt32BE(options.baseSequence ?? -1, BATCH.baseSequence);
  batch.writeInt32BE(records.length, BATCH.count);
  body.copy(batch, BATCH.records);
  sealBatch(batch);
  return batch;
}

/** The marker that ends a transaction: a batch with one control record (KIP-98). */
export function writeMarker(
  committed: boolean,
  producer: { readonly producerId: bigint; readonly producerEpoch: number },
  now: number,
): Buffer {
  const key = Buffer.alloc(4);
  key.writeInt16BE(committed ? 1 : 0, 2);
  return writeBatch([{ key, value: Buffer.alloc(6), timestamp: now }], {
    ...producer,
    transactional: true,
    control: true,
  });
}

function attributesOf(options: BatchOptions): number {
  return (
    CODECS.indexOf(options.codec ?? 'none') |
    (options.timestampType === 'append' ? ATTRIBUTE.appendTime : 0) |
    (options.transactional === true ? ATTRIBUTE.transactional : 0) |
    (options.control === true ? ATTRIBUTE.control : 0)
  );
}

function compressed(records: Buffer, { codec = 'none', compress }: BatchOptions): Buffer {
  if (codec === 'none') return records;
  if (compress !== undefined) return compress(codec, records);
  if (codec === 'gzip') return gzipSync(records);
  throw new TypeError(`${codec} needs a compress function`);
}

function newest(times: readonly number[]): number {
  return times.reduce((max, time) => Math.max(max, time), -1);
}

function writeRecords(
  records: readonly NewRecord[],
  times: readonly number[],
  baseTimestamp: number,
): Buffer {
  const all = new RecordSink();
  const one = new RecordSink();
  records.forEach((record, i) => {
    one.reset();
    writeRecord(one, record, (times[i] ?? baseTimestamp) - baseTimestamp, i);
    all.sized(one.written);
  });
  return all.written;
}

function writeRecord(
  sink: RecordSink,
  record: NewRecord,
  timestampDelta: number,
  offsetDelta: number,
): void {
  const headers = record.headers ?? [];
  // The record's own attributes: none is defined.
  sink.byte(0);
  sink.varint(timestampDelta);
  sink.varint(offsetDelta);
  sink.sized(record.key ?? null);
  sink.sized(record.value);
  sink.varint(headers.length);
  for (const [key, value] of headers) {
    sink.sized(key);
    sink.sized(value);
  }
}

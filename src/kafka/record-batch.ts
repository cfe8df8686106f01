import type { TimestampType } from '../model/message.js';

/** Bytes before the records: base offset to record count (record format v2). */
export const BATCH_HEADER = 61;
/** Bytes before what the length field counts: base offset and the length itself. */
export const BATCH_PREFIX = 12;
/** Where the bytes that the CRC covers begin: at the attributes. */
export const CRC_FROM = 21;

export const CODEC_NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

const CODEC_MASK = 0x07;
const APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/**
 * A record batch of format v2 (Kafka's docs, "Message format"), read in place: `bytes` is a view into the
 * response, from the base offset to the end of the batch. The header fields were checked by `readBatch`.
 */
export interface RecordBatch {
  readonly bytes: Buffer;
  readonly baseOffset: bigint;
  readonly lastOffset: bigint;
  /** Records in the batch as its header says. */
  readonly count: number;
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; 5 to 7 are not known. */
  readonly codec: number;
  readonly timestampType: TimestampType;
  readonly baseTimestamp: number;
  /** The youngest timestamp in it, as the broker found it when it took the batch; Infinity where nobody tells. */
  readonly maxTimestamp: number;
  /** The timestamp of every record where the broker stamped the batch on append; null otherwise. */
  readonly appendTime: number | null;
  readonly producerId: bigint;
  readonly isTransactional: boolean;
  /** A transaction's commit or abort marker: one record that no consumer gets to see. */
  readonly isControl: boolean;
}

export type BatchRead =
  | { readonly kind: 'batch'; readonly batch: RecordBatch; readonly end: number }
  /** Format v0 or v1: a message set, which ends where a v2 batch begins or the record set ends. */
  | { readonly kind: 'legacy'; readonly end: number }
  /**
   * The response ends inside the batch; it comes whole with the next fetch. `lastOffset` is what the header
   * says, where it can be read and is not absurd.
   */
  | { readonly kind: 'partial'; readonly lastOffset: bigint | null }
  /** Not a batch. `end` is where the next one begins, or null where its length can't be trusted either. */
  | {
      readonly kind: 'bad';
      readonly reason: string;
      readonly baseOffset: bigint;
      /** What the header says, where it can be read and is not absurd. */
      readonly lastOffset: bigint | null;
      readonly end: number | null;
    };

/** A batch may not claim more offsets than this; a larger claim is a mad header, not a batch. */
const MAX_OFFSET_DELTA = 0x7fff_fffe;

/** Reads the header of the batch at `at` in a record set. Never throws. */
export function readBatch(records: Buffer, at: number): BatchRead {
  const left = records.length - at;
  if (left < BATCH_PREFIX + 5) return { kind: 'partial', lastOffset: null };
  const baseOffset = records.readBigInt64BE(at);
  const length = records.readInt32BE(at + 8);
  const magic = records.readInt8(at + 16);
  const end = at + BATCH_PREFIX + length;
  const partial = (): BatchRead => ({
    kind: 'partial',
    lastOffset: claimedLastOffset(records, at, baseOffset, magic),
  });
  const bad = (reason: string, known: { end?: number; lastOffset?: bigint } = {}): BatchRead => ({
    kind: 'bad',
    reason,
    baseOffset,
    lastOffset: known.lastOffset ?? claimedLastOffset(records, at, baseOffset, magic),
    end: known.end ?? null,
  });

  if (magic === 0 || magic === 1) {
    // offset, size, crc, magic, attributes, key length, value length: the least a message can have
    if (length < 14) return bad(`message set with a length of ${length} bytes`);
    return end > records.length ? partial() : { kind: 'legacy', end };
  }
  if (length < BATCH_HEADER - BATCH_PREFIX)
    return bad(`record batch with a length of ${length} bytes`);
  if (end > records.length) return partial();
  if (magic !== 2) return bad(`record batch of unknown format (magic ${magic})`, { end });

  const attributes = records.readInt16BE(at + 21);
  const lastOffsetDelta = records.readInt32BE(at + 23);
  const count = records.readInt32BE(at + 57);
  if (baseOffset < 0n)
    return bad(`record batch with the base offset ${baseOffset.toString()}`, { end });
  if (lastOffsetDelta < 0 || lastOffsetDelta > MAX_OFFSET_DELTA) {
    return bad(`record batch with a last offset delta of ${lastOffsetDelta}`, { end });
  }
  const lastOffset = baseOffset + BigInt(lastOffsetDelta);
  // A compacted batch keeps its offsets and loses records, so fewer is fine and more is not.
  if (count < 0 || count > lastOffsetDelta + 1) {
    return bad(`record batch that claims ${count} records on ${lastOffsetDelta + 1} offsets`, {
      end,
      lastOffset,
    });
  }
  return {
    kind: 'batch',
    end,
    batch: {
      bytes: records.subarray(at, end),
      baseOffset,
      lastOffset,
      count,
      codec: attributes & CODEC_MASK,
      timestampType: attributes & APPEND_TIME ? 'append' : 'create',
      baseTimestamp: Number(records.readBigInt64BE(at + 27)),
      maxTimestamp: Number(records.readBigInt64BE(at + 35)),
      appendTime: attributes & APPEND_TIME ? Number(records.readBigInt64BE(at + 35)) : null,
      producerId: records.readBigInt64BE(at + 43),
      isTransactional: (attributes & TRANSACTIONAL) !== 0,
      isControl: (attributes & CONTROL) !== 0,
    },
  };
}

/** The last offset that a batch with a mad length claims; null when that is absurd or not there. */
function claimedLastOffset(
  records: Buffer,
  at: number,
  baseOffset: bigint,
  magic: number,
): bigint | null {
  if (magic !== 2 || baseOffset < 0n || records.length - at < 27) return null;
  const delta = records.readInt32BE(at + 23);
  return delta >= 0 && delta < 10_000_000 ? baseOffset + BigInt(delta) : null;
}

/** The types of control records that end a transaction. */
export const MARKER = { abort: 0, commit: 1 } as const;

/** The type of a control record, whose key is `version int16, type int16`; null where it holds none. */
export function controlType(batch: RecordBatch): number | null {
  // A control batch is one uncompressed record: length, attributes, timestamp and offset delta, key length.
  const { bytes } = batch;
  let at = BATCH_HEADER;
  const skipVarint = (): void => {
    while (at < bytes.length && ((bytes[at] ?? 0) & 0x80) !== 0) at++;
    at++;
  };
  skipVarint();
  at++;
  skipVarint();
  skipVarint();
  skipVarint();
  return at + 4 <= bytes.length ? bytes.readInt16BE(at + 2) : null;
}

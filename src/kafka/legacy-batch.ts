import type { LegacyRecord } from './legacy-messages.js';
import { BATCH_HEADER, type RecordBatch } from './record-batch.js';
import { encodeRecord } from './record-encoder.js';

/**
 * Writes records of the old message formats down as an uncompressed batch of format v2, so that everything
 * behind the decoder knows one format. The header bytes stay zero: nobody reads them again.
 */
export function legacyBatch(records: readonly LegacyRecord[]): RecordBatch {
  const first = records[0];
  const last = records.at(-1);
  if (!first || !last) throw new Error('no message in it');
  const base = first.offset;
  const chunks = records.map((record) =>
    encodeRecord({
      timestampDelta: record.timestamp - first.timestamp,
      offsetDelta: record.offset - base,
      key: record.key,
      value: record.value,
      headers: [],
    }),
  );
  return {
    bytes: Buffer.concat([Buffer.alloc(BATCH_HEADER), ...chunks]),
    baseOffset: base,
    lastOffset: last.offset,
    count: records.length,
    codec: 0,
    timestampType: first.timestampType,
    baseTimestamp: first.timestamp,
    appendTime: null,
    producerId: -1n,
    isTransactional: false,
    isControl: false,
  };
}

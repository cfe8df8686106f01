import { CodecError } from './codecs.js';
import { type LegacyRecord, readLegacyMessage } from './legacy-messages.js';
import { BATCH_HEADER, type RecordBatch } from './record-batch.js';
import { RecordError } from './record-reader.js';
import { encodeRecord } from './record-encoder.js';
import { type Part, sampleOf } from './record-set.js';

type LegacyPart = Extract<Part, { kind: 'legacy' }>;
type Resolved = Exclude<Part, { kind: 'legacy' }>;

/**
 * Messages of the old formats that stand together, from an offset on: as batches of format v2, so that
 * everything behind the decoder knows one format. A message that can't be read is damage of its own.
 */
export function resolveLegacy(messages: readonly LegacyPart[], offset: bigint): Resolved[] {
  const parts: Resolved[] = [];
  let from = offset;
  let open: LegacyRecord[] = [];
  const close = (): void => {
    if (open.length > 0) parts.push({ kind: 'batch', batch: legacyBatch(open) });
    open = [];
  };
  for (const { bytes, last } of messages) {
    try {
      const records = readLegacyMessage(bytes);
      checkOffsets(records, last);
      for (const record of records) {
        if (record.offset < from) continue;
        if (!fits(open, record)) close();
        open.push(record);
      }
    } catch (error) {
      if (!(error instanceof RecordError) && !(error instanceof CodecError)) throw error;
      close();
      const reason = `old message: ${error.message}`;
      parts.push({ kind: 'damage', damage: { from, to: last, reason, bytes: sampleOf(bytes) } });
    }
    from = last + 1n;
  }
  close();
  return parts;
}

function checkOffsets(records: readonly LegacyRecord[], last: bigint): void {
  let before = -1n;
  for (const { offset } of records) {
    if (offset <= before || offset > last)
      throw new RecordError(`a message is out of order at offset ${offset.toString()}`);
    before = offset;
  }
}

/** A batch has one type of timestamp, and offsets that are near each other. */
function fits(open: readonly LegacyRecord[], record: LegacyRecord): boolean {
  const first = open[0];
  return (
    first === undefined ||
    (first.timestampType === record.timestampType && record.offset - first.offset < 0x7fff_ffffn)
  );
}

/** The header bytes stay zero: nobody reads them again. */
function legacyBatch(records: readonly LegacyRecord[]): RecordBatch {
  const first = records[0];
  const last = records.at(-1);
  if (!first || !last) throw new Error('a batch has one record at least');
  const chunks = records.map((record) =>
    encodeRecord({
      timestampDelta: record.timestamp - first.timestamp,
      offsetDelta: record.offset - first.offset,
      key: record.key,
      value: record.value,
      headers: [],
    }),
  );
  return {
    bytes: Buffer.concat([Buffer.alloc(BATCH_HEADER), ...chunks]),
    baseOffset: first.offset,
    lastOffset: last.offset,
    count: records.length,
    codec: 0,
    timestampType: first.timestampType,
    baseTimestamp: first.timestamp,
    maxTimestamp: Infinity,
    appendTime: null,
    producerId: -1n,
    isTransactional: false,
    isControl: false,
  };
}

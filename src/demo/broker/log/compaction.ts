import {
  ATTRIBUTE,
  BATCH,
  BATCH_OVERHEAD,
  readBatchHeader,
  readVarint,
  sealBatch,
} from './batch.js';

/** What the log cleaner looks at of a record. */
export interface CleanedRecord {
  readonly offset: bigint;
  /** Its bytes as latin1; null where it has none. */
  readonly key: string | null;
}

interface RecordPlace extends CleanedRecord {
  readonly start: number;
  readonly end: number;
}

/** The records of a batch that is not compressed, and none of another: what can't be read is left alone. */
export function recordsOf(batch: Buffer): readonly RecordPlace[] {
  const header = readBatchHeader(batch);
  if ((header.attributes & ATTRIBUTE.codec) !== 0) return [];
  const records: RecordPlace[] = [];
  for (let start: number = BATCH.records; records.length < header.count;) {
    const [length, body] = readVarint(batch, start);
    const [, behindTime] = readVarint(batch, body + 1);
    const [delta, behindOffset] = readVarint(batch, behindTime);
    const [keyLength, keyStart] = readVarint(batch, behindOffset);
    const key = keyLength < 0 ? null : batch.toString('latin1', keyStart, keyStart + keyLength);
    records.push({ offset: header.baseOffset + BigInt(delta), key, start, end: body + length });
    start = body + length;
  }
  return records;
}

/** The batch with some of its records alone. It keeps its place and its last offset; without records it may be empty. */
export function withoutRecords(
  batch: Buffer,
  stays: (record: CleanedRecord) => boolean,
): { readonly batch: Buffer; readonly count: number } {
  const kept = recordsOf(batch).filter(stays);
  const cleaned = Buffer.concat([
    batch.subarray(0, BATCH.records),
    ...kept.map(({ start, end }) => batch.subarray(start, end)),
  ]);
  cleaned.writeInt32BE(cleaned.length - BATCH_OVERHEAD, BATCH.length);
  cleaned.writeInt32BE(kept.length, BATCH.count);
  sealBatch(cleaned);
  return { batch: cleaned, count: kept.length };
}

/**
 * What compaction leaves of the batches of a log, in its order: of each key the newest record, of what was rolled
 * back nothing, of markers all. The last batch is where the log is written, and is left alone.
 */
export function compacted(
  batches: readonly Buffer[],
  isAborted: (batch: Buffer) => boolean,
): readonly Buffer[] {
  const newest = new Map<string, bigint>();
  const isControl = (batch: Buffer): boolean =>
    (readBatchHeader(batch).attributes & ATTRIBUTE.control) !== 0;
  for (const batch of batches) {
    if (isControl(batch) || isAborted(batch)) continue;
    for (const { key, offset } of recordsOf(batch)) if (key !== null) newest.set(key, offset);
  }
  return batches.flatMap((batch, index) => {
    const isCompressed = (readBatchHeader(batch).attributes & ATTRIBUTE.codec) !== 0;
    if (index === batches.length - 1 || isControl(batch) || isCompressed) return [batch];
    if (isAborted(batch)) return [];
    const cleaned = withoutRecords(
      batch,
      ({ key, offset }) => key !== null && newest.get(key) === offset,
    );
    return cleaned.count > 0 ? [cleaned.batch] : [];
  });
}

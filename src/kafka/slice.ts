import { CodecError, decompress } from './codecs.js';
import type { FetchedPartition } from './fetch.js';
import { decodeLegacyMessages } from './legacy-messages.js';
import { legacyBatch } from './legacy-batch.js';
import { BATCH_HEADER, type RecordBatch } from './record-batch.js';
import { type RecordCursor, RecordError } from './record-cursor.js';
import { type DamagedRange, type Part, type WalkOptions, walkRecordSet } from './record-set.js';

/** A batch with the part of it that was asked for: offsets from `from` up to but not including `until`. */
export interface SliceBatch {
  readonly kind: 'batch';
  readonly batch: RecordBatch;
  readonly from: bigint;
  readonly until: bigint;
}

export type SlicePart = SliceBatch | { readonly kind: 'damage'; readonly damage: DamagedRange };

/** What one response brought for one partition, in the order of the log. */
export interface Slice {
  readonly partition: number;
  readonly parts: readonly SlicePart[];
  /** Next offset to read behind this slice. */
  readonly next: bigint;
  readonly first: bigint;
  readonly high: bigint;
  readonly stable: bigint;
  readonly control: number;
  readonly aborted: number;
}

export interface SliceOptions extends Omit<WalkOptions, 'high' | 'aborted'> {
  /** Reading ends before this offset; null to go on for ever. */
  readonly until: bigint | null;
}

/** Never rejects on bytes: what can't be read becomes damage at its offsets. */
export async function sliceOf(fetched: FetchedPartition, options: SliceOptions): Promise<Slice> {
  const { high, stable, first, aborted, partition } = fetched;
  const walked = walkRecordSet(fetched.records, { ...options, high, aborted });
  const until = options.until ?? walked.next;
  const parts: SlicePart[] = [];
  let from = options.offset;
  for (const part of walked.parts) {
    const resolved =
      part.kind === 'legacy' ? await resolveLegacy(part.bytes, from, walked.next) : part;
    const last = resolved.kind === 'batch' ? resolved.batch.lastOffset : resolved.damage.to;
    const begins = resolved.kind === 'batch' ? resolved.batch.baseOffset : resolved.damage.from;
    if (begins < until) {
      parts.push(
        resolved.kind === 'batch'
          ? { kind: 'batch', batch: resolved.batch, from, until }
          : resolved,
      );
    }
    from = last + 1n;
  }
  const { control, next } = walked;
  return { partition, parts, next, first, high, stable, control, aborted: walked.aborted };
}

async function resolveLegacy(
  bytes: Buffer,
  from: bigint,
  next: bigint,
): Promise<Exclude<Part, { kind: 'legacy' }>> {
  try {
    return { kind: 'batch', batch: legacyBatch(await decodeLegacyMessages(bytes)) };
  } catch (error) {
    const reason = `old message set: ${error instanceof Error ? error.message : String(error)}`;
    return {
      kind: 'damage',
      damage: { from, to: next - 1n, reason, bytes: bytes.subarray(0, 4096) },
    };
  }
}

/** How many records of a batch were asked for. Reads the header alone when that is all of them. */
export function countRecords(part: SliceBatch, cursor: RecordCursor): number {
  const { batch, from, until } = part;
  if (batch.baseOffset >= from && batch.lastOffset < until) return batch.count;
  let count = 0;
  visitRecords(part, cursor, () => count++);
  return count;
}

/**
 * Calls `visit` for each record of the batch that was asked for, with the cursor on it.
 * Returns the stretch that could not be read when the bytes give out, else null.
 */
export function visitRecords(
  part: SliceBatch,
  cursor: RecordCursor,
  visit: (cursor: RecordCursor) => void,
): DamagedRange | null {
  const { batch } = part;
  const from = Number(part.from - batch.baseOffset);
  const until = Number(part.until - batch.baseOffset);
  let reached = Math.max(0, from);
  try {
    cursor.open(decompress(batch.codec, batch.bytes.subarray(BATCH_HEADER)), batch);
    while (cursor.next()) {
      const delta = cursor.offsetDelta;
      if (delta < from) continue;
      if (delta >= until) return null;
      if (batch.baseOffset + BigInt(delta) > batch.lastOffset) break;
      visit(cursor);
      reached = delta + 1;
    }
    // Compaction may leave offsets at the end of a batch without records; bytes it never leaves.
    return cursor.hasLeftover
      ? damaged(batch, reached, 'a batch holds more than the records it counts')
      : null;
  } catch (error) {
    if (!(error instanceof RecordError) && !(error instanceof CodecError)) throw error;
    return damaged(batch, reached, error.message);
  }
}

/** The rest of a batch, from a delta on; null when no offset is left in it. */
function damaged(batch: RecordBatch, fromDelta: number, reason: string): DamagedRange | null {
  const from = batch.baseOffset + BigInt(fromDelta);
  if (from > batch.lastOffset) return null;
  return { from, to: batch.lastOffset, reason, bytes: Buffer.from(batch.bytes.subarray(0, 4096)) };
}

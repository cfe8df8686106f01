import { ANYWHERE, type ByteHint, NO_BOUNDS } from '../../model/query.js';
import { BatchSearch } from '../batch-search.js';
import { CodecError, decompress } from '../codecs.js';
import { BATCH_HEADER, type RecordBatch, readBatch } from '../record-batch.js';
import { RecordCursor } from '../record-cursor.js';
import { RecordWalk, type SliceBatch } from '../slice.js';
import {
  type Finding,
  type JobBatch,
  type LookAnswer,
  type LookJob,
  type Required,
  placeFor,
} from './job.js';

const LEFT: Finding = { kind: 'left' };

/** Looks into batches for a walk that comes later, and may have to walk the fewer of them. */
export class Look {
  readonly #search: BatchSearch | null;
  readonly #cursor = new RecordCursor();

  constructor(required: Required) {
    this.#search = searchFor(required);
  }

  /** Never throws on bytes. */
  at({ id, input, batches, output }: LookJob): LookAnswer {
    const bytes = Buffer.from(input);
    const room = Buffer.from(output);
    let end = 0;
    const findings = batches.map((asked) => {
      const batch = bytes.subarray(asked.at, asked.at + asked.length);
      const finding = this.#finding(batch, asked, room, end);
      if (finding.kind === 'plain') end = finding.at + finding.length;
      return finding;
    });
    return { id, findings };
  }

  /** `end`: what lies in the room before it is taken. */
  #finding(bytes: Buffer, { from, until }: JobBatch, room: Buffer, end: number): Finding {
    const read = readBatch(bytes, 0);
    if (read.kind !== 'batch') return LEFT;
    const plain = this.#decompressed(read.batch);
    if (plain === null) return LEFT;
    const records = this.#ruledOut({
      kind: 'batch',
      batch: read.batch,
      from,
      until,
      plain,
      gap: null,
    });
    if (records !== null) return { kind: 'ruled-out', records };
    const at = placeFor(plain, end);
    if (at + plain.length > room.length) return LEFT;
    room.set(plain, at);
    return { kind: 'plain', at, length: plain.length };
  }

  #decompressed({ codec, bytes }: RecordBatch): Buffer | null {
    try {
      return decompress(codec, bytes.subarray(BATCH_HEADER), this.#cursor.scratch);
    } catch (error) {
      if (error instanceof CodecError) return null;
      throw error;
    }
  }

  /** How many records were asked for; null where one of them may match, or they are not all sound. */
  #ruledOut(part: SliceBatch): number | null {
    const search = this.#search;
    if (search === null) return null;
    let records = 0;
    const walk = new RecordWalk(part, this.#cursor);
    const mayMatch = walk.run((record) => {
      records++;
      return !search.matches(record, 0);
    });
    return mayMatch || walk.damage !== null ? null : records;
  }
}

/** Null where every record may match. What comes from another thread has lost what makes a Buffer of bytes. */
function searchFor({ hint, keys }: Required): BatchSearch | null {
  if (hint === null && keys === null) return null;
  return new BatchSearch({
    hint: hint && withBuffers(hint),
    bounds: keys === null ? NO_BOUNDS : keys.map((key) => ({ ...ANYWHERE, key: Buffer.from(key) })),
    matches: () => true,
  });
}

function withBuffers(hint: ByteHint): ByteHint {
  return hint.kind === 'literal'
    ? { ...hint, bytes: Buffer.from(hint.bytes) }
    : { kind: hint.kind, of: hint.of.map(withBuffers) };
}

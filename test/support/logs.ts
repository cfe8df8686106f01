import fc from 'fast-check';
import type { NewRecord } from '../../src/demo/broker/batch-writer.js';
import { TEST_CODECS, type TestCodec, batchAt, resealed } from './batches.js';

/** Words that come often, whole, in pieces and across fields: there must be something to find and to mistake. */
const word = fc.constantFrom(
  'ab',
  'abc',
  'Abc',
  'aBC',
  'bc',
  'c',
  'needle',
  'İ',
  'need',
  'NEEDLE',
  '\\u0061bc',
);
const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(''));

const record: fc.Arbitrary<NewRecord> = fc.record({
  key: fc.option(text, { nil: null }),
  value: fc.option(
    fc.oneof(
      text,
      fc.record({ a: text, b: fc.nat(30) }).map((value) => JSON.stringify(value)),
    ),
    { nil: null },
  ),
  headers: fc.array(fc.tuple(text, fc.option(text, { nil: null })), { maxLength: 2 }),
  timestamp: fc.integer({ min: 1_000, max: 1_008 }),
});

/** One batch of a generated log: its records, how it is written, and what became of it. */
export interface GeneratedBatch {
  readonly records: readonly NewRecord[];
  readonly codec: TestCodec;
  readonly timestampType: 'create' | 'append';
  /** Offsets that compaction took from behind and from the front of it. */
  readonly gap: number;
  readonly kind: 'plain' | 'transactional' | 'aborted' | 'control';
  /** A byte of its records that is changed; null leaves it whole. */
  readonly broken: number | null;
}

const batch: fc.Arbitrary<GeneratedBatch> = fc.record({
  records: fc.array(record, { minLength: 1, maxLength: 12 }),
  codec: fc.constantFrom(...TEST_CODECS),
  timestampType: fc.constantFrom('create', 'create', 'append'),
  gap: fc.oneof(fc.constant(0), fc.nat(5)),
  kind: fc.constantFrom('plain', 'plain', 'plain', 'transactional', 'aborted', 'control'),
  broken: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat() }),
});

export const generatedLog = fc.array(batch, { maxLength: 6 });

const ABORTED = 7n;

/** The record set of one partition, and which transactions in it were aborted. */
export function recordSet(log: readonly GeneratedBatch[]): {
  readonly records: Buffer;
  readonly end: bigint;
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[];
} {
  let offset = 0n;
  const batches: Buffer[] = [];
  const aborted: { producerId: bigint; firstOffset: bigint }[] = [];
  for (const one of log) {
    offset += BigInt(one.gap);
    const isAborted = one.kind === 'aborted';
    if (isAborted) aborted.push({ producerId: ABORTED, firstOffset: offset });
    const isControl = one.kind === 'control';
    const records = isControl ? [{ key: Buffer.alloc(4), value: Buffer.alloc(6) }] : one.records;
    const written = batchAt(offset, records, {
      codec: isControl ? 'none' : one.codec,
      timestampType: one.timestampType,
      transactional: one.kind !== 'plain',
      control: isControl,
      producerId: isAborted || isControl ? ABORTED : 9n,
    });
    batches.push(changed(written, one, records.length));
    offset += BigInt(records.length + one.gap);
  }
  return { records: Buffer.concat(batches), end: offset, aborted };
}

function changed(written: Buffer, { broken, gap, kind }: GeneratedBatch, count: number): Buffer {
  return resealed(written, (bytes) => {
    // Compaction keeps the last offset of a batch, whatever records are gone.
    bytes.writeInt32BE(count + gap - 1, 23);
    const body = bytes.length - 61;
    if (broken === null || kind === 'control' || body === 0) return;
    const at = 61 + (broken % body);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (broken % 8));
  });
}

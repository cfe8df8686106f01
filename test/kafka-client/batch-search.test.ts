import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Required, requiredOf } from '../../src/kafka/ahead/job.js';
import { LookAhead } from '../../src/kafka/ahead/look-ahead.js';
import { BatchSearch } from '../../src/kafka/batch-search.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import { type Slice, countInHeader, visitRecords } from '../../src/kafka/slice.js';
import type { ByteHint, Queried, Query, Region } from '../../src/model/query.js';
import { batchAt, numbered, sliced } from '../support/batches.js';
import { generatedLog, recordSet } from '../support/logs.js';
import { FakeThread, lookedInto } from '../support/looking.js';
import { holdsAny, queryOf, region } from '../support/queries.js';

/** A query as a tree of its own, from which the plain answer and the hint are made apart from each other. */
type Term =
  | { readonly kind: 'text'; readonly text: string; readonly folded: boolean }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Term[] };

const leaf: fc.Arbitrary<Term> = fc.record({
  kind: fc.constant('text' as const),
  text: fc.constantFrom(
    '',
    'a',
    'abc',
    'ABC',
    'needle',
    'eedl',
    'cab',
    '"a":"',
    'nowhere',
    'İ',
    '\\u0',
  ),
  folded: fc.boolean(),
});
const term: fc.Arbitrary<Term> = fc.letrec<{ term: Term }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 2 },
    leaf,
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      of: fc.array(tie('term'), { maxLength: 3 }),
    }),
  ),
})).term;

function hintOf(term: Term): ByteHint {
  if (term.kind === 'text')
    return { kind: 'literal', bytes: Buffer.from(term.text), foldAscii: term.folded };
  return { kind: term.kind, of: term.of.map(hintOf) };
}

/** Every field by itself: a literal never stands across two of them. */
function holds(term: Term, message: Queried): boolean {
  if (term.kind !== 'text') {
    const { kind, of } = term;
    const isHeld = (one: Term): boolean => holds(one, message);
    return kind === 'all' ? of.every(isHeld) : of.some(isHeld);
  }
  const fields = [
    message.key,
    message.value,
    ...message.headers.flatMap(({ key, value }) => [key, value]),
  ];
  const { text: wanted, folded } = term;
  const prepared = (text: string): string =>
    folded ? text.replace(/[A-Z]/g, (upper) => upper.toLowerCase()) : text;
  return fields.some((field) => {
    const text = field === null ? null : field.toString();
    return text !== null && prepared(text).includes(prepared(wanted));
  });
}

const from = fc.integer({ min: 998, max: 1_010 });

const bounds: fc.Arbitrary<Region[]> = fc.array(
  fc
    .record(
      {
        partitions: fc.record({ from: fc.option(fc.nat(1)), to: fc.option(fc.nat(1)) }),
        offsets: fc.record({
          from: fc.option(fc.bigInt(0n, 40n)),
          to: fc.option(fc.bigInt(0n, 40n)),
        }),
        timestamps: fc.record({ from: fc.option(from), to: fc.option(from) }),
        key: fc.constantFrom('', 'ab', 'abc').map((key) => Buffer.from(key)),
      },
      { requiredKeys: [] },
    )
    .map(region),
  { maxLength: 3 },
);

interface Found {
  readonly offsets: bigint[];
  read: number;
  readonly damage: (readonly [from: bigint, to: bigint, reason: string])[];
}

/** Every record of the slice tested by the query alone, or bytes first. */
function searched(slice: Slice, query: Query, isFast: boolean): Found {
  const cursor = new RecordCursor();
  const search = new BatchSearch(isFast ? query : queryOf(query.matches));
  const found: Found = { offsets: [], read: 0, damage: [] };
  for (const part of slice.parts) {
    if (part.kind === 'damage') {
      found.damage.push([part.damage.from, part.damage.to, part.damage.reason]);
      continue;
    }
    const counted = search.rulesOut(part, slice.partition) ? countInHeader(part) : null;
    if (counted !== null) {
      found.read += counted;
      continue;
    }
    const damage = visitRecords(part, cursor, (record) => {
      if (search.matches(record, slice.partition)) found.offsets.push(record.offset);
      found.read++;
    });
    if (damage) found.damage.push([damage.from, damage.to, damage.reason]);
  }
  return found;
}

const range = fc.record({
  offset: fc.oneof(fc.constant(0n), fc.bigInt(0n, 8n)),
  until: fc.oneof(fc.constant(null), fc.bigInt(1n, 40n)),
});

describe('deciding on bytes first', () => {
  it('finds what testing every record finds, counts the same, and passes no damage', () => {
    fc.assert(
      fc.property(generatedLog, term, range, (log, wanted, where) => {
        const { records, end, aborted } = recordSet(log);
        const slice = sliced(records, { ...where, high: end, aborted, checkCrcs: false });
        const query = queryOf((message) => holds(wanted, message), { hint: hintOf(wanted) });
        expect(searched(slice, query, true)).toEqual(searched(slice, query, false));
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the same where threads have looked into the batches ahead', async () => {
    let ruledOut = 0;
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(generatedLog, { minLength: 1, maxLength: 3 }),
        term,
        range,
        fc.uniqueArray(fc.constantFrom(null, '', 'ab', 'abc'), { maxLength: 2, minLength: 1 }),
        async (logs, wanted, where, keys) => {
          const within = keys.map((key) => region({ key: key === null ? null : Buffer.from(key) }));
          const query = queryOf((message) => holdsAny(within, message) && holds(wanted, message), {
            hint: hintOf(wanted),
            bounds: within,
          });
          const required = requiredOf(query);
          const start = (asked: Required): FakeThread => new FakeThread(asked);
          const ahead = new LookAhead({ required, start, threads: 2, worthIt: 0 });
          const slices = logs.map((log, partition) => {
            const zstd = log.map((one) => ({ ...one, codec: 'zstd' as const }));
            const { records, end, aborted } = recordSet(zstd);
            return sliced(records, { ...where, high: end, aborted, partition, checkCrcs: false });
          });
          const isThere = slices.some(({ parts }) => parts.some(({ kind }) => kind === 'batch'));
          const looked = isThere ? (await lookedInto(ahead, slices)).slices : slices;
          expect(looked.map((slice) => searched(slice, query, true))).toEqual(
            slices.map((slice) => searched(slice, query, false)),
          );
          for (const part of looked.flatMap(({ parts }) => parts)) {
            if (part.kind === 'batch' && part.ruledOut !== undefined) ruledOut++;
            if (part.kind === 'batch' && part.plain !== undefined) plain++;
          }
          ahead.close();
        },
      ),
      { numRuns: 400 },
    );
    expect(ruledOut).toBeGreaterThan(100);
    expect(plain).toBeGreaterThan(100);
  });

  it('finds the same within bounds, in logs that are whole', () => {
    fc.assert(
      fc.property(
        generatedLog,
        bounds,
        fc.constantFrom(0, 1),
        range,
        (log, within, partition, where) => {
          const whole = log.map((one) => ({ ...one, broken: null }));
          const { records, end, aborted } = recordSet(whole);
          const slice = sliced(records, { ...where, high: end, aborted, partition });
          const query = queryOf((message) => holdsAny(within, message), { bounds: within });
          expect(searched(slice, query, true)).toEqual(searched(slice, query, false));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('asks the query about the records alone whose bytes can match', () => {
    const asked: bigint[] = [];
    const query = queryOf(
      ({ offset }) => {
        asked.push(offset);
        return true;
      },
      { hint: { kind: 'literal', bytes: Buffer.from('V7'), foldAscii: true } },
    );
    const slice = sliced(batchAt(0n, numbered(80), { codec: 'gzip' }));
    expect(searched(slice, query, true).offsets).toEqual([7n, ...range70()]);
    expect(asked).toEqual([7n, ...range70()]);
  });

  it('decompresses nothing for a batch that is too old by its header', () => {
    const slice = sliced(
      batchAt(0n, [{ value: 'a', timestamp: 5 }], { codec: 'gzip' }).fill(0xff, 61),
      { checkCrcs: false },
    );
    const query = queryOf(() => true, {
      bounds: [region({ timestamps: { from: 6, to: null } })],
    });
    expect(searched(slice, query, true)).toEqual({ offsets: [], read: 1, damage: [] });
  });
});

function range70(): bigint[] {
  return Array.from({ length: 10 }, (_, index) => 70n + BigInt(index));
}

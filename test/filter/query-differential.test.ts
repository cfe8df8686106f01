import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../src/filter/compile-query.js';
import type { Header } from '../../src/model/message.js';
import type { ByteHint, Queried } from '../../src/model/query.js';
import { holdsAny } from '../support/queries.js';
import { type Known } from './differential/asked.js';
import { query } from './differential/queries.js';
import { json, text, written } from './differential/values.js';

const bytes = fc.oneof(
  { weight: 5, arbitrary: text.map((of) => Buffer.from(of)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((of) => Buffer.from(of)) },
);

const headers = fc.array(
  fc.record({ key: fc.constantFrom('src', 'trace.id', 'größe', 'SRC'), value: fc.option(bytes) }),
  { maxLength: 2 },
);

/** A message whose value is JSON, mostly; else what is left of one, any text, or nothing. */
const known: fc.Arbitrary<Known> = fc
  .record({
    tree: json,
    seed: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 30 }),
    spoiled: fc.option(fc.nat(200), { freq: 6 }),
    other: fc.option(fc.oneof(bytes, fc.constant('tombstone' as const)), { freq: 8 }),
    partition: fc.nat(3),
    offset: fc.nat(12),
    timestamp: fc.integer({ min: -1, max: 12 }),
    key: fc.option(bytes),
    headers,
  })
  .map(({ tree, seed, spoiled, other, offset, ...rest }) => {
    let rolls = 0;
    const valid = written(tree, () => seed[rolls++ % seed.length] ?? 0);
    const whole = Buffer.from(valid);
    const cut = spoiled === null ? whole : whole.subarray(0, spoiled % (whole.length + 1));
    const value = other === 'tombstone' ? null : (other ?? cut);
    const isWhole = other === null && cut.toString().trim() === valid.trim();
    const message: Queried = { ...rest, offset: BigInt(offset), value };
    // What is cut, or any text, may happen to be JSON: then nobody here knows what it says.
    if (!isWhole && isJson(value)) return { message: { ...message, value: whole }, json: tree };
    return { message, json: isWhole ? tree : null };
  });

function isJson(value: Buffer | null): boolean {
  try {
    JSON.parse(value?.toString() ?? 'no');
    return true;
  } catch {
    return false;
  }
}

/** A record as it lies in a batch, its lengths left out: key, value, headers. */
function recordBytes({ key, value, headers: of }: Queried): Buffer {
  const empty = Buffer.alloc(0);
  const parts = of.flatMap((header: Header) => [Buffer.from(header.key), header.value ?? empty]);
  return Buffer.concat([key ?? empty, Buffer.of(6), value ?? empty, ...parts]);
}

function holds(hint: ByteHint, of: Buffer): boolean {
  if (hint.kind === 'all') return hint.of.every((part) => holds(part, of));
  if (hint.kind === 'any') return hint.of.some((part) => holds(part, of));
  if (!hint.foldAscii) return of.includes(hint.bytes);
  const lower = (other: Buffer): string =>
    other.toString('latin1').replace(/[A-Z]/g, (upper) => upper.toLowerCase());
  return lower(of).includes(lower(hint.bytes));
}

describe('a compiled query', () => {
  it('answers like reading everything and comparing would, and what it knows sooner is never wrong', () => {
    let matched = 0;
    fc.assert(
      fc.property(query, fc.array(known, { minLength: 5, maxLength: 5 }), (asked, messages) => {
        const compiled = compileQuery(asked.text, { now: 0 });
        for (const of of messages) {
          const expected = asked.holds(of);
          if (expected) matched += 1;
          expect(compiled.matches(of.message), `${asked.text} on ${String(of.message.value)}`).toBe(
            expected,
          );
          if (!expected) continue;
          if (compiled.hint)
            expect(holds(compiled.hint, recordBytes(of.message)), `hint of ${asked.text}`).toBe(
              true,
            );
          expect(holdsAny(compiled.bounds, of.message), `bounds of ${asked.text}`).toBe(true);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(matched).toBeGreaterThan(2_500);
  }, 120_000);
});

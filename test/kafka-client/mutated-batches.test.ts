import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFetchResponse } from '../../src/kafka/fetch.js';
import { TEST_CODECS, batchAt, numbered, offsetsOf, seenIn, sliced } from '../support/batches.js';
import { messageSet } from '../support/kafkajs-encoder.js';

const HIGH = 40n;

/** A log of forty offsets in batches of all codecs, with old messages in front of some of them. */
const sets: readonly Buffer[] = [
  Buffer.concat(
    TEST_CODECS.map((codec, index) =>
      batchAt(BigInt(index * 5), numbered(5, index * 5), { codec }),
    ),
  ),
  Buffer.concat([
    messageSet(1, oldMessages(0, 10)),
    batchAt(10n, numbered(10, 10), { producerId: 7n, transactional: true }),
    batchAt(20n, [{ key: Buffer.alloc(4), value: null }], {
      producerId: 7n,
      control: true,
      transactional: true,
    }),
    batchAt(21n, numbered(9, 21), { codec: 'gzip' }),
  ]),
  messageSet(0, oldMessages(0, 20)),
];

type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly value: number }
  | { readonly kind: 'delete'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array };

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(4000), value: fc.nat(255) }),
  fc.record({
    kind: fc.constant('delete' as const),
    at: fc.nat(4000),
    length: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(4000),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  }),
);

describe('mutated record sets', () => {
  it.each([true, false])(
    'never throw or go back, always get on, and account for every offset (CRCs checked: %s)',
    (checkCrcs) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...sets),
          fc.array(mutation, { minLength: 1, maxLength: 4 }),
          fc.nat(20),
          (set, mutations, start) => {
            const records = mutations.reduce(mutated, set);
            const offset = BigInt(start);
            const aborted = [{ producerId: 7n, firstOffset: 10n }];
            const slice = sliced(records, { offset, high: HIGH, checkCrcs, aborted });
            if (records.length > 0) expect(slice.next).toBeGreaterThan(offset);
            const { messages, damage } = seenIn(slice);
            const offsets = offsetsOf(messages);
            for (const [index, one] of offsets.entries()) {
              expect(one).toBeGreaterThanOrEqual(offset);
              expect(one).toBeLessThan(slice.next);
              if (index > 0) expect(one).toBeGreaterThan(offsets[index - 1] ?? 0n);
            }
            let before = offset - 1n;
            for (const { from, to } of damage) {
              expect(from).toBeGreaterThan(before);
              expect(to).toBeGreaterThanOrEqual(from);
              expect(to).toBeLessThan(slice.next);
              expect(offsets.some((one) => one >= from && one <= to)).toBe(false);
              before = to;
            }
          },
        ),
        { numRuns: 1500 },
      );
    },
  );

  it('lose nothing in silence where one byte of one sound batch is changed under its CRC', () => {
    const set = batchAt(0n, numbered(20), { codec: 'lz4' });
    fc.assert(
      fc.property(
        fc.integer({ min: 17, max: set.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        (at, bits) => {
          const records = Buffer.from(set);
          records[at] = (records[at] ?? 0) ^ bits;
          const { damage, messages } = seenIn(sliced(records, { high: 20n }));
          expect(messages).toEqual([]);
          expect(damage).toMatchObject([{ from: 0n }]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are read to the end when each answer begins where the last one ended', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sets),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (set, mutations) => {
          const records = mutations.reduce(mutated, set);
          let next = 0n;
          let rounds = 0;
          for (; next < HIGH && rounds <= 40; rounds++) {
            const slice = sliced(records, { offset: next, high: HIGH, checkCrcs: true });
            if (records.length === 0) break;
            expect(slice.next).toBeGreaterThan(next);
            next = slice.next;
          }
          expect(rounds).toBeLessThanOrEqual(40);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of any bytes at all never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const slice = sliced(Buffer.from(bytes), { high: 1000n, checkCrcs: false });
        seenIn(slice);
        expect(slice.next > 0n).toBe(bytes.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a fetch response of any bytes at all', () => {
  it.each([4, 5, 7, 11])('is decoded or is a RangeError (v%s)', (version) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeFetchResponse(Buffer.from(bytes), version);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function oldMessages(from: number, to: number) {
  return Array.from({ length: to - from }, (_, index) => ({
    offset: BigInt(from + index),
    key: Buffer.from(`k${from + index}`),
    value: Buffer.from(`v${from + index}`),
    timestamp: 1_500_000_000_000 + index,
  }));
}

function mutated(bytes: Buffer, change: Mutation): Buffer {
  const at = Math.min(change.at, Math.max(0, bytes.length - 1));
  switch (change.kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at] = change.value;
      return copy;
    }
    case 'delete':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + change.length)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(change.bytes), bytes.subarray(at)]);
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResetTo } from '../../src/model/watch.js';
import { planFor, type ResetPlace } from '../../src/watch/reset-plan.js';

const offset = fc.bigInt({ min: 0n, max: 1_000_000n });

/** Logs as they are found: never longer than they are, with commits before, in and behind them. */
const place = fc
  .record({
    first: offset,
    length: offset,
    committed: fc.option(fc.bigInt({ min: 0n, max: 3_000_000n })),
    time: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    partition: fc.nat(50),
  })
  .map(({ first, length, committed, time, partition }): ResetPlace => ({
    topic: 't',
    partition,
    first,
    end: first + length,
    committed,
    atTime: time === null ? null : first + BigInt(Math.floor(Number(length) * time)),
  }));

const target: fc.Arbitrary<ResetTo> = fc.oneof(
  fc.constant<ResetTo>({ kind: 'earliest' }),
  fc.constant<ResetTo>({ kind: 'latest' }),
  fc.constant<ResetTo>({ kind: 'time', timestamp: 1000 }),
  fc.bigInt({ min: -4_000_000n, max: 4_000_000n }).map((by): ResetTo => ({ kind: 'shift', by })),
  fc.bigInt({ min: 0n, max: 4_000_000n }).map((to): ResetTo => ({ kind: 'offset', offset: to })),
);

/** Messages of the log that the group would still get from an offset on, one by one. */
function ahead({ first, end }: ResetPlace, from: bigint): bigint {
  const start = from < first ? first : from;
  return start < end ? end - start : 0n;
}

describe('a reset', () => {
  it('leads to a place in the log, and says what is lost and what comes again', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 20 }), target, (places, to) => {
        const plan = planFor('g', places, to);
        expect(plan.rows.length + plan.left.length).toBe(places.length);
        let row = 0;
        for (const one of places) {
          if (to.kind === 'shift' && one.committed === null) continue;
          const found = plan.rows[row++];
          if (!found) throw new Error('a partition is missing');
          expect(found.partition).toBe(one.partition);
          expect(found.from).toBe(one.committed);
          expect(found.to >= one.first && found.to <= one.end).toBe(true);
          // Before and after, counted from the end of the log: exactly that much is lost or comes again.
          const before = ahead(one, one.committed ?? one.first);
          const after = ahead(one, found.to);
          expect(before - found.skipped + found.replayed).toBe(after);
          expect(found.skipped === 0n || found.replayed === 0n).toBe(true);
          expect(found.skipped >= 0n && found.replayed >= 0n).toBe(true);
        }
      }),
    );
  });

  it('leads exactly where it was told to wherever the log reaches', () => {
    fc.assert(
      fc.property(place, target, (one, to) => {
        const [row] = planFor('g', [one], to).rows;
        if (!row) return;
        const wanted = {
          earliest: one.first,
          latest: one.end,
          time: one.atTime ?? one.end,
          shift: (one.committed ?? 0n) + (to.kind === 'shift' ? to.by : 0n),
          offset: to.kind === 'offset' ? to.offset : 0n,
        }[to.kind];
        const inside = wanted >= one.first && wanted <= one.end;
        expect(row.to === wanted).toBe(inside);
        if (!inside) expect(row.note).toMatch(/^held to the (first offset|end) of the log$/);
      }),
    );
  });

  it('leaves a partition alone that has no commit to shift from, and says so', () => {
    const plan = planFor(
      'g',
      [
        { topic: 't', partition: 0, first: 0n, end: 10n, committed: 5n, atTime: null },
        { topic: 't', partition: 1, first: 0n, end: 10n, committed: null, atTime: null },
      ],
      { kind: 'shift', by: -2n },
    );
    expect(plan.rows).toEqual([
      { topic: 't', partition: 0, from: 5n, to: 3n, skipped: 0n, replayed: 2n, note: null },
    ]);
    expect(plan.left).toEqual([
      { topic: 't', partition: 1, why: 'nothing was committed to shift from' },
    ]);
  });

  it('goes to the end, and says so, where no message is as young as the time', () => {
    const one = { topic: 't', partition: 0, first: 2n, end: 10n, committed: null, atTime: null };
    expect(planFor('g', [one], { kind: 'time', timestamp: 1 }).rows).toEqual([
      {
        ...{ topic: 't', partition: 0, from: null, to: 10n, skipped: 8n, replayed: 0n },
        note: 'no message is as young: to the end',
      },
    ]);
  });
});

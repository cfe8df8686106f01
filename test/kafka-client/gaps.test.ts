import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewRecord } from '../../src/demo/broker/batch-writer.js';
import { withoutRecords } from '../../src/demo/broker/log/compaction.js';
import type { AbortedTransaction } from '../../src/kafka/fetch.js';
import { Passing, eachEntry } from '../../src/kafka/passing.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import type { Gap, Passed, PassedCounts } from '../../src/model/gap.js';
import type { Entry } from '../../src/model/message.js';
import { batchAt, fetched, numbered, resealed, sliced } from '../support/batches.js';
import { sliceOf } from '../../src/kafka/slice.js';

/** What became of an offset of a generated log. */
type Fate = 'message' | 'damage' | Passed;

interface Log {
  readonly batches: readonly { readonly last: bigint; readonly bytes: Buffer }[];
  readonly fates: readonly Fate[];
  readonly aborted: readonly AbortedTransaction[];
}

const piece = fc.record({
  kind: fc.constantFrom(
    'plain',
    'plain',
    'plain',
    'aborted',
    'abort',
    'commit',
    'control',
    'hole',
    'broken',
  ),
  count: fc.integer({ min: 1, max: 9 }),
  /** Which of its records compaction has taken, as bits; 0 for none. */
  taken: fc.oneof(fc.constant(0), fc.nat(511)),
});

const CONTROL: Readonly<Record<string, number>> = { abort: 0, commit: 1, control: 4 };
const OPEN = 7n;

/** A log of which it is known what became of each offset. */
function logOf(pieces: readonly (typeof piece extends fc.Arbitrary<infer T> ? T : never)[]): Log {
  const fates: Fate[] = [];
  const batches: { last: bigint; bytes: Buffer }[] = [];
  const aborted: AbortedTransaction[] = [];
  const holes = new Set<number>();
  let isOpen = false;
  for (const { kind, count, taken } of pieces) {
    const at = BigInt(fates.length);
    const type = CONTROL[kind];
    if (kind === 'hole') {
      for (let one = 0; one < count; one++) holes.add(fates.length + one);
      fates.push(...Array<Fate>(count).fill('compacted'));
      continue;
    }
    if (type !== undefined) {
      const key = Buffer.alloc(4);
      key.writeInt16BE(type, 2);
      const marker: NewRecord[] = [{ key, value: Buffer.alloc(6) }];
      const bytes = batchAt(at, marker, { control: true, transactional: true, producerId: OPEN });
      batches.push({ last: at, bytes });
      fates.push(kind as Fate);
      if (kind === 'abort') isOpen = false;
      continue;
    }
    // Where a batch makes no sense, neither does where it claims to begin.
    if (kind === 'broken') {
      for (let one = fates.length - 1; holes.has(one); one--) fates[one] = 'damage';
    }
    const isAborted = kind === 'aborted';
    if (isAborted && !isOpen) aborted.push({ producerId: OPEN, firstOffset: at });
    isOpen ||= isAborted;
    const producerId = isAborted ? OPEN : 9n;
    const whole = batchAt(at, numbered(count), { transactional: isAborted, producerId });
    // Of what was rolled back the log cleaner takes whole batches.
    const isTaken = (offset: bigint): boolean =>
      !isAborted && ((taken >> Number(offset - at)) & 1) === 1;
    const bytes =
      kind === 'broken'
        ? resealed(whole, (batch) => batch.writeInt32BE(count + 1, 57))
        : withoutRecords(whole, ({ offset }) => !isTaken(offset)).batch;
    batches.push({ last: at + BigInt(count) - 1n, bytes });
    for (let one = 0; one < count; one++) {
      const stays = !isTaken(at + BigInt(one));
      if (kind === 'broken') fates.push('damage');
      else fates.push(!stays ? 'compacted' : isAborted ? 'aborted' : 'message');
    }
  }
  return { batches, fates, aborted };
}

/** Reads a log from an offset on as a consumer does, so many batches at a time, up to an offset. */
function read(
  log: Log,
  from: bigint,
  until: bigint,
  atOnce: number,
): { readonly entries: Entry[]; readonly behind: Gap | null } {
  const entries: Entry[] = [];
  const passing = new Passing(from === 0n ? null : from);
  const cursor = new RecordCursor();
  for (let offset = from; offset < until;) {
    const first = log.batches.findIndex(({ last }) => last >= offset);
    const asked = first < 0 ? [] : log.batches.slice(first, first + atOnce);
    const records = Buffer.concat(asked.map(({ bytes }) => bytes));
    const { aborted } = log;
    const high = BigInt(log.fates.length);
    const slice = sliceOf(fetched(records, { aborted, high }), {
      ...{ offset, until, checkCrcs: true, blindStep: 1n },
    });
    for (const part of slice.parts) {
      eachEntry(part, { topic: 't', partition: 0, cursor, passing }, (entry) => {
        entries.push(entry);
        return true;
      });
    }
    passing.pass(slice.gap);
    if (slice.next === offset) break;
    offset = slice.next;
  }
  return { entries, behind: passing.gap };
}

function countsOf(fates: readonly Fate[]): PassedCounts {
  const counts: Partial<Record<Fate, bigint>> = {};
  for (const fate of fates) counts[fate] = (counts[fate] ?? 0n) + 1n;
  return counts;
}

function check(log: Log, from: bigint, { entries, behind }: ReturnType<typeof read>): bigint {
  let at = from;
  const explain = (gap: Gap | null, end: bigint): void => {
    if (gap === null) {
      expect(at).toBe(end);
      return;
    }
    expect([gap.from, gap.to]).toEqual([at, end - 1n]);
    expect(gap.counts).toEqual(countsOf(log.fates.slice(Number(at), Number(end))));
    expect(gap.isOpen).toBe(at === from && from > 0n);
  };
  for (const entry of entries) {
    explain(entry.gap, entry.offset);
    const last = entry.kind === 'damage' ? entry.lastOffset : entry.offset;
    const what = entry.kind === 'damage' ? 'damage' : 'message';
    for (let one = entry.offset; one <= last; one++) expect(log.fates[Number(one)]).toBe(what);
    at = last + 1n;
  }
  if (behind) explain(behind, behind.to + 1n);
  return behind ? behind.to + 1n : at;
}

describe('what is missing in a log', () => {
  it('is explained offset by offset as it is, wherever reading begins and ends and however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 14 }),
        fc.nat(40),
        fc.nat(80),
        fc.integer({ min: 1, max: 5 }),
        (pieces, from, length, atOnce) => {
          const log = logOf([...pieces, { kind: 'plain', count: 1, taken: 0 }]);
          const high = BigInt(log.fates.length);
          const begin = BigInt(from) < high ? BigInt(from) : high;
          const wanted = begin + BigInt(length);
          const until = wanted < high ? wanted : high;
          expect(check(log, begin, read(log, begin, until, atOnce))).toBe(until);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is nothing where a transaction is not rolled back, or where what was rolled back is read as well', () => {
    const log = logOf([
      { kind: 'aborted', count: 3, taken: 0 },
      { kind: 'abort', count: 1, taken: 0 },
      { kind: 'plain', count: 1, taken: 0 },
    ]);
    expect(read(log, 0n, 5n, 5).entries[0]?.gap?.counts).toEqual({ aborted: 3n, abort: 1n });
    const uncommitted = read({ ...log, aborted: [] }, 0n, 5n, 5).entries;
    expect(uncommitted.map(({ offset }) => offset)).toEqual([0n, 1n, 2n, 4n]);
    expect(uncommitted[3]?.gap?.counts).toEqual({ abort: 1n });
  });

  it('is no more than what was asked for, and an empty batch is as good as none', () => {
    const empty = withoutRecords(batchAt(0n, numbered(4)), () => false).batch;
    const slice = sliced(Buffer.concat([empty, batchAt(4n, numbered(1))]), { offset: 2n });
    expect(slice.parts.map(({ gap }) => gap)).toEqual([null, null]);
    const log: Log = {
      batches: [
        { last: 3n, bytes: empty },
        { last: 4n, bytes: batchAt(4n, numbered(1)) },
      ],
      fates: [],
      aborted: [],
    };
    const [entry] = read({ ...log, fates: Array<Fate>(5).fill('message') }, 2n, 5n, 9).entries;
    expect(entry?.gap).toEqual({ from: 2n, to: 3n, counts: { compacted: 2n }, isOpen: true });
  });
});

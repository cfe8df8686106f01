import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type PartitionStart,
  type Start,
  describeStart,
  startIn,
  startOffset,
} from '../../src/kafka/start.js';

const bounds = { first: 100n, end: 200n, atTime: 150n };

describe('where reading starts', () => {
  it.each<[string, PartitionStart, bigint]>([
    ['beginning', { kind: 'beginning' }, 100n],
    ['end', { kind: 'end' }, 200n],
    ['last 30 of the topic', { kind: 'tail', count: 30 }, 170n],
    ['more than there are', { kind: 'tail', count: 3000 }, 100n],
    ['10 before the end', { kind: 'before-end', count: 10n }, 190n],
    ['more before the end than there are', { kind: 'before-end', count: 2n ** 62n }, 100n],
    ['0 before the end', { kind: 'before-end', count: 0n }, 200n],
    ['an offset', { kind: 'offset', offset: 123n }, 123n],
    ['the end as an offset', { kind: 'offset', offset: 200n }, 200n],
    ['a time', { kind: 'time', timestamp: 1 }, 150n],
  ])('%s', (_, start, offset) => {
    expect(startOffset(start, bounds)).toEqual({ offset, note: null });
  });

  it('is the end where no message is as young as the time', () => {
    expect(startOffset({ kind: 'time', timestamp: 1 }, { ...bounds, atTime: -1n }).offset).toBe(
      200n,
    );
  });

  it('says so where the offset asked for is not there', () => {
    expect(startOffset({ kind: 'offset', offset: 42n }, bounds)).toEqual({
      offset: 100n,
      note: 'offset 42 is gone by retention; reading from 100',
    });
    expect(startOffset({ kind: 'offset', offset: 201n }, bounds)).toEqual({
      offset: 200n,
      note: 'offset 201 is behind the end; reading from 200',
    });
  });

  it('is an offset of its own for each partition that has one, and the beginning for the others', () => {
    const start: Start = { kind: 'offsets', offsets: new Map([[1, 142n]]) };
    expect(startIn(start, 1)).toEqual({ kind: 'offset', offset: 142n });
    expect(startIn(start, 0)).toEqual({ kind: 'beginning' });
    expect(startIn({ kind: 'end' }, 0)).toEqual({ kind: 'end' });
    expect(describeStart(start)).toBe('1:142');
  });

  it('is always within the log', () => {
    const offset = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    const start: fc.Arbitrary<PartitionStart> = fc.oneof(
      fc.constant<PartitionStart>({ kind: 'beginning' }),
      fc.constant<PartitionStart>({ kind: 'end' }),
      fc.record({ kind: fc.constant('tail' as const), count: fc.nat() }),
      fc.record({ kind: fc.constant('before-end' as const), count: offset }),
      fc.record({ kind: fc.constant('offset' as const), offset }),
      fc.constant<PartitionStart>({ kind: 'time', timestamp: 0 }),
    );
    fc.assert(
      fc.property(start, offset, offset, offset, (one, a, b, atTime) => {
        const [first, end] = a < b ? [a, b] : [b, a];
        const { offset: found } = startOffset(one, { first, end, atTime });
        expect(found >= first && found <= end).toBe(true);
      }),
    );
  });

  it.each<[Start, string]>([
    [{ kind: 'beginning' }, 'beginning'],
    [{ kind: 'end' }, 'end'],
    [{ kind: 'tail', count: 100 }, 'last 100'],
    [{ kind: 'before-end', count: 10n }, 'last 10 of each partition'],
    [{ kind: 'offset', offset: 42n }, 'offset 42'],
    [{ kind: 'time', timestamp: 1_700_000_000_000 }, '2023-11-14T22:13:20.000Z'],
  ])('has words: %o', (start, words) => {
    expect(describeStart(start)).toBe(words);
  });
});

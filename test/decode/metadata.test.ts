import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatClock,
  formatTimestamp,
  groupDigits,
  headerText,
} from '../../src/decode/metadata.js';

const AT = Date.UTC(2026, 10, 20, 14, 3, 22, 481);

describe('metadata', () => {
  it('shows sizes in the unit people would say', () => {
    const sizes = [0, 381, 1023, 1024, 1229, 1024 ** 2 - 1, 10 * 1024 ** 2, 3 * 1024 ** 3];
    expect(sizes.map(formatBytes)).toEqual([
      ...['0 B', '381 B', '1023 B', '1.0 KiB', '1.2 KiB', '1.0 MiB', '10.0 MiB', '3.0 GiB'],
    ]);
  });

  it('shows times in UTC to the millisecond', () => {
    expect(formatTimestamp(AT)).toBe('2026-11-20 14:03:22.481 UTC');
    expect(formatClock(AT)).toBe('14:03:22.481');
    expect(formatTimestamp(0)).toBe('1970-01-01 00:00:00.000 UTC');
  });

  it('says so where a record has no timestamp or none that is a date', () => {
    expect(formatTimestamp(-1)).toBe('no timestamp');
    expect(formatTimestamp(9e15)).toBe('no date: 9000000000000000 ms');
    expect(formatClock(-1)).toBe('-           ');
    expect(formatTimestamp(-86_400_000)).toBe('1969-12-31 00:00:00.000 UTC');
  });

  it('never throws for a time, and a clock is always twelve cells', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.maxSafeInteger()), (ms) => {
        expect(formatTimestamp(ms)).not.toBe('');
        expect(formatClock(ms)).toHaveLength(12);
      }),
    );
  });

  it('sets thousands apart in numbers of any size', () => {
    const counts = [0, 999, 1000, -1234, 1234567n, 9007199254740993n, -100n, 1234.5];
    expect(counts.map(groupDigits)).toEqual([
      ...['0', '999', '1,000', '-1,234', '1,234,567', '9,007,199,254,740,993', '-100', '1,234.5'],
    ]);
  });

  it('shows header values as text, or as hex where they are none', () => {
    expect(headerText(Buffer.from('signup'))).toEqual([{ text: 'signup', tone: 'plain' }]);
    expect(headerText(null)).toEqual([{ text: 'null', tone: 'null' }]);
    expect(headerText(Buffer.alloc(0))).toEqual([{ text: 'empty', tone: 'dim' }]);
    expect(headerText(Buffer.from([0, 1, 255]))).toEqual([{ text: '0x0001ff', tone: 'plain' }]);
    expect(headerText(Buffer.alloc(10_000, 'a'))[1]).toEqual({
      text: ' (9.8 KiB in all)',
      tone: 'dim',
    });
  });
});

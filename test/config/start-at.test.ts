import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, formatAddress } from '../../src/kafka/settings.js';
import { parseStart, parseTime } from '../../src/config/start-at.js';
import { ValueError } from '../../src/config/value-error.js';

describe('a start', () => {
  it.each([
    ['beginning', { kind: 'beginning' }],
    ['earliest', { kind: 'beginning' }],
    ['end', { kind: 'end' }],
    ['latest', { kind: 'end' }],
    ['-0', { kind: 'before-end', count: 0n }],
    ['-100', { kind: 'before-end', count: 100n }],
    ['0', { kind: 'offset', offset: 0n }],
    ['9223372036854775807', { kind: 'offset', offset: 2n ** 63n - 1n }],
    ['s@0', { kind: 'time', timestamp: 0 }],
  ])('%s', (text, start) => {
    expect(parseStart(text)).toEqual(start);
  });

  it('of any text is one of them or a ValueError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `s@${text}`),
          fc.bigInt().map(String),
        ),
        (text) => {
          try {
            expect(parseStart(text).kind).toBeTruthy();
          } catch (error) {
            expect(error).toBeInstanceOf(ValueError);
          }
        },
      ),
    );
  });
});

describe('a time', () => {
  it.each([
    ['1700000000000', 1_700_000_000_000],
    ['2026-11-20', Date.UTC(2026, 10, 20)],
    ['2026-11-20T10:00', Date.UTC(2026, 10, 20, 10)],
    ['2026-11-20 10:00:30', Date.UTC(2026, 10, 20, 10, 0, 30)],
    ['2026-11-20T10:00:30.5Z', Date.UTC(2026, 10, 20, 10, 0, 30, 500)],
    ['2026-11-20T10:00+01:00', Date.UTC(2026, 10, 20, 9)],
    ['2026-11-20T10:00+0100', Date.UTC(2026, 10, 20, 9)],
  ])('%s is in UTC unless it says otherwise', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  it.each([
    '',
    'now',
    '2026-13-01',
    '2026-11-20T25:00',
    '2026-02-30',
    '-5',
    '1.5',
    '99999999999999999',
  ])('is not %j', (text) => {
    expect(() => parseTime(text)).toThrow(ValueError);
  });
});

describe('an address', () => {
  it.each([
    ['lab', 'lab', 9092, 'lab:9092'],
    ['lab:1234', 'lab', 1234, 'lab:1234'],
    ['10.0.0.1:1', '10.0.0.1', 1, '10.0.0.1:1'],
    ['[::1]', '::1', 9092, '[::1]:9092'],
    ['[fe80::1]:9093', 'fe80::1', 9093, '[fe80::1]:9093'],
  ])('%s', (text, host, port, formatted) => {
    expect(parseAddress(text)).toEqual({ host, port });
    expect(formatAddress(host, port)).toBe(formatted);
  });
});

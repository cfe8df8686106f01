import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget, PLACE_EXAMPLES } from '../../src/model/parse-place.js';
import { KafkaTuiError } from '../../src/model/problem.js';

/** 2026-11-20 14:03:22.481 UTC */
const NOW = Date.UTC(2026, 10, 20, 14, 3, 22, 481);
const parse = (text: string) => parseTarget(text, 'new_users', NOW);
const time = (...[year, month, ...rest]: Parameters<typeof Date.UTC>) => ({
  partition: null,
  place: { kind: 'time', timestamp: Date.UTC(year, month, ...rest) },
});

function problem(text: string): KafkaTuiError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof KafkaTuiError) return error;
    throw error;
  }
  throw new Error(`"${text}" was taken for a place`);
}

describe('a place', () => {
  it('is a word, an offset, so many before the end, or one partition with one of these', () => {
    expect(parse('beginning')).toEqual({ partition: null, place: { kind: 'beginning' } });
    expect(parse(' End ')).toEqual({ partition: null, place: { kind: 'end' } });
    expect(parse('-500')).toEqual({ partition: null, place: { kind: 'before-end', count: 500n } });
    expect(parse('42')).toEqual({ partition: null, place: { kind: 'offset', offset: 42n } });
    const there = { partition: 1, place: { kind: 'offset', offset: 42n } };
    expect(parse('1:42')).toEqual(there);
    expect(parse('new_users:1:42')).toEqual(there);
    expect(parse('1:end')).toEqual({ partition: 1, place: { kind: 'end' } });
    expect(parse('1:-500')).toEqual({ partition: 1, place: { kind: 'before-end', count: 500n } });
    expect(parse('1:@2026-11-20T10:00')).toEqual({
      ...time(2026, 10, 20, 10),
      partition: 1,
    });
  });

  it('is a time, in UTC unless it names a zone', () => {
    expect(parse('@2026-11-20T10:00')).toEqual(time(2026, 10, 20, 10));
    expect(parse('2026-11-20 9:05:07.25')).toEqual(time(2026, 10, 20, 9, 5, 7, 250));
    expect(parse('@2026-11-20T10:00+01:00')).toEqual(time(2026, 10, 20, 9));
    expect(parse('s@1763600000000')).toMatchObject({ place: { timestamp: 1_763_600_000_000 } });
    expect(parse('-15m')).toEqual(time(2026, 10, 20, 13, 48, 22, 481));
    expect(parse('-1h30m')).toEqual(time(2026, 10, 20, 12, 33, 22, 481));
    expect(parse('yesterday 9:00')).toEqual(time(2026, 10, 19, 9));
    expect(parse('today')).toEqual(time(2026, 10, 20));
    expect(parse('now')).toMatchObject({ place: { timestamp: NOW } });
  });

  it('says what to type where it is none', () => {
    expect(problem('begining').next).toBe('did you mean beginning?');
    expect(problem('xyz').next).toContain('type an offset (1:42), a time (-15m');
    expect(problem('1:').next).toContain('1:42');
    expect(problem('orders:1:42').message).toContain('"orders" is another topic');
    expect(problem('orders:1:42').next).toContain('1:42');
    expect(problem('yesterday 25:00').message).toContain('is not a place');
    expect(problem('2026-02-30').message).toContain('is not a place');
    expect(problem('99999999999999999999').message).toContain('is not a place');
    expect(problem('9223372036854775808').message).toContain('larger than any offset');
    expect(problem('').next).toBe('type a place');
  });

  it('takes every example that is shown', () => {
    for (const example of PLACE_EXAMPLES) expect(() => parse(example)).not.toThrow();
  });

  it('takes any partition and offset, and never fails otherwise than by saying what to type', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.bigInt(0n, 2n ** 63n - 1n), (partition, offset) => {
        const target = { partition, place: { kind: 'offset', offset } };
        expect(parse(`${partition}:${offset}`)).toEqual(target);
        expect(parse(`new_users:${partition}:${offset}`)).toEqual(target);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(KafkaTuiError);
          expect((error as KafkaTuiError).next).not.toBe('');
        }
      }),
    );
  });
});

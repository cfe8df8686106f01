import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../src/filter/compile-query.js';
import { requiredLiterals } from '../../src/filter/regex-literals.js';
import { NO_BOUNDS, type Queried } from '../../src/model/query.js';
import { region } from '../support/queries.js';

const query = (text: string) => compileQuery(text, { now: Date.UTC(2026, 10, 21) });

function message(value: string): Queried {
  const nowhere = { partition: 0, offset: 0n, timestamp: 0, key: null, headers: [] };
  return { ...nowhere, value: Buffer.from(value) };
}

const finds = (text: string, value: string): boolean => query(text).matches(message(value));

/** Far more than any of this takes, and far less than what would hang. */
const SOON_MS = 20_000;

function soon(work: () => void): void {
  const started = performance.now();
  work();
  expect(performance.now() - started).toBeLessThan(SOON_MS);
}

describe('a query on huge and deep values', () => {
  it('follows a million levels down, and finds the end of them broken', () => {
    soon(() => {
      const depth = 1_000_000;
      const nested = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
      expect(finds('a:*', nested)).toBe(true);
      expect(finds('a.a.a.b:1', nested)).toBe(false);
      expect(finds('a:*', nested.slice(0, -1))).toBe(false);
      expect(finds('a:7', `{"a":${'['.repeat(depth)}7${']'.repeat(depth)}}`)).toBe(true);
      expect(finds('NOT a:7', '['.repeat(depth))).toBe(true);
    });
  });

  it('looks through megabytes with patterns that make others hang', () => {
    soon(() => {
      const long = `{"a":"${'a'.repeat(2_000_000)}"}`;
      expect(finds('a:/(a+)+$/', long)).toBe(true);
      expect(finds('a:/^(a|aa)*b/', long)).toBe(false);
      expect(finds('/(x+x+)+y/', long)).toBe(false);
      expect(finds(`a:*${'a*'.repeat(50)}b`, long)).toBe(false);
      expect(finds(`a:*${'?a*'.repeat(10)}b`, long)).toBe(false);
      expect(finds('a:a*b', `{"a":"${'\\"'.repeat(500_000)}"}`)).toBe(false);
    });
  });

  it('compares numbers of any size', () => {
    expect(finds('a:9007199254740993', '{"a":9007199254740992}')).toBe(false);
    expect(finds('a:9007199254740993', '{"a":9007199254740993.0}')).toBe(true);
    expect(finds('a:>1e400', '{"a":1.0000000001e400}')).toBe(true);
    expect(finds('a:0.3', '{"a":0.30000000000000004}')).toBe(false);
    expect(finds('a:1.23456e5', '{"a":123456}')).toBe(true);
    soon(() => {
      expect(finds('a:<1', `{"a":${'9'.repeat(1_000_000)}}`)).toBe(false);
      expect(finds('a:>1', `{"a":1e${'9'.repeat(1_000_000)}}`)).toBe(true);
      expect(finds('a:>1', `{"a":1e-${'9'.repeat(1_000_000)}}`)).toBe(false);
    });
  });
});

describe('what is known of a match sooner', () => {
  it('is where it can be', () => {
    const boundsOf = (text: string) => query(text).bounds;
    const day = (date: number) => Date.UTC(2026, 10, date);
    expect(boundsOf('partition:2 offset:[100 TO 200} timestamp:>=2026-11-20 key:k12')).toEqual([
      {
        partitions: { from: 2, to: 2 },
        offsets: { from: 100n, to: 199n },
        timestamps: { from: day(20), to: null },
        key: Buffer.from('k12'),
      },
    ]);
    expect(boundsOf('partition:>3')).toEqual([region({ partitions: { from: 4, to: null } })]);
    expect(boundsOf('partition:[2 TO 4]')).toEqual([region({ partitions: { from: 2, to: 4 } })]);
    expect(boundsOf('NOT offset:<5')).toEqual([region({ offsets: { from: 5n, to: null } })]);
    expect(boundsOf('NOT timestamp:<5')).toEqual(NO_BOUNDS);
    expect(boundsOf('partition:1 OR lara')).toEqual(NO_BOUNDS);
    expect(boundsOf('timestamp:[2026-11-19 TO 2026-11-20]')).toEqual([
      region({ timestamps: { from: day(19), to: day(21) - 1 } }),
    ]);
    expect(boundsOf('timestamp:>-5m')).toEqual([
      region({ timestamps: { from: Date.UTC(2026, 10, 20, 23, 55) + 1, to: null } }),
    ]);
  });

  it('is one of several places where it says OR, and none where it can not be', () => {
    const boundsOf = (text: string) => query(text).bounds;
    expect(boundsOf('offset:<5 OR offset:[7 TO 9]')).toEqual([
      region({ offsets: { from: null, to: 4n } }),
      region({ offsets: { from: 7n, to: 9n } }),
    ]);
    expect(boundsOf('offset:<5 OR offset:[5 TO 9]')).toEqual([
      region({ offsets: { from: null, to: 9n } }),
    ]);
    expect(boundsOf('partition:1 OR partition:2 OR partition:3 OR partition:7')).toEqual([
      region({ partitions: { from: 1, to: 3 } }),
      region({ partitions: { from: 7, to: 7 } }),
    ]);
    expect(boundsOf('(partition:0 offset:<5) OR (partition:1 timestamp:>9)')).toEqual([
      region({ partitions: { from: 0, to: 0 }, offsets: { from: null, to: 4n } }),
      region({ partitions: { from: 1, to: 1 }, timestamps: { from: 10, to: null } }),
    ]);
    expect(boundsOf('NOT partition:[2 TO 4]')).toEqual([
      region({ partitions: { from: null, to: 1 } }),
      region({ partitions: { from: 5, to: null } }),
    ]);
    expect(boundsOf('key:a OR key:b').map(({ key }) => key?.toString())).toEqual(['a', 'b']);
    expect(boundsOf('key:a key:b')).toEqual([]);
    expect(boundsOf('partition:1 AND partition:2')).toEqual([]);
    const many = Array.from({ length: 100 }, (_, at) => `offset:${at * 10}`).join(' OR ');
    expect(boundsOf(many)).toEqual([region({ offsets: { from: 0n, to: 990n } })]);
  });

  it('is what its bytes hold, with the ways that JSON has to hide them', () => {
    expect(query('email:user4*@example.com').hint).toMatchObject({ kind: 'all' });
    const literals = JSON.stringify(
      query('email:user4*@example.com AND credit:<0').hint,
      (_key, of: unknown) =>
        of instanceof Object && 'type' in of && 'data' in of
          ? Buffer.from(of.data as number[]).toString()
          : of,
    );
    for (const needed of ['user4', '@example.com', 'email', 'credit', '-', '\\\\u'])
      expect(literals).toContain(`"${needed}"`);
    expect(query('NOT email:x').hint).toBeNull();
    expect(query('email:x OR partition:1').hint).toBeNull();
  });

  it('of a regular expression is never more than every match holds', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b',
        'ab',
        'é',
        '🚌',
        '.',
        '\\.',
        '\\d',
        '\\x61',
        '\\u0061',
        '[ab]',
        '[^]]',
        '(?:a|b)',
        '(ab)',
        '^',
        '$',
        '|',
        '\\b',
      ],
    );
    const times = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,1}', '*?');
    const pattern = fc
      .array(fc.tuple(piece, times), { maxLength: 5 })
      .map((of) => of.flat().join(''));
    const texts = fc.array(
      fc.array(fc.constantFrom('a', 'b', 'é', '🚌', '.', '1'), { maxLength: 8 }),
      { minLength: 5 },
    );
    fc.assert(
      fc.property(pattern, texts, (of, letters) => {
        let found: RegExp;
        try {
          found = new RegExp(of, 'u');
        } catch {
          return;
        }
        for (const text of letters.map((some) => some.join(''))) {
          if (!found.test(text)) continue;
          for (const literal of requiredLiterals(of)) expect(text, of).toContain(literal);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('what a query shows', () => {
  const shown = (text: string, line: string): string[] =>
    query(text)
      .highlight(line)
      .map(([from, to]) => line.slice(from, to));

  it('is what was looked for, in the text as it is drawn', () => {
    expect(shown('lara', '"Lara": "clara"')).toEqual(['Lara', 'lara']);
    expect(shown('email:*@hotmail.com', '"email": "a@hotmail.com"')).toEqual(['@hotmail.com']);
    expect(shown('email:l*@hotmail.com', '"x": 1, "email": "lara@hotmail.com"')).toEqual([
      'lara@hotmail.com',
    ]);
    expect(shown('name:/ro[sz]/i', 'ROSLYN')).toEqual(['ROS']);
    expect(shown('lara OR aral', 'xlaral')).toEqual(['laral']);
    expect(shown('-lara key:k12', 'lara k12')).toEqual(['k12']);
    expect(shown('partition:1 credit:<0', '-5')).toEqual([]);
  });
});

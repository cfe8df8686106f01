import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../src/filter/compile-query.js';
import { QueryError } from '../../src/filter/query-error.js';
import type { Queried } from '../../src/model/query.js';

function mistakeIn(query: string): QueryError {
  try {
    compileQuery(query, { now: 0 });
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${query} is understood`);
}

describe('a mistake in a query', () => {
  it.each([
    // The mark stands under the character that is wrong.
    ['a AND', '     ^', 'AND needs a term behind it', '"AND"'],
    ['AND a', '^', 'AND needs a term before it', '"AND"'],
    ['a OR OR b', '     ^', 'OR needs a term behind it', '"OR"'],
    ['a NOT', '     ^', 'NOT needs a term behind it', '"NOT"'],
    ['name:(a OR', '     ^', 'never closed', ')'],
    ['(a OR b', '^', 'never closed', ')'],
    ['a OR b)', '      ^', 'closes nothing', '")"'],
    ['a () b', '  ^', 'nothing in these parentheses', '"()"'],
    ['a "b c', '  ^', 'never closed', '"b c"'],
    ['-7', '^', 'can be a text, or anything without 7', '"-7"'],
    ['lara -7.5', '     ^', 'can be a text', 'NOT 7.5'],
    ['foo(bar)', '   ^', 'directly behind a word', '"foo(bar)"'],
    ['"a"b', '   ^', 'directly behind the closing quote', 'space'],
    ['12:30', '^', 'is no field', '"12:30"'],
    ['2026-11-20T10:00', '^', 'is no field', '"2026-11-20T10:00"'],
    ['{"x":1}', '^', "can't stand in a field's name", '"{\\"x\\":1}"'],
    ['a..b:1', '  ^', "can't stand in a field's name", '"a..b:1"'],
    ['items[x].sku:1', '     ^', 'take an index or *', 'items[*].sku'],
    ['a OR credit<0', '           ^', 'a colon is missing', 'credit:<0'],
    ['credit >=10', '       ^', 'a colon is missing', 'field:>=10'],
    ['a &&', '    ^', 'AND needs a term behind it', '"AND"'],
    ['a +lara', '  ^', 'a plus demands nothing', 'type lara'],
    ['+name:lara', '^', 'a plus demands nothing', 'type name:lara'],
    ['a _exists_:email', '  ^', 'asked for by its name', 'type email:*'],
    ['name:/\\pL{900}[0-9]{400}/', '      ^', 'too large', 'fewer repetitions'],
    ['name:', '     ^', 'lacks what to look for', 'name:*'],
    ['name::lara', '     ^', 'a second colon', '":…"'],
    ['name: AND b', '      ^', 'lacks what to look for', 'name:*'],
    ['http://x', '     ^', 'regular expression is missing', '"http://x"'],
    ['path:/usr/local', '          ^', 'no flag', 'path:"/usr/local"'],
    ['/api', '^', 'no closing slash', '"/api"'],
    ['name:/a(b/', '      ^', "can't be used", 'quote'],
    ['name:/a(?=b)/', '       ^', "can't be used", 'look-ahead'],
    ['name:/(?<!a)b/', '      ^', "can't be used", 'look-behind'],
    ['name:/(a)\\1/', '         ^', "can't be used", 'back references'],
    ['x:[1 2]', '     ^', 'needs TO', '[100 TO 200]'],
    ['x:[1 TO 2', '         ^', 'never closed', '[100 TO 200]'],
    ['x:[1 TO ]', '        ^', 'an end of the range is missing', '[100 TO *]'],
    ['x:[1* TO 2]', '   ^', 'takes no wildcard', 'quote'],
    ['x:>1*', '   ^', 'takes a number or a text', 'x:>0'],
    ['created:>-5m', '         ^', 'only timestamp', 'timestamp:>-5m'],
    ['partition:two', '          ^', 'not a whole number', 'partition:2'],
    ['offset:[1 TO x]', '             ^', 'not a whole number', 'offset:[100 TO 200]'],
    ['timestamp:>yesterday', '           ^', 'not a time', 'timestamp:>-5m'],
    ['timestamp:2026-02-30', '          ^', 'not a time', 'timestamp:'],
  ])('in %s', (query, mark, message, next) => {
    const mistake = mistakeIn(query);
    expect(`${' '.repeat(mistake.column)}^`).toBe(mark);
    expect(mistake.message).toContain(message);
    expect(mistake.next).toContain(next);
    expect(mistake.query).toBe(query);
    expect(mistake.exitCode).toBe(2);
  });

  it('is in the text as it was typed, in UTF-16 units', () => {
    expect(mistakeIn('🚌 größe:"x" AND').column).toBe('🚌 größe:"x" AND'.length);
  });

  it('gives a text to type instead that is understood', () => {
    for (const query of [
      '-7',
      '12:30',
      'foo(bar)',
      '{"x":1}',
      'http://x',
      '/api',
      'a..b:1',
      '()',
    ]) {
      const quoted = /"(?:[^"\\]|\\.)*"/.exec(mistakeIn(query).next)?.[0] ?? '';
      expect(() => compileQuery(quoted, { now: 0 })).not.toThrow();
    }
  });
});

const MESSAGE: Queried = {
  partition: 1,
  offset: 42n,
  timestamp: 1_000,
  key: Buffer.from('k12'),
  value: Buffer.from('{"a":{"b":[1,"x"]},"email":"lara@example.com"}'),
  headers: [{ key: 'src', value: Buffer.from('signup') }],
};

describe('any text as a query', () => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...Array.from(' :()[]{}"\'\\/*?-!.<>=~^,@#\t\n0179')) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'AND',
        'OR',
        'NOT',
        'TO',
        'a',
        'email',
        'key',
        'headers.',
        'offset:',
        'timestamp:>',
        'now',
        '-5m',
        '[*]',
        '(?',
        '+)+',
        '{1,9}',
        '\\u',
        '1e9',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  );
  const texts = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));

  it('is understood or a mistake with its place, never anything else, and soon', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const started = performance.now();
        try {
          const { matches, highlight } = compileQuery(text, { now: 0 });
          matches(MESSAGE);
          highlight('{"email": "lara@example.com"}');
        } catch (error) {
          if (!(error instanceof QueryError)) throw error;
          expect(error.column).toBeGreaterThanOrEqual(0);
          expect(error.column).toBeLessThanOrEqual(text.length);
          expect(error.message).not.toBe('');
          expect(error.next).not.toBe('');
        }
        expect(performance.now() - started).toBeLessThan(5_000);
      }),
      { numRuns: 8_000 },
    );
  }, 120_000);

  it('has bounds that are told, and within them it is compiled soon', () => {
    const within = (text: string): boolean => {
      const started = performance.now();
      try {
        compileQuery(text, { now: 0 }).matches(MESSAGE);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
      }
      return performance.now() - started < 10_000;
    };
    expect(mistakeIn('x'.repeat(10_001)).message).toContain('at most');
    expect(mistakeIn('x '.repeat(501)).message).toContain('at most');
    expect(mistakeIn(`${'('.repeat(51)}x`).message).toContain('deep');
    expect(within(`${'('.repeat(50)}x${')'.repeat(50)}`)).toBe(true);
    expect(within('x '.repeat(500))).toBe(true);
    expect(within(Array.from({ length: 500 }, (_, n) => `NOT a:${n}`).join(' OR '))).toBe(true);
    expect(within('NOT '.repeat(2_000))).toBe(true);
    expect(within(`${'NOT '.repeat(2_000)}x`)).toBe(true);
    expect(within('"'.repeat(9_999))).toBe(true);
    expect(within('a:'.repeat(4_999))).toBe(true);
    expect(within(`x:${'*?'.repeat(4_000)}`)).toBe(true);
    expect(within('*'.repeat(9_999))).toBe(true);
    expect(within(`/${'(a|b)*'.repeat(1_600)}/`)).toBe(true);
    expect(within(`/${'('.repeat(4_000)}${')'.repeat(4_000)}/`)).toBe(true);
    expect(within('/((a{1,30}){1,30}){1,30}/')).toBe(true);
    expect(within(`a:${'['.repeat(5_000)}`)).toBe(true);
    expect(within(`${'a.'.repeat(4_000)}b:1`)).toBe(true);
  }, 120_000);
});

import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { compileQuery } from '../../src/filter/compile-query.js';
import { completeQuery } from '../../src/filter/complete-query.js';
import { FieldCatalogue } from '../../src/filter/field-catalogue.js';

function catalogue(...values: readonly unknown[]): FieldCatalogue {
  const known = new FieldCatalogue();
  for (const value of values) {
    known.see({
      key: Buffer.from('k12'),
      value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
      headers: [{ key: 'src', value: Buffer.from('signup') }],
    });
  }
  return known;
}

const FIELDS = catalogue({
  email: 'lara@hotmail.com',
  premium: true,
  user: { address: { city: 'Paris' } },
  items: [{ sku: 'A1' }],
  'a.b': 1,
  offset: 7,
}).fields;

/** `|` is the cursor. */
function complete(marked: string): string[] {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, candidates } = completeQuery(text, cursor, FIELDS);
  return candidates.map((candidate) => text.slice(0, from) + candidate + text.slice(to));
}

describe('a field catalogue', () => {
  it('learns paths as they are typed in a query, with what they hold', () => {
    expect(FIELDS.map(({ path, type }) => `${path} ${type}`)).toEqual([
      '"a.b" number',
      '"offset" number',
      'email text',
      'headers.src text',
      'items[*].sku text',
      'premium boolean',
      'user.address.city text',
    ]);
  });

  it('takes null for a type only until it knows better', () => {
    expect(catalogue({ note: null }, { note: 1 }, { note: null }).fields).toContainEqual({
      path: 'note',
      type: 'number',
    });
  });

  it('learns nothing from what is no object, and what it can from one that is cut short', () => {
    const paths = (value: string): string[] =>
      catalogue(value)
        .fields.map(({ path }) => path)
        .filter((path) => path !== 'headers.src');
    expect(paths('[INFO] "x": 1')).toEqual([]);
    expect(paths('"a"')).toEqual([]);
    expect(paths('{"a":1,"b":{"c":true,"d":"unfini')).toEqual(['a', 'b.c']);
    expect(paths('['.repeat(100_000))).toEqual([]);
  });

  it('never holds more than it may, whatever comes', () => {
    const known = new FieldCatalogue({ fields: 5, bytes: 100 });
    for (let n = 0; n < 1_000; n += 1) {
      known.see({ key: null, value: Buffer.from(`{"f${n}":{"g${n}":1}}`), headers: [] });
    }
    expect(known.fields).toHaveLength(5);
  });

  it('gives paths that a query can ask for', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.integer()), (value) => {
        const bytes = Buffer.from(JSON.stringify(value));
        const known = new FieldCatalogue();
        known.see({ key: null, value: bytes, headers: [] });
        for (const { path } of known.fields) {
          const { matches } = compileQuery(`${path}:*`, { now: 0 });
          const message = { partition: 0, offset: 0n, timestamp: 0, key: null, headers: [] };
          expect(matches({ ...message, value: bytes })).toBe(true);
        }
      }),
    );
  });
});

describe('completing a query', () => {
  it('offers what the topic has, then what every message has, then what joins terms', () => {
    expect(complete('em|')).toEqual(['email:']);
    expect(complete('user|')).toEqual(['user.address.city:']);
    expect(complete('p|')).toEqual(['premium:', 'partition:']);
    expect(complete('-prem|')).toEqual(['-premium:']);
    expect(complete('(prem|')).toEqual(['(premium:']);
    expect(complete('headers.|')).toEqual(['headers.src:']);
    expect(complete('it|')).toEqual(['items[*].sku:']);
    expect(complete('"a|')).toEqual(['"a.b":']);
    expect(complete('lara A|')).toEqual(['lara AND ']);
    expect(complete('lara AND N|')).toEqual(['lara AND NOT ']);
    expect(complete('X|')).toEqual([]);
  });

  it('finds a name in the middle of a path, and ignores case where nothing fits otherwise', () => {
    expect(complete('city|')).toEqual(['user.address.city:']);
    expect(complete('EMAIL|')).toEqual(['email:']);
  });

  it('puts a field in the place of the one under the cursor', () => {
    expect(complete('em|ali:x AND y')).toEqual(['email:x AND y']);
  });

  it('offers values where few are possible', () => {
    expect(complete('premium:|')).toEqual(['premium:true', 'premium:false', 'premium:null']);
    expect(complete('premium:f|')).toEqual(['premium:false']);
    expect(complete('timestamp:>-1|')).toEqual(['timestamp:>-1h', 'timestamp:>-1d']);
    expect(complete('email:|')).toEqual([]);
  });

  it('offers nothing within a quoted text', () => {
    expect(complete('email:"e|')).toEqual([]);
    expect(complete('"it is|')).toEqual([]);
  });

  it('never fails, wherever the cursor stands', () => {
    const part = fc.constantFrom(
      'email',
      ':',
      '"',
      "'",
      ' ',
      '(',
      ')',
      '\\',
      '-',
      '.',
      '[',
      '🚌',
      'AND',
    );
    fc.assert(
      fc.property(fc.array(part), fc.nat(40), (parts, at) => {
        const text = parts.join('');
        const cursor = Math.min(at, text.length);
        const { from, to, candidates } = completeQuery(text, cursor, FIELDS);
        expect(from).toBeLessThanOrEqual(cursor);
        expect(to).toBeGreaterThanOrEqual(cursor);
        expect(candidates.length).toBeLessThanOrEqual(100);
      }),
    );
  });
});

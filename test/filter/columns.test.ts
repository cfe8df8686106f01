import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnValues, type ColumnValue } from '../../src/filter/column-values.js';
import { QueryError } from '../../src/filter/query-error.js';
import { readColumns } from '../../src/filter/read-columns.js';
import type { Queried } from '../../src/model/query.js';

function message(parts: Partial<Queried> & { readonly json?: string }): Queried {
  const { json, ...rest } = parts;
  return {
    ...{ partition: 2, offset: 9007199254740993n, timestamp: 5, key: null, headers: [] },
    value: json === undefined ? null : Buffer.from(json),
    ...rest,
  };
}

function read(columns: string, of: Queried): readonly ColumnValue[] {
  return new ColumnValues(readColumns(columns)).of(of);
}

/** The texts of one field of a value. */
function field(path: string, json: string): string[] | string {
  const [found] = read(path, message({ json }));
  return found?.kind === 'fields' ? found.values.map(({ text }) => text) : (found?.kind ?? '');
}

describe('columns as they are typed', () => {
  it('are fields as a query names them', () => {
    const sources = readColumns(
      'email user.address.city items[0].sku "a b" "key" key.id headers.a.b',
    );
    expect(sources.map(({ name }) => name)).toEqual([
      ...['email', 'user.address.city', 'items[0].sku', '"a b"', '"key"', 'key.id', 'headers.a.b'],
    ]);
    expect(sources.map(({ source }) => source.kind)).toEqual([
      ...['json', 'json', 'json', 'json', 'json', 'json', 'header'],
    ]);
    expect(readColumns('key value partition offset timestamp').map(({ source }) => source)).toEqual(
      [
        ...[{ kind: 'key' }, { kind: 'value' }, { kind: 'partition' }, { kind: 'offset' }],
        { kind: 'timestamp' },
      ],
    );
  });

  it.each([
    ['email:x', 5, 'a column is a field alone'],
    ['a, b', 1, ", can't stand between columns"],
    ['email a..b', 8, "can't stand in a field's name"],
    ['a headers', 2, 'which header is missing'],
    ['a items[x]', 7, 'brackets in a field take an index'],
    ['a "b', 2, 'this quote is never closed'],
    ['a (b)', 2, "( can't stand among columns"],
    ['a*', 1, "can't stand in a field's name"],
  ])('%s is a mistake, and is pointed at', (text, column, message) => {
    try {
      readColumns(text);
      expect.fail('it was taken');
    } catch (error) {
      expect(error).toBeInstanceOf(QueryError);
      const { column: at, message: why, next } = error as QueryError;
      expect(at).toBe(column);
      expect(why).toContain(message);
      expect(next).not.toBe('');
    }
  });
});

describe('what a message has for a column', () => {
  it('is exactly what stands there', () => {
    const json =
      '{"n":12345678901234567890.120,"t":"Zo\\u00eb \\"x\\"","f":false,"z":null,"e":"","o":{"a":[1, 2]}}';
    expect(field('n', json)).toEqual(['12345678901234567890.120']);
    expect(field('t', json)).toEqual(['Zoë "x"']);
    expect(field('f', json)).toEqual(['false']);
    expect(field('z', json)).toEqual(['null']);
    expect(field('e', json)).toEqual(['']);
    expect(field('o', json)).toEqual(['{"a":[1, 2]}']);
    expect(field('o.a[1]', json)).toEqual(['2']);
    expect(field('none', json)).toBe('missing');
    expect(field('value.n', json)).toEqual(['12345678901234567890.120']);
  });

  it('is all that a path leads to, a list once', () => {
    const json = '{"items":[{"sku":"A"},{"sku":"B"}],"tags":["x","y"],"a":1,"a":2}';
    expect(field('items.sku', json)).toEqual(['A', 'B']);
    expect(field('tags', json)).toEqual(['["x","y"]']);
    expect(field('a', json)).toEqual(['1', '2']);
  });

  it('is no field of what is no JSON', () => {
    for (const json of ['{"a":1', 'plain a', '"a"', '{"a":1}x', '']) {
      expect(field('a', json)).toBe('no fields');
    }
    expect(read('a key', message({}))).toEqual([
      { kind: 'no fields' },
      { kind: 'bytes', of: 'key', bytes: null },
    ]);
  });

  it('is its place, its time, its key and headers', () => {
    const headers = [
      { key: 'src', value: Buffer.from('old') },
      { key: 'src', value: Buffer.from('new') },
      { key: 'a.b', value: null },
    ];
    const key = Buffer.from('{"id":7}');
    expect(
      read('partition offset timestamp key.id headers.src headers.a.b headers.c', {
        ...message({ json: '{}' }),
        ...{ headers, key },
      }),
    ).toEqual([
      { kind: 'number', of: 2 },
      { kind: 'number', of: 9007199254740993n },
      { kind: 'time', at: 5 },
      { kind: 'fields', values: [{ kind: 'number', text: '7' }] },
      { kind: 'bytes', of: 'header', bytes: Buffer.from('new') },
      { kind: 'bytes', of: 'header', bytes: null },
      { kind: 'missing' },
    ]);
  });

  it('says where it did not look', () => {
    const large = `{"first":1,"text":"${'x'.repeat(2 * 1024 * 1024)}","last":2}`;
    expect(field('first', large)).toEqual(['1']);
    expect(field('last', large)).toBe('beyond');
    expect(field('text', large)).toBe('beyond');
  });

  it('agrees with JSON.parse, whatever the value is', () => {
    const name = fc.constantFrom('a', 'b', 'c"d', 'é', '');
    const document = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }));
    const columns = ['a', 'b', '"c\\"d"', 'é'];
    const reader = new ColumnValues(readColumns(columns.join(' ')));
    fc.assert(
      fc.property(document, (value) => {
        const found = reader.of(message({ json: JSON.stringify(value) }));
        for (const [index, key] of ['a', 'b', 'c"d', 'é'].entries()) {
          const wanted = Object.hasOwn(value, key) ? value[key] : undefined;
          const got = found[index];
          if (wanted === undefined) expect(got?.kind).toBe('missing');
          else if (got?.kind !== 'fields') expect.fail(`nothing at ${key}`);
          else if (typeof wanted === 'string')
            expect(got.values[0]?.text).toBe(wanted.slice(0, 1024));
          else if (typeof wanted !== 'object' || wanted === null) {
            expect(got.values.map(({ text }) => text)).toEqual([JSON.stringify(wanted)]);
          } else expect(got.values[0]?.kind).toBe('part');
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/decode.js';

const kindOf = (value: Buffer | string): string => decode(Buffer.from(value)).kind;

function reasonOf(value: Buffer | string): string {
  const decoded = decode(Buffer.from(value));
  return 'reason' in decoded ? decoded.reason : `none: ${decoded.kind}`;
}

describe('decode', () => {
  it('tells a tombstone from an empty value', () => {
    expect(decode(null)).toEqual({ kind: 'tombstone' });
    expect(decode(Buffer.alloc(0))).toEqual({ kind: 'empty' });
  });

  it('takes objects, arrays and lone scalars for JSON and hands their text back untouched', () => {
    const text = ' {"b": 9007199254740993, "a": 1e400, "b": -0.0} \n';
    expect(decode(Buffer.from(text))).toEqual({
      kind: 'json',
      text,
      shown: text.length,
      total: text.length,
    });
    for (const scalar of ['42', 'true', 'null', '"x"', '-1.5E+3'])
      expect(kindOf(scalar)).toBe('json');
  });

  it('takes other text for text', () => {
    for (const text of ['hello', '4 2', 'zoë', '{'.replace('{', ' x{'), '<a/>', '   ']) {
      expect(kindOf(text)).toBe('text');
    }
  });

  it('does not call a log line with a bracket in front broken JSON', () => {
    expect(kindOf('[INFO] started')).toBe('text');
    expect(kindOf('[1, 2')).toBe('undecodable');
  });

  it('says where a JSON document goes wrong', () => {
    expect(reasonOf('{"a": {"b": [1, 2')).toBe('unexpected end at byte 17');
    expect(reasonOf('{"a": 1, "b": xyz}')).toBe('unexpected "x" at byte 14');
    expect(reasonOf('{"zoë": ä}')).toBe('unexpected "ä" at byte 9');
    expect(reasonOf('[1,]')).toBe('unexpected "]" at byte 3');
    expect(reasonOf('{"a":1} {"b":2}')).toBe('unexpected "{" at byte 8');
    expect(reasonOf('{"a" "b"}')).toBe('unexpected quote at byte 5');
    expect(reasonOf('["a\nb"]')).toBe('unexpected control byte 0x0a at byte 3');
    expect(reasonOf('["\\x41"]')).toBe('unexpected "x" at byte 3');
    expect(reasonOf('[01]')).toBe('unexpected "1" at byte 2');
    expect(reasonOf('[tru]')).toBe('unexpected "]" at byte 4');
    expect(reasonOf('\ufeff{"a":1}')).toBe('unexpected byte order mark at byte 0');
    expect(reasonOf('{')).toBe('unexpected end at byte 1');
  });

  it('names the first byte that is not UTF-8', () => {
    expect(reasonOf(Buffer.from([0x61, 0x8b, 0x61]))).toBe('not UTF-8: byte 0x8b at 1');
    expect(reasonOf(Buffer.from([0x61, 0xe2, 0x82]))).toBe('not UTF-8: byte 0xe2 at 1');
    const late = Buffer.concat([Buffer.from('ë'.repeat(100_000)), Buffer.from([0xff])]);
    expect(reasonOf(late)).toBe('not UTF-8: byte 0xff at 200000');
  });

  it('names what the first bytes give away', () => {
    expect(reasonOf(Buffer.from([0, 0, 0, 0, 17, 2, 6]))).toBe('Confluent frame, schema id 17');
    expect(reasonOf(Buffer.from([0x1f, 0x8b, 0x08, 0x00]))).toBe('gzip data');
    expect(reasonOf(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20]))).toBe('zstd data');
    expect(kindOf('PAR1 is text all the same')).toBe('text');
  });

  it('takes text with NUL, or mostly of controls, for binary', () => {
    expect(reasonOf('ab\0c')).toBe('holds a NUL byte at 2');
    expect(reasonOf('\x01\x02\x03a')).toBe('mostly control characters');
    expect(kindOf('\x1b[31mred\x1b[0m')).toBe('text');
    expect(kindOf('\n\n\t\n')).toBe('text');
  });

  it('accepts exactly what JSON.parse accepts, whatever is done to a document', () => {
    const bytes = fc.constantFrom(
      ...Array.from('{}[]",:\\u0e-+.1 \n\ttfnx\x01\x7f'),
      'ë',
      'true',
      'null',
      '\\u00',
    );
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.integer({ min: 0, max: 3 }),
      insert: fc.oneof(fc.constant(''), bytes),
    });
    fc.assert(
      fc.property(fc.json(), fc.array(edit, { maxLength: 3 }), (json, edits) => {
        let text = json;
        for (const { at, remove, insert } of edits) {
          const place = Math.floor(at * text.length);
          text = text.slice(0, place) + insert + text.slice(place + remove);
        }
        fc.pre(!/\p{Surrogate}/u.test(text) && text !== '' && !text.includes('\0'));
        expect(kindOf(text) === 'json' ? 'valid' : 'invalid').toBe(
          parses(text) ? 'valid' : 'invalid',
        );
      }),
      { numRuns: 20_000 },
    );
  });

  it('never throws, and knows every value for one kind', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.integer({ min: 1, max: 8 }),
        (bytes, maxBytes) => {
          const value = Buffer.from(bytes);
          const decoded = decode(value);
          decode(value, { maxBytes });
          if ('text' in decoded) expect(Buffer.from(decoded.text).equals(value)).toBe(true);
          if (decoded.kind === 'binary') expect(decoded.bytes).toBe(value);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('takes 100,000 levels of nesting', () => {
    expect(kindOf('['.repeat(100_000) + ']'.repeat(100_000))).toBe('json');
    expect(reasonOf('{"a":'.repeat(100_000))).toBe('unexpected end at byte 500000');
  });

  it('checks the first part of a very large value and says how much that was', () => {
    const value = Buffer.from(`{"blob":"${'ë'.repeat(5_000_000)}"`);
    const decoded = decode(value);
    if (decoded.kind !== 'json') throw new Error(decoded.kind);
    expect(decoded.total).toBe(10_000_010);
    expect(decoded.shown).toBe(1024 * 1024 - 1);
    expect(Buffer.byteLength(decoded.text)).toBe(decoded.shown);
    expect(decode(value, { maxBytes: 20_000_000 }).kind).toBe('undecodable');
  });

  it('finds a fault that lies before the limit although the value goes on behind it', () => {
    const value = Buffer.from(`{"a" 1, "blob":"${'x'.repeat(5_000_000)}"}`);
    expect(decode(value, { maxBytes: 100 })).toMatchObject({
      kind: 'undecodable',
      reason: 'unexpected "1" at byte 5',
    });
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

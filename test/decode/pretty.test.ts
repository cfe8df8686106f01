import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/decode.js';
import { hexLine, hexLineCount, hexLines } from '../../src/decode/hex-lines.js';
import { prettyLines, type Pretty } from '../../src/decode/pretty.js';
import { textOf } from './text-of.js';

function pretty(value: string | Buffer, maxBytes?: number): Pretty {
  return prettyLines(decode(Buffer.from(value)), maxBytes === undefined ? {} : { maxBytes });
}
const texts = (value: string | Buffer): string[] => pretty(value).lines.map(textOf);

describe('prettyLines', () => {
  it('lays JSON out with two blanks a level, in its own order and with every digit', () => {
    expect(texts('{"b":[1,{"x":9007199254740993}],"a":[],"b":{ },"e":1.0E+2}')).toEqual([
      '{',
      '  "b": [',
      '    1,',
      '    {',
      '      "x": 9007199254740993',
      '    }',
      '  ],',
      '  "a": [],',
      '  "b": {},',
      '  "e": 1.0E+2',
      '}',
    ]);
  });

  it('gives each part of a document its tone', () => {
    expect(
      pretty('{"a":["x",1,true,null]}')
        .lines.flat()
        .filter(({ text }) => text.trim() !== ''),
    ).toEqual([
      { text: '{', tone: 'punctuation' },
      { text: '"a"', tone: 'key' },
      { text: ': ', tone: 'punctuation' },
      { text: '[', tone: 'punctuation' },
      { text: '"x"', tone: 'string' },
      { text: ',', tone: 'punctuation' },
      { text: '1', tone: 'number' },
      { text: ',', tone: 'punctuation' },
      { text: 'true', tone: 'boolean' },
      { text: ',', tone: 'punctuation' },
      { text: 'null', tone: 'null' },
      { text: ']', tone: 'punctuation' },
      { text: '}', tone: 'punctuation' },
    ]);
  });

  it('shows escaped letters as letters, and leaves escaped controls to be seen', () => {
    expect(texts('"Zo\\u00eb \\uD83D\\uDE8C \\/ \\u0041\\ud83d"')).toEqual(['"Zoë 🚌 / A\\ud83d"']);
    expect(texts('"\\u001b[31m\\n\\t\\"\\\\ \\u200b\\u202e\\u0022"')).toEqual([
      '"\\u001b[31m\\n\\t\\"\\\\ \\u200b\\u202e\\u0022"',
    ]);
  });

  it('gives JSON that is the same value, whatever the value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.constantFrom(undefined, 1, '\t'),
        (value, space) => {
          const text = JSON.stringify(value, null, space);
          expect(JSON.parse(texts(text).join('\n'))).toEqual(JSON.parse(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('keeps every number as it is written', () => {
    const number = fc.stringMatching(
      /^-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,5})?$/,
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), (numbers) => {
        const shown = pretty(`[${numbers.join(',')}]`).lines.flat();
        expect(shown.filter(({ tone }) => tone === 'number').map(({ text }) => text)).toEqual(
          numbers,
        );
      }),
    );
  });

  it('stops moving to the right in deep nesting and says how deep it is', () => {
    const lines = texts('['.repeat(1000) + '1' + ']'.repeat(1000));
    expect(lines).toHaveLength(2001 - 2 + 1 + 1);
    expect(lines[40]).toBe(`${' '.repeat(80)}[`);
    expect(lines[41]).toBe(`${' '.repeat(80)}(level 41) [`);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(100);
    const deep = '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000);
    expect(texts(deep).length).toBeGreaterThan(40_000);
  });

  it('shows the beginning of what is too large, and says so in bytes', () => {
    const { lines, truncated } = pretty('{"a":"ë","b":[1,2,3]}', 18);
    expect(lines.map(textOf)).toEqual(['{', '  "a": "ë",', '  "b": [', '    1,', '    2']);
    expect(truncated).toEqual({ shown: 18, total: 22 });
    const many = pretty(`[${'1,'.repeat(400_000)}1]`);
    expect(many.lines.length).toBeLessThan(60_000);
    expect(many.truncated).toEqual({ shown: expect.any(Number) as number, total: 800_003 });
    expect(pretty('x'.repeat(3_000_000)).truncated).toEqual({
      shown: 1024 * 1024,
      total: 3_000_000,
    });
    expect(pretty('{"a":1} \n').truncated).toBeNull();
  });

  it('shows text line by line, whatever ends its lines', () => {
    expect(texts('one\r\ntwo\n\nthree')).toEqual(['one', 'two', '', 'three']);
    expect(pretty('one\ntwo\n').truncated).toBeNull();
  });

  it('puts the reason above what could not be decoded', () => {
    expect(texts('{"a": x}')).toEqual(['not JSON: unexpected "x" at byte 6', '', '{"a": x}']);
    expect(texts(Buffer.from([0x61, 0xff]))[0]).toBe('not UTF-8: byte 0xff at 1');
    expect(texts(Buffer.from([0x61, 0xff]))[2]).toMatch(/^00000000 {2}61 ff +\|a\.\|$/);
    expect(prettyLines(decode(null)).lines.map(textOf)).toEqual(['tombstone: the value is null']);
    expect(pretty(Buffer.alloc(1_000_000, 0xff)).truncated).toEqual({
      shown: 65_536,
      total: 1_000_000,
    });
  });

  it('never throws, for any bytes and any bound', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.uint8Array({ maxLength: 100 })),
        fc.integer({ min: 1, max: 50 }),
        (value, maxBytes) => {
          const { lines, truncated } = pretty(Buffer.from(value), maxBytes);
          expect(Array.isArray(lines)).toBe(true);
          if (truncated !== null) expect(truncated.shown).toBeLessThan(truncated.total);
        },
      ),
    );
  });
});

describe('hexLine', () => {
  const bytes = Buffer.from('{"email":"zoë@example.org"}\0');

  it('shows sixteen bytes a line, with their place and their ASCII', () => {
    expect(hexLineCount(bytes)).toBe(2);
    expect(textOf(hexLine(bytes, 0))).toBe(
      '00000000  7b 22 65 6d 61 69 6c 22  3a 22 7a 6f c3 ab 40 65  |{"email":"zo..@e|',
    );
    expect(textOf(hexLine(bytes, 1))).toBe(
      '00000010  78 61 6d 70 6c 65 2e 6f  72 67 22 7d 00           |xample.org"}.|',
    );
  });

  it('has nothing behind the end, and any range in between', () => {
    expect(hexLine(bytes, 2)).toEqual([]);
    expect(hexLineCount(Buffer.alloc(0))).toBe(0);
    expect(hexLines(bytes, { from: 1, to: 9 })).toEqual([hexLine(bytes, 1)]);
    expect(hexLines(bytes)).toHaveLength(2);
  });
});

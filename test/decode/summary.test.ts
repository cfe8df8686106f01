import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASCII_MARKS } from '../../src/decode/marks.js';
import { summarize, summarizeKey } from '../../src/decode/summary.js';
import { textOf } from './text-of.js';

const summary = (value: string | Buffer): string => textOf(summarize(Buffer.from(value)));

const USER =
  '{"email":"hugh_atque@hotmail.com","credit_card_number":"373947589498776",' +
  '"company_name":"Breitenberg and Sons","company_slogan":"Open-architected directional adapter",' +
  '"industry":"Market Research","user_name":"ilene_quaerat",' +
  '"avatar":"https://robohash.org/marcus_omnis.png?size=50x50","name":"Roslyn Dicki",' +
  '"profession":"advocate","field":"Mining","premium":true,"credit":-7,' +
  '"time_zone":"Pacific/Pago_Pago","user_agent":"Mozilla/5.0 (Windows; U; MSIE 9.0)","pack":"small"}';

describe('summarize', () => {
  it('shows who a user is first, and what nobody reads last', () => {
    expect(summary(USER)).toMatch(
      /^hugh_atque@hotmail\.com · Roslyn Dicki · premium true · credit -7 · user_name ilene_quaerat · /,
    );
    expect(summary(USER)).toMatch(/ · avatar https:\S+ · user_agent Mozilla.*$/);
  });

  it('orders the fields of other shapes by what they say', () => {
    expect(
      summary(
        '{"order_id":"7f1c9d1e-6a55-4a57-9a0b-0f6c1c8f5f11","user":"lara","item":"frozen yogurt","quantity":10}',
      ),
    ).toBe(
      'frozen yogurt · quantity 10 · user lara · order_id 7f1c9d1e-6a55-4a57-9a0b-0f6c1c8f5f11',
    );
    expect(
      summary(
        '{"parent_name":"Sarah","child_name":"Emma","location":"Bus Stop","message":"Emma is at the bus stop"}',
      ),
    ).toBe('Emma is at the bus stop · location Bus Stop · parent_name Sarah · child_name Emma');
    expect(
      summary(
        '{"createdAt":1700000000000,"id":7,"tags":["a"],"note":null,"status":"paid","amountTotal":9.50}',
      ),
    ).toBe(
      'status paid · amountTotal 9.50 · id 7 · createdAt 1700000000000 · tags ["a"] · note null',
    );
  });

  it('keeps every digit and resolves the escapes of strings', () => {
    expect(summary('{"n":9007199254740993,"name":"Zo\\u00eb \\ud83d\\ude8c"}')).toBe(
      'Zoë 🚌 · n 9007199254740993',
    );
  });

  it('marks what is no ordinary value', () => {
    expect(summarize(null)).toEqual([{ text: '∅ tombstone', tone: 'dim' }]);
    expect(summary('')).toBe('∅ empty');
    expect(summary('{"a": [1, 2')).toBe('⚠ not JSON: unexpected end at byte 11  {"a": [1, 2');
    expect(summary(Buffer.alloc(512, 0x8b))).toBe(`▦ 512 B  ${'8b '.repeat(16)}…`);
    expect(summary(Buffer.from([0, 0, 0, 0, 17, 2]))).toBe(
      '▦ 6 B  Confluent frame, schema id 17  00 00 00 00 11 02',
    );
  });

  it('marks it in ASCII where nothing else can be drawn', () => {
    expect(textOf(summarize(null, ASCII_MARKS))).toBe('- tombstone');
    expect(textOf(summarize(Buffer.from('{"a":1,"b":2}'), ASCII_MARKS))).toBe('a 1 | b 2');
    expect(textOf(summarize(Buffer.alloc(20, 0xff), ASCII_MARKS))).toBe(
      `# 20 B  ${'ff '.repeat(16)}...`,
    );
  });

  it('shows scalars, arrays, text and empty objects as they are', () => {
    expect(summary('42')).toBe('42');
    expect(summary('[1,\n  2]')).toBe('[1, 2]');
    expect(summary('plain text ')).toBe('plain text ');
    expect(summary('{ }')).toBe('{}');
    expect(summary('{"":""}')).toBe(' ""');
  });

  it('looks only at the beginning of a value of 10 MB', () => {
    const value = Buffer.from(`{"name":"big","blob":"${'x'.repeat(10_000_000)}"}`);
    const line = textOf(summarize(value));
    expect(line).toMatch(/^big · blob x{100,200}…$/);
    const text = textOf(summarize(Buffer.alloc(10_000_000, 'y')));
    expect(text).toBe(`${'y'.repeat(1024)}…`);
  });

  it('has a short line for every value and never throws', () => {
    const nested = fc.object({ maxDepth: 2 }).map((value) => JSON.stringify(value));
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(nested, bytes), (value) => {
        const line = textOf(summarize(Buffer.from(value)));
        expect(line.length).toBeGreaterThan(0);
        expect(line.length).toBeLessThan(3000);
        summarizeKey(Buffer.from(value));
      }),
    );
  });
});

describe('summarizeKey', () => {
  it('shows a key as text, no key as a dash, and other bytes as hex', () => {
    expect(summarizeKey(Buffer.from('lara'))).toEqual([{ text: 'lara', tone: 'plain' }]);
    expect(summarizeKey(null)).toEqual([{ text: '-', tone: 'dim' }]);
    expect(textOf(summarizeKey(Buffer.from([0, 0, 0, 42])))).toBe('00 00 00 2a');
    expect(textOf(summarizeKey(Buffer.alloc(0)))).toBe('∅ empty');
    expect(textOf(summarizeKey(Buffer.from('{"id":1}')))).toBe('{"id":1}');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonEnvelope } from '../../src/pipe/json-envelope.js';
import { written } from '../support/records.js';

type Envelope = Record<string, unknown>;

function envelopes(
  ...args: Parameters<typeof written> extends [unknown, ...infer R] ? R : never
): Envelope[] {
  return written(jsonEnvelope('new_users'), ...args)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Envelope);
}

describe('the JSON envelope', () => {
  it("has kcat's keys, in kcat's order, a line each", () => {
    const [one, two] = envelopes(
      [
        {
          key: 'lara',
          value: '{"a":1}',
          timestamp: 1_700_000_000_123,
          headers: [
            ['h', 'x'],
            ['n', null],
          ],
        },
        { key: null, value: null, timestamp: 1_700_000_000_124 },
      ],
      { offset: 41n },
    );
    expect(one).toEqual({
      topic: 'new_users',
      partition: 3,
      offset: 41,
      tstype: 'create',
      ts: 1_700_000_000_123,
      headers: ['h', 'x', 'n', null],
      key: 'lara',
      payload: '{"a":1}',
    });
    expect(Object.keys(one ?? {})).toEqual([
      'topic',
      'partition',
      'offset',
      'tstype',
      'ts',
      'headers',
      'key',
      'payload',
    ]);
    expect(two).toMatchObject({ offset: 42, key: null, payload: null });
    expect(two).not.toHaveProperty('headers');
  });

  it('tells who set the time', () => {
    expect(envelopes([{ value: 'v' }], { timestampType: 'append' })[0]).toMatchObject({
      tstype: 'logappend',
    });
    expect(envelopes([{ value: 'v', timestamp: -1 }])[0]).toMatchObject({
      tstype: 'unknown',
      ts: -1,
    });
  });

  it('keeps every digit of an offset that a double can not hold', () => {
    const offset = 2n ** 53n + 1n;
    const text = written(jsonEnvelope('t'), [{ value: 'v' }], { offset }).toString();
    expect(text).toContain(`"offset":${offset},`);
  });

  it('is JSON for any text, and says the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (key, value) => {
        const [one] = envelopes([{ key, value, headers: [[key, value]] }]);
        const text = (raw: string): string => Buffer.from(raw).toString();
        expect(one).toMatchObject({
          key: text(key),
          payload: text(value),
          headers: [text(key), text(value)],
        });
        expect(one).not.toHaveProperty('payload_base64');
      }),
    );
  });

  it('brings bytes that are not UTF-8 whole, beside what can be read of them', () => {
    const bytes = Buffer.from([0x61, 0xff, 0xc3, 0x28, 0x00]);
    const [one] = envelopes([{ key: bytes, value: bytes }]);
    expect(one?.['payload']).toBe(bytes.toString());
    for (const name of ['key_base64', 'payload_base64'])
      expect(Buffer.from(String(one?.[name]), 'base64').equals(bytes)).toBe(true);
  });

  it('is one line of JSON for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(envelopes([{ value: Buffer.from(bytes) }])).toHaveLength(1);
      }),
    );
  });
});

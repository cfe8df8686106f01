import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineBuffer } from '../../src/pipe/line-buffer.js';

describe('a line buffer', () => {
  it('writes integers as they are', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.maxSafeInteger(),
            fc.integer(),
            fc.constantFrom(0, 9, 10, 99, 100, 1e15, 2 ** 53 - 1, -(2 ** 53) + 1),
          ),
        ),
        (numbers) => {
          const out = new LineBuffer(1);
          for (const number of numbers) {
            out.integer(number);
            out.byte(0x0a);
          }
          expect(out.take().toString()).toBe(numbers.map((number) => `${number}\n`).join(''));
        },
      ),
    );
  });

  it.each([2 ** 53, 2 ** 62, -(2 ** 63), 9223372036854775807])(
    'writes a number beyond that in digits: %s',
    (number) => {
      const out = new LineBuffer();
      out.integer(number);
      expect(out.take().toString()).toBe(BigInt(number).toString());
    },
  );

  it('is what was appended, in order, whatever its size', () => {
    const step = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => ({ text })),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => ({ bytes: Buffer.from(bytes) })),
      fc.nat(255).map((byte) => ({ byte })),
    );
    fc.assert(
      fc.property(fc.array(step), fc.integer({ min: 1, max: 64 }), (steps, capacity) => {
        const out = new LineBuffer(capacity);
        const expected: Buffer[] = [];
        for (const one of steps) {
          if ('text' in one) {
            out.text(one.text);
            expected.push(Buffer.from(one.text));
          } else if ('bytes' in one) {
            out.bytes(one.bytes);
            expected.push(one.bytes);
          } else {
            out.byte(one.byte);
            expected.push(Buffer.from([one.byte]));
          }
        }
        expect(out.length).toBe(Buffer.concat(expected).length);
        expect(out.take().equals(Buffer.concat(expected))).toBe(true);
        expect(out.length).toBe(0);
      }),
    );
  });

  it('writes a part of a buffer, and nothing for a negative length', () => {
    const out = new LineBuffer(1);
    out.slice(Buffer.from('abcdef'), 2, 3);
    out.slice(Buffer.from('abcdef'), 2, -1);
    expect(out.take().toString()).toBe('cde');
  });

  it('forgets a line that is not wanted, and gives away what was taken', () => {
    const out = new LineBuffer(4);
    out.text('keep');
    const at = out.length;
    out.text('forget');
    out.truncate(at);
    const taken = out.take();
    out.text('next');
    expect([taken.toString(), out.take().toString()]).toEqual(['keep', 'next']);
  });
});

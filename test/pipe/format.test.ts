import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KafkaTuiError } from '../../src/model/problem.js';
import { compileFormat } from '../../src/pipe/format.js';
import { written } from '../support/records.js';

const record = {
  key: 'lara',
  value: 'hello',
  timestamp: 1_700_000_000_123,
  headers: [
    ['a', '1'],
    ['b', null],
    ['c', ''],
  ],
} as const;

function formatted(format: string, one: Parameters<typeof written>[1][number] = record): string {
  return written(compileFormat(format, 'new_users'), [one], { offset: 42n }).toString('latin1');
}

describe('a format', () => {
  it.each([
    ['%t %p %o', 'new_users 3 42'],
    ['%k=%s', 'lara=hello'],
    ['%K/%S', '4/5'],
    ['%T', '1700000000123'],
    ['%h', 'a=1,b=NULL,c='],
    ['100%%', '100%'],
    ['%%s', '%s'],
    ['', ''],
    ['plain', 'plain'],
    ['%s%s', 'hellohello'],
    ['a\\tb\\nc\\rd\\0e\\\\', 'a\tb\nc\rd\0e\\'],
    ['\\x41\\xff\\x0a', 'A\xff\n'],
    ['%s\\n', 'hello\n'],
  ])('%j writes %j', (format, text) => {
    expect(formatted(format)).toBe(text);
  });

  it('writes text that is not ASCII as UTF-8', () => {
    expect(Buffer.from(formatted('→ 😀 %s'), 'latin1').toString()).toBe('→ 😀 hello');
  });

  it('writes nothing for what is null, with a length of -1', () => {
    expect(formatted('[%k|%K|%s|%S|%h]', { key: null, value: null })).toBe('[|-1||-1|]');
    expect(formatted('[%k|%K|%s|%S]', { key: '', value: '' })).toBe('[|0||0]');
  });

  it('writes the bytes of a value as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const out = written(compileFormat('%s', 't'), [{ value: Buffer.from(bytes) }]);
        expect(out.equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  it.each([2n ** 53n - 1n, 2n ** 53n + 1n, 2n ** 62n])('writes the offset %s exactly', (offset) => {
    const out = written(compileFormat('%o', 't'), [{ value: 'v' }], { offset });
    expect(out.toString()).toBe(offset.toString());
  });

  it.each([
    ['%x', '%x'],
    ['%', '%'],
    ['abc%', '%'],
    ['\\q', '\\q'],
    ['\\', '\\'],
    ['\\x4', '\\x'],
    ['\\xzz', '\\x'],
  ])('%j is refused with what is wrong in it', (format, what) => {
    const error = ((): unknown => {
      try {
        compileFormat(format, 't');
      } catch (caught) {
        return caught;
      }
      return null;
    })();
    expect(error).toBeInstanceOf(KafkaTuiError);
    expect(error).toMatchObject({
      message: `-f '${format}': ${what} is not known`,
      next: expect.stringContaining('%t %p %o %k') as string,
      exitCode: 2,
    });
  });
});

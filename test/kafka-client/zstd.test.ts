import fc from 'fast-check';
import * as fzstd from 'fzstd';
import { beforeAll, describe, expect, it } from 'vitest';
import { CodecError, decompress } from '../../src/kafka/codecs.js';
import { Scratch } from '../../src/kafka/scratch.js';
import { zstdBound, zstdHeader } from '../../src/kafka/zstd-frames.js';
import { zstdEncoder } from '../support/zstd-encoder.js';
import { zstdBomb, zstdFrame, zstdWithWindow } from '../support/zstd-frame.js';
import { ZSTD_SIZED, ZSTD_STREAMED, ZSTD_TEXT } from '../support/zstd-samples.js';

const ZSTD = 4;

/** Text that compresses, in pieces that do not. */
const content = fc
  .tuple(
    fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }),
    fc.integer({ min: 1, max: 400 }),
  )
  .map(([pieces, times]) => Buffer.concat(Array.from({ length: times }, () => pieces).flat()))
  .filter(({ length }) => length > 0);

let packed: (bytes: Buffer, level?: number) => Buffer;
beforeAll(async () => {
  packed = await zstdEncoder();
});

describe('zstd', () => {
  it('gives back what was compressed, at any level, as another decoder does', () => {
    fc.assert(
      fc.property(content, fc.constantFrom(1, 3, 9, 19), (bytes, level) => {
        const frame = packed(bytes, level);
        const back = decompress(ZSTD, frame);
        expect(back.equals(bytes)).toBe(true);
        expect(Buffer.from(fzstd.decompress(frame)).equals(back)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('of bytes that were changed or cut is an error or other bytes, and the next frame is whole', () => {
    const sound = packed(Buffer.from(ZSTD_TEXT.repeat(20)));
    const scratch = new Scratch();
    fc.assert(
      fc.property(
        fc.nat(sound.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, bits, cut) => {
          const bytes = cut ? sound.subarray(0, at) : Buffer.from(sound);
          if (!cut) bytes[at] = (bytes[at] ?? 0) ^ bits;
          try {
            decompress(ZSTD, bytes, scratch);
          } catch (error) {
            expect(error).toBeInstanceOf(CodecError);
          }
          expect(decompress(ZSTD, sound, scratch).toString()).toBe(ZSTD_TEXT.repeat(20));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of several frames, of one that is too large for the fast way, and of a small one after it', () => {
    const large = Buffer.alloc(20 * 1024 * 1024, 'kafka ');
    expect(decompress(ZSTD, packed(large)).equals(large)).toBe(true);
    expect(decompress(ZSTD, packed(Buffer.from('a'))).toString()).toBe('a');
    const [one, two] = [zstdFrame(Buffer.from('one ')), zstdFrame(Buffer.from('two'))];
    expect(zstdBound(Buffer.concat([one, two]))).toBeNull();
  });

  it('puts one after the other into the same room, where it is given one', () => {
    const scratch = new Scratch();
    const first = decompress(ZSTD, packed(Buffer.from('first')), scratch);
    expect(first.toString()).toBe('first');
    const second = decompress(ZSTD, packed(Buffer.from('second'.repeat(1000))), scratch);
    expect(second.toString()).toBe('second'.repeat(1000));
    const third = decompress(ZSTD, packed(Buffer.from('third')), scratch);
    expect(third.buffer).toBe(second.buffer);
  });
});

describe('what a frame can grow to', () => {
  it('is never less than what it grows to', () => {
    fc.assert(
      fc.property(content, fc.constantFrom(1, 3, 19), (bytes, level) => {
        expect(zstdBound(packed(bytes, level)) ?? Infinity).toBeGreaterThanOrEqual(bytes.length);
      }),
      { numRuns: 60 },
    );
    expect(zstdBound(Buffer.from(ZSTD_STREAMED, 'base64'))).toBeGreaterThanOrEqual(
      ZSTD_TEXT.length,
    );
    expect(zstdBound(Buffer.from(ZSTD_SIZED, 'base64'))).toBe(ZSTD_TEXT.length);
    expect(zstdBound(zstdBomb(300 * 1024 * 1024))).toBe(300 * 1024 * 1024);
  });

  it('is not told of bytes that are no whole frame', () => {
    const frame = Buffer.from(ZSTD_SIZED, 'base64');
    for (let cut = 0; cut < frame.length; cut++)
      expect(zstdBound(frame.subarray(0, cut))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const bound = zstdBound(Buffer.concat([frame.subarray(0, 6), Buffer.from(bytes)]));
        expect(bound === null || bound >= 0).toBe(true);
      }),
    );
  });

  it('begins with the window that it asks for', () => {
    expect(zstdHeader(zstdWithWindow(31))?.window).toBe(2 ** 31);
    expect(zstdHeader(Buffer.from('no zstd at all'))).toBeNull();
  });
});

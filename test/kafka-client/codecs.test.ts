import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodecError, MAX_DECOMPRESSED, decompress } from '../../src/kafka/codecs.js';
import { CODEC_NUMBER, TEST_CODECS, compress } from '../support/batches.js';
import { zstdBomb, zstdWithWindow } from '../support/zstd-frame.js';
import { ZSTD_SIZED, ZSTD_STREAMED, ZSTD_TEXT } from '../support/zstd-samples.js';

const lz4 = createRequire(import.meta.url)('lz4-napi') as {
  compressFrameSync(bytes: Buffer): Buffer;
};
const packed = TEST_CODECS.filter((codec) => codec !== 'none');

describe('decompression', () => {
  it.each(packed)('gives back what %s was given', (codec) => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 1, max: 60 }),
        (bytes, times) => {
          const whole = Buffer.concat(Array.from({ length: times }, () => Buffer.from(bytes)));
          const back = decompress(CODEC_NUMBER[codec], compress(codec, whole));
          expect(back.equals(whole)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['with the size in front', ZSTD_SIZED],
    ['as a stream', ZSTD_STREAMED],
  ])('reads what the zstd command wrote, %s', (_, sample) => {
    expect(decompress(4, Buffer.from(sample, 'base64')).toString()).toBe(ZSTD_TEXT);
  });

  it.each(packed)('of bytes that are not %s, or are cut, is a CodecError', (codec) => {
    const number = CODEC_NUMBER[codec];
    const sound = compress(codec, Buffer.from('kafka '.repeat(1000)));
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const bytes = cut ? sound.subarray(0, at) : Buffer.from(sound);
        if (!cut) bytes[at] = value;
        try {
          expect(decompress(number, bytes).length).toBeLessThanOrEqual(MAX_DECOMPRESSED);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([5, 6, 7])('of codec %s says that there is none', (codec) => {
    expect(() => decompress(codec, Buffer.alloc(3))).toThrow(CodecError);
  });
});

describe('bombs', () => {
  const size = 300 * 1024 * 1024;

  it.each([
    ['gzip', 1, () => gzipSync(Buffer.alloc(size))],
    ['lz4', 3, () => lz4.compressFrameSync(Buffer.alloc(size))],
    ['zstd', 4, () => zstdBomb(size)],
    ['snappy, which claims it', 2, () => Buffer.from([0x80, 0x80, 0x80, 0x80, 0x04, 0x00])],
    ['xerial, in blocks', 2, () => xerialBomb(20)],
  ] as const)('of %s are refused', (_, codec, make) => {
    expect(() => decompress(codec, make())).toThrow(/larger|more than|too large/);
  });

  it('of zstd that ask for a huge window are refused before it is set aside', () => {
    expect(() => decompress(4, zstdWithWindow(31))).toThrow(/window/i);
  });
});

/** Blocks that claim 16 MiB each. */
function xerialBomb(blocks: number): Buffer {
  const block = compress('snappy', Buffer.alloc(16 * 1024 * 1024));
  const length = Buffer.alloc(4);
  length.writeInt32BE(block.length);
  const one = Buffer.concat([length, block]);
  const head = Buffer.from('82534e41505059000000000100000001', 'hex');
  return Buffer.concat([head, ...Array.from({ length: blocks }, () => one)]);
}

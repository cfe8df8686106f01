import { createRequire } from 'node:module';
import zlib from 'node:zlib';
import * as fzstd from 'fzstd';
import { CODEC_NAMES } from './record-batch.js';

/**
 * What a batch may grow to when it is decompressed. Kafka's own limit for a batch is 1 MB by default and
 * seldom above 100 MB; more than this is a mad or hostile batch.
 */
export const MAX_DECOMPRESSED = 256 * 1024 * 1024;

/** Thrown when bytes can't be decompressed; the message names the codec. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

type Decompress = (bytes: Buffer) => Buffer;

// The native codecs are loaded with the first batch that needs them: most topics need one or none.
const load = createRequire(import.meta.url);
const lazily = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

const snappyLibrary = lazily(
  () => load('snappy') as { uncompressSync(bytes: Buffer, options: { asBuffer: true }): Buffer },
);
const lz4Library = lazily(() => load('lz4-napi') as { decompressFrameSync(bytes: Buffer): Buffer });

const codecs: readonly (Decompress | null)[] = [null, gunzip, snappy, lz4, zstd];

/** Decompresses the records of a batch. Throws a CodecError. */
export function decompress(codec: number, bytes: Buffer): Buffer {
  if (codec === 0) return bytes;
  const decode = codecs[codec];
  const name = CODEC_NAMES[codec] ?? `codec ${codec}`;
  if (!decode) throw new CodecError(`${name} is not a codec that Kafka defines`);
  try {
    return decode(bytes);
  } catch (error) {
    throw new CodecError(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function gunzip(bytes: Buffer): Buffer {
  return zlib.gunzipSync(bytes, { maxOutputLength: MAX_DECOMPRESSED });
}

const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER = 16;

/** Snappy: raw from librdkafka; in the framing of xerial's snappy-java (magic, versions, blocks) from Java. */
function snappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC))
    return snappyBlock(bytes, MAX_DECOMPRESSED);
  const blocks: Buffer[] = [];
  let total = 0;
  for (let at = XERIAL_HEADER; at < bytes.length;) {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < 0 || at + length > bytes.length) throw new Error(`a block claims ${length} bytes`);
    const block = snappyBlock(bytes.subarray(at, at + length), MAX_DECOMPRESSED - total);
    total += block.length;
    blocks.push(block);
    at += length;
  }
  return blocks.length === 1 && blocks[0] ? blocks[0] : Buffer.concat(blocks, total);
}

/** A snappy block begins with its decompressed length as a varint: checked before anything is allocated. */
function snappyBlock(block: Buffer, room: number): Buffer {
  let length = 0;
  for (let at = 0, scale = 1; ; at++, scale *= 128) {
    const byte = block[at];
    if (byte === undefined || at > 4) throw new Error('no length');
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  if (length > room) throw tooLarge(length);
  return snappyLibrary().uncompressSync(block, { asBuffer: true });
}

const LZ4_MAGIC = 0x184d2204;

/** LZ4 frames (lz4's "Frame format"): the blocks are walked first, to know what they may grow to. */
function lz4(bytes: Buffer): Buffer {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== LZ4_MAGIC) throw new Error('not an LZ4 frame');
  const flags = bytes.readUInt8(4);
  const blockSize = 1 << (8 + 2 * ((bytes.readUInt8(5) >> 4) & 0x07));
  let at = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
  let grown = 0;
  for (;;) {
    if (at + 4 > bytes.length) throw new Error('the frame is cut short');
    const size = bytes.readUInt32LE(at) & 0x7fff_ffff;
    if (size === 0) break;
    grown += blockSize;
    at += 4 + size + (flags & 0x10 ? 4 : 0);
  }
  // Small frames in large blocks are the rule, so the block count alone would refuse too much.
  if (grown > MAX_DECOMPRESSED && bytes.length * 255 > MAX_DECOMPRESSED) throw tooLarge(grown);
  return lz4Library().decompressFrameSync(bytes);
}

const nativeZstd = (zlib as { zstdDecompressSync?: (bytes: Buffer, options: object) => Buffer })
  .zstdDecompressSync;

/** A window of zstd's own default limit; what needs a larger one has to be asked for with `--long`. */
const MAX_WINDOW = 128 * 1024 * 1024;
/** fzstd moves its whole window for each block: this many bytes take some seconds. */
const MAX_MOVED = 16 * 1024 * 1024 * 1024;

/**
 * What the first frame's header asks to be set aside for a window (RFC 8878, 3.1.1.1), before anything is.
 * 0 where there is no such header: the decoder says what is wrong.
 */
function zstdWindow(bytes: Buffer): number {
  if (bytes.length < 14 || bytes.readUInt32LE(0) !== 0xfd2fb528) return 0;
  const descriptor = bytes.readUInt8(4);
  if ((descriptor & 0x20) === 0) {
    const window = bytes.readUInt8(5);
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  // A single segment: the window is as large as the content.
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const sizes = [
    () => bytes.readUInt8(at),
    () => bytes.readUInt16LE(at) + 256,
    () => bytes.readUInt32LE(at),
    () => Number(bytes.readBigUInt64LE(at)),
  ];
  return sizes[descriptor >> 6]?.() ?? 0;
}

/** Node's own zstd where this Node has one (22.15 and later), else fzstd, which streams. */
function zstd(bytes: Buffer): Buffer {
  if (nativeZstd) return nativeZstd(bytes, { maxOutputLength: MAX_DECOMPRESSED });
  const chunks: Uint8Array[] = [];
  let total = 0;
  let moved = 0;
  const window = zstdWindow(bytes);
  if (window > MAX_WINDOW) throw new Error(`a window of ${window} bytes is larger than is allowed`);
  const stream = new fzstd.Decompress((chunk) => {
    total += chunk.length;
    moved += window;
    if (total > MAX_DECOMPRESSED) throw tooLarge(total);
    if (moved > MAX_MOVED) throw new Error(`a window of ${window} bytes is too large for so much`);
    chunks.push(chunk);
  });
  stream.push(bytes, true);
  const only = chunks[0];
  if (chunks.length === 1 && only)
    return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  return Buffer.concat(chunks, total);
}

function tooLarge(size: number): Error {
  return new Error(
    `would grow to ${size} bytes, more than the ${MAX_DECOMPRESSED} that are allowed`,
  );
}

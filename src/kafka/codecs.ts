import { createRequire } from 'node:module';
import zlib from 'node:zlib';
import { CODEC_NAMES } from './record-batch.js';
import { Scratch } from './scratch.js';
import { zstd } from './zstd.js';

/**
 * What a batch may grow to when it is decompressed. Kafka's own limit for a batch is 1 MB by default and
 * seldom above 100 MB; more than this is a mad or hostile batch.
 */
export const MAX_DECOMPRESSED = 256 * 1024 * 1024;

/** Thrown when bytes can't be decompressed; the message names the codec. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

type Decompress = (bytes: Buffer, scratch: Scratch) => Buffer;

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

const codecs: readonly (Decompress | null)[] = [
  null,
  gunzip,
  snappy,
  lz4,
  (bytes, scratch) => zstd(bytes, MAX_DECOMPRESSED, scratch),
];

/** Decompresses the records of a batch; good until `scratch` is used again. Throws a CodecError. */
export function decompress(codec: number, bytes: Buffer, scratch = new Scratch()): Buffer {
  if (codec === 0) return bytes;
  const decode = codecs[codec];
  const name = CODEC_NAMES[codec] ?? `codec ${codec}`;
  if (!decode) throw new CodecError(`${name} is not a codec that Kafka defines`);
  try {
    return decode(bytes, scratch);
  } catch (error) {
    throw new CodecError(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

const SMALLEST_CHUNK = 16 * 1024;
const LARGEST_CHUNK = 4 * 1024 * 1024;

/** The last four bytes tell how much it will be (RFC 1952): mostly one chunk takes it all, and nothing is joined. */
function gunzip(bytes: Buffer): Buffer {
  const told = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  // One byte more: a chunk that is full to the brim asks for another one.
  const chunkSize = Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, told + 1));
  return zlib.gunzipSync(bytes, { maxOutputLength: MAX_DECOMPRESSED, chunkSize });
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

function tooLarge(size: number): Error {
  return new Error(
    `would grow to ${size} bytes, more than the ${MAX_DECOMPRESSED} that are allowed`,
  );
}

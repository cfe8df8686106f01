import { isUtf8 } from 'node:buffer';

/** Why the bytes are not text, in words; null when they are. Looks at all of them, at memory speed. */
export function binaryReason(bytes: Buffer): string | null {
  if (!isUtf8(bytes)) {
    const at = firstBadByte(bytes);
    return knownFormat(bytes) ?? `not UTF-8: byte 0x${hex(bytes[at] ?? 0)} at ${at}`;
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) return knownFormat(bytes) ?? `holds a NUL byte at ${nul}`;
  return isMostlyControls(bytes) ? 'mostly control characters' : null;
}

/** What the first bytes give away, or null. */
export function knownFormat(bytes: Buffer): string | null {
  if (bytes[0] === 0 && bytes.length >= 5) {
    return `Confluent frame, schema id ${bytes.readUInt32BE(1)}`;
  }
  for (const [magic, name] of MAGICS) {
    if (bytes.subarray(0, magic.length).equals(magic)) return name;
  }
  return null;
}

const MAGICS: readonly (readonly [Buffer, string])[] = [
  [Buffer.from([0x1f, 0x8b, 0x08]), 'gzip data'],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'zstd data'],
  [Buffer.from([0x04, 0x22, 0x4d, 0x18]), 'lz4 data'],
  [Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]), 'snappy data'],
  [Buffer.from('PK\x03\x04', 'latin1'), 'zip data'],
  [Buffer.from('Obj\x01', 'latin1'), 'Avro container file'],
  [Buffer.from('PAR1', 'latin1'), 'Parquet file'],
  [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'PNG image'],
  [Buffer.from([0xff, 0xd8, 0xff]), 'JPEG image'],
  [Buffer.from([0xac, 0xed, 0x00, 0x05]), 'Java serialized object'],
];

const STEP = 64 * 1024;

/** Index of the first byte that breaks UTF-8: of a sequence that goes wrong, its first byte. */
function firstBadByte(bytes: Buffer): number {
  let start = 0;
  while (start < bytes.length) {
    const end = characterStart(bytes, Math.min(bytes.length, start + STEP));
    const stop = end > start ? end : Math.min(bytes.length, start + STEP);
    if (!isUtf8(bytes.subarray(start, stop))) break;
    start = stop;
  }
  while (start < bytes.length) {
    const length = sequenceLength(bytes[start] ?? 0);
    if (start + length > bytes.length || !isUtf8(bytes.subarray(start, start + length))) break;
    start += length;
  }
  return start;
}

/** The largest index up to `at` where a character begins, so that none is cut in two. */
export function characterStart(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return bytes.length;
  let start = at;
  while (start > 0 && start > at - 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

/** Bytes of the character that begins with `first`. */
export function sequenceLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function isMostlyControls(bytes: Buffer): boolean {
  const end = Math.min(bytes.length, 4096);
  let controls = 0;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    const isSpace = byte >= 0x09 && byte <= 0x0d;
    if ((byte < 0x20 && !isSpace) || byte === 0x7f) controls += 1;
  }
  return controls * 2 > end;
}

/** Two hexadecimal digits. */
export function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

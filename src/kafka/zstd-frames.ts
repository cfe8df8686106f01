const MAGIC = 0xfd2fb528;
const MAX_BLOCK = 128 * 1024;

/** What a frame's header says (RFC 8878, 3.1.1.1). */
export interface ZstdHeader {
  /** Bytes that the frame asks to be set aside for a window. */
  readonly window: number;
  /** Bytes of the content, where they are told. */
  readonly content: number | null;
  /** Bytes before the first block. */
  readonly length: number;
  readonly hasChecksum: boolean;
}

/** Null where there is no such header. */
export function zstdHeader(bytes: Buffer, at = 0): ZstdHeader | null {
  if (bytes.length - at < 6 || bytes.readUInt32LE(at) !== MAGIC) return null;
  const descriptor = bytes.readUInt8(at + 4);
  const isSingle = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeAt = at + 5 + (isSingle ? 0 : 1) + dictionary;
  const sizeFlag = descriptor >> 6;
  const sizes = [
    () => (isSingle ? bytes.readUInt8(sizeAt) : null),
    () => bytes.readUInt16LE(sizeAt) + 256,
    () => bytes.readUInt32LE(sizeAt),
    () => Number(bytes.readBigUInt64LE(sizeAt)),
  ];
  const sizeLength = [isSingle ? 1 : 0, 2, 4, 8][sizeFlag] ?? 0;
  if (sizeAt + sizeLength > bytes.length) return null;
  const content = sizes[sizeFlag]?.() ?? null;
  return {
    // A single segment: the window is as large as the content.
    window: isSingle ? (content ?? 0) : windowOf(bytes.readUInt8(at + 5)),
    content,
    length: sizeAt + sizeLength - at,
    hasChecksum: (descriptor & 0x04) !== 0,
  };
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/**
 * The most that one whole frame can grow to, from its header and those of its blocks, without decompressing any.
 * Null where the bytes are anything else than that.
 */
export function zstdBound(bytes: Buffer): number | null {
  const header = zstdHeader(bytes);
  if (header === null) return null;
  const blockMax = Math.min(header.window, MAX_BLOCK);
  let at = header.length;
  let bound = 0;
  for (;;) {
    if (at + 3 > bytes.length) return null;
    const block = bytes.readUIntLE(at, 3);
    const type = (block >> 1) & 3;
    const size = block >> 3;
    // Raw, one byte repeated, compressed; the fourth is no type.
    if (type === 3) return null;
    bound += type === 2 ? blockMax : size;
    at += 3 + (type === 1 ? 1 : size);
    if ((block & 1) !== 0) break;
  }
  if (at + (header.hasChecksum ? 4 : 0) !== bytes.length) return null;
  return header.content === null ? bound : Math.min(bound, header.content);
}

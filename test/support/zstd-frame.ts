/** The largest block that zstd's format allows. */
const BLOCK = 128 * 1024;

/** A zstd frame (RFC 8878) of raw blocks: what any decoder must read, without an encoder. */
export function zstdFrame(bytes: Buffer): Buffer {
  const parts: Buffer[] = [header(bytes.length)];
  for (let at = 0; at < bytes.length || at === 0; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    parts.push(blockHeader(0, block.length, at + BLOCK >= bytes.length), block);
  }
  return Buffer.concat(parts);
}

/** A frame that grows to `size` zero bytes, from four bytes for each 128 KiB; it claims to hold one block. */
export function zstdBomb(size: number): Buffer {
  // No single segment: a window of 2 MiB, and no word about the content's size.
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (21 - 10) << 3])];
  for (let left = size; left > 0; left -= BLOCK) {
    parts.push(blockHeader(1, Math.min(left, BLOCK), left <= BLOCK), Buffer.from([0]));
  }
  return Buffer.concat(parts);
}

/** A frame whose header asks for a window of 2^log bytes. */
export function zstdWithWindow(log: number): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (log - 10) << 3]);
  return Buffer.concat([head, blockHeader(1, 100, true), Buffer.from([0]), Buffer.alloc(8)]);
}

/** A single segment with its size in four bytes. */
function header(size: number): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(size, 5);
  return head;
}

function blockHeader(type: 0 | 1, size: number, isLast: boolean): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE((size << 3) | (type << 1) | (isLast ? 1 : 0), 0, 3);
  return head;
}

import { createRequire } from 'node:module';
import { CRC_FROM } from './record-batch.js';

type Checksum = (bytes: Buffer) => number;

// Loaded with the first batch that is checked: by default none is.
const load = createRequire(import.meta.url);
let library: { readonly crc32: Checksum; readonly crc32c: Checksum } | undefined;

function checksums(): { readonly crc32: Checksum; readonly crc32c: Checksum } {
  return (library ??= load('@node-rs/crc32') as { crc32: Checksum; crc32c: Checksum });
}

/** Whether the CRC-32C in a batch's header is that of its bytes, from the attributes to the end. */
export function crcMatches(batch: Buffer): boolean {
  return checksums().crc32c(batch.subarray(CRC_FROM)) === batch.readUInt32BE(CRC_FROM - 4);
}

/** The same for a message of format v0 or v1: a CRC-32 from the magic byte to the end. */
export function legacyCrcMatches(message: Buffer): boolean {
  return checksums().crc32(message.subarray(16)) === message.readUInt32BE(12);
}

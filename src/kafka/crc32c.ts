import { createRequire } from 'node:module';
import { CRC_FROM } from './record-batch.js';

type Crc32c = (bytes: Buffer) => number;

const load = createRequire(import.meta.url);
let library: Crc32c | undefined;

/** Whether the CRC-32C in a batch's header is that of its bytes, from the attributes to the end. */
export function crcMatches(batch: Buffer): boolean {
  library ??= (load('@node-rs/crc32') as { crc32c: Crc32c }).crc32c;
  return library(batch.subarray(CRC_FROM)) === batch.readUInt32BE(CRC_FROM - 4);
}

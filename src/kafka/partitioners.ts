import type { Partitioner } from '../model/search.js';

/** The partition of a key; null where the partitioner leaves it to chance. */
export function partitionOf(
  key: Buffer,
  partitions: number,
  partitioner: Partitioner,
): number | null {
  if (partitions === 0) return null;
  if (partitioner === 'murmur2') return (murmur2(key) & 0x7fff_ffff) % partitions;
  // librdkafka's consistent_random takes an empty key for none.
  return key.length === 0 ? null : crc32(key) % partitions;
}

const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;

/** MurmurHash2, 32 bits, with the seed of the Java client's partitioner (Utils.murmur2, since Kafka 0.8.2). */
export function murmur2(bytes: Buffer): number {
  let hash = SEED ^ bytes.length;
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), MIX);
    word ^= word >>> 24;
    hash = Math.imul(hash, MIX) ^ Math.imul(word, MIX);
  }
  if (whole < bytes.length) {
    hash = Math.imul(hash ^ bytes.readUIntLE(whole, bytes.length - whole), MIX);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}

const POLYNOMIAL = 0xedb8_8320;

/** The CRC-32 of zlib and Ethernet, bit by bit: for one key that is sooner done than a library is loaded. */
export function crc32(bytes: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 0 ? 0 : POLYNOMIAL);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

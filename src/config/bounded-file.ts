import { closeSync, openSync, readSync } from 'node:fs';

/** No list of CAs and no key store comes near it; what is larger is another file, or a device without an end. */
const LONGEST_BYTES = 4 * 1024 * 1024;

/** The bytes of a file that is meant to be read by people or by TLS. Throws as `readFileSync` does; EFBIG where it is too long. */
export function readBounded(path: string, longest = LONGEST_BYTES): Buffer {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let length = 0; length <= longest;) {
      const chunk = Buffer.allocUnsafe(64 * 1024);
      const read = readSync(file, chunk);
      if (read === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, read));
      length += read;
    }
  } finally {
    closeSync(file);
  }
  throw Object.assign(new Error(`${path} is too long`), { code: 'EFBIG' });
}

import { createRequire } from 'node:module';

interface ZstdWasm {
  init(): Promise<void>;
  compress(bytes: Uint8Array, level: number): Uint8Array;
}

/**
 * zstd's own encoder, in an instance that nobody else gets: the decoder that is tested loads the same package,
 * and what one of them leaves in its memory is no business of the other's.
 */
export async function zstdEncoder(): Promise<(bytes: Buffer, level?: number) => Buffer> {
  const load = createRequire(import.meta.url);
  const forget = (): void => {
    for (const path of Object.keys(load.cache)) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- how Node has modules forgotten
      if (path.includes('zstd-wasm')) delete load.cache[path];
    }
  };
  forget();
  const encoder = load('@bokuweb/zstd-wasm') as ZstdWasm;
  forget();
  await encoder.init();
  return (bytes, level = 3) => Buffer.from(encoder.compress(bytes, level));
}

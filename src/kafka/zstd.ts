import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import zlib from 'node:zlib';
import * as fzstd from 'fzstd';
import type { Scratch } from './scratch.js';
import { zstdBound, zstdHeader } from './zstd-frames.js';

const nativeZstd = (zlib as { zstdDecompressSync?: (bytes: Buffer, options: object) => Buffer })
  .zstdDecompressSync;

/** A window of zstd's own default limit; what needs a larger one has to be asked for with `--long`. */
const MAX_WINDOW = 128 * 1024 * 1024;
/** fzstd moves its whole window for each block: this many bytes take some seconds. */
const MAX_MOVED = 16 * 1024 * 1024 * 1024;
/** The heap of a WebAssembly never shrinks: what may grow beyond this is decompressed without it. */
const MAX_FAST = 16 * 1024 * 1024;
const WORD = 8;

/**
 * Node's own zstd where this Node has one (22.15 and later); else zstd itself as a WebAssembly, three times as
 * fast as fzstd, which does the frames that are large, and all of them where that can't be loaded.
 */
export function zstd(bytes: Buffer, most: number, scratch: Scratch): Buffer {
  if (nativeZstd) return nativeZstd(bytes, { maxOutputLength: most });
  const window = zstdHeader(bytes)?.window ?? 0;
  if (window > MAX_WINDOW) throw new Error(`a window of ${window} bytes is larger than is allowed`);
  const bound = zstdBound(bytes);
  const fast = bound !== null && bound <= MAX_FAST ? fastZstd() : null;
  return fast ? fast(bytes, bound ?? 0, scratch) : streamed(bytes, window, most);
}

function streamed(bytes: Buffer, window: number, most: number): Buffer {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let moved = 0;
  const stream = new fzstd.Decompress((chunk) => {
    total += chunk.length;
    moved += window;
    if (total > most)
      throw new Error(`would grow to ${total} bytes, more than the ${most} that are allowed`);
    if (moved > MAX_MOVED) throw new Error(`a window of ${window} bytes is too large for so much`);
    chunks.push(chunk);
  });
  stream.push(bytes, true);
  const only = chunks[0];
  if (chunks.length === 1 && only)
    return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  return Buffer.concat(chunks, total);
}

/** `bound` is the most that the frame can grow to. */
type FastZstd = (bytes: Buffer, bound: number, scratch: Scratch) => Buffer;

interface WasmInstance {
  readonly exports: object;
}

/** Node has it; its types come with those of browsers alone. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => WasmInstance;
  };
};

/** What emscripten made of zstd; the package's own functions wait for a promise, and copy once more. */
interface ZstdModule {
  /** The memory as it is now: another array once it has grown. */
  readonly HEAPU8: Uint8Array;
  instantiateWasm: (imports: object, receive: (instance: WasmInstance) => void) => object;
  init(bytes: Uint8Array): void;
  _malloc(size: number): number;
  _free(at: number): void;
  _ZSTD_decompress(to: number, room: number, from: number, length: number): number;
  _ZSTD_isError(code: number): number;
}

let loaded: FastZstd | null | undefined;

/** Loaded with the first batch that needs it, in some 5 ms; null where that is not possible. */
function fastZstd(): FastZstd | null {
  try {
    loaded ??= loadFast();
  } catch {
    loaded = null;
  }
  return loaded;
}

function loadFast(): FastZstd {
  const load = createRequire(import.meta.url);
  const folder = dirname(load.resolve('@bokuweb/zstd-wasm'));
  const { Module: zstdModule } = load(join(folder, 'zstd.js')) as { Module: ZstdModule };
  zstdModule.instantiateWasm = (imports, receive) => {
    const compiled = new wasm.Module(readFileSync(join(folder, 'zstd.wasm')));
    const instance = new wasm.Instance(compiled, imports);
    receive(instance);
    return instance.exports;
  };
  zstdModule.init(new Uint8Array());
  const input = new WasmBuffer(zstdModule);
  const output = new WasmBuffer(zstdModule);
  return (bytes, bound, scratch) => {
    // Out of memory that threads share V8 copies by words, where both sides lie in them alike, or byte by byte.
    const from = input.room(bytes.length + WORD) + (bytes.byteOffset % WORD);
    const to = output.room(bound);
    zstdModule.HEAPU8.set(bytes, from);
    const size = zstdModule._ZSTD_decompress(to, bound, from, bytes.length);
    if (zstdModule._ZSTD_isError(size) !== 0) throw new Error('the frame does not hold together');
    return scratch.copy(zstdModule.HEAPU8.subarray(to, to + size));
  };
}

/** A stretch of a WebAssembly's memory, used again, that grows with what it has to hold. */
class WasmBuffer {
  readonly #module: ZstdModule;
  #at = 0;
  #size = 0;

  constructor(module: ZstdModule) {
    this.#module = module;
  }

  /** Where so many bytes have room. */
  room(size: number): number {
    if (size <= this.#size && this.#at !== 0) return this.#at;
    this.#module._free(this.#at);
    this.#size = Math.max(size * 2, 64 * 1024);
    this.#at = this.#module._malloc(this.#size);
    if (this.#at === 0) {
      this.#size = 0;
      throw new Error(`there is no room for ${size} bytes`);
    }
    return this.#at;
  }
}

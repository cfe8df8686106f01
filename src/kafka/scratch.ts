/** More than this is not kept for the next batch: one huge batch must not make all that follow cost as much. */
const MAX_KEPT = 8 * 1024 * 1024;

/** Room for what is decompressed, used again: whoever has one may look only at the last thing put there. */
export class Scratch {
  #bytes = Buffer.alloc(0);

  /** A copy of `source`, good until the next call. */
  copy(source: Uint8Array): Buffer {
    if (source.length > MAX_KEPT) return Buffer.from(source);
    if (source.length > this.#bytes.length)
      this.#bytes = Buffer.allocUnsafeSlow(Math.min(MAX_KEPT, source.length * 2));
    this.#bytes.set(source);
    return this.#bytes.subarray(0, source.length);
  }
}

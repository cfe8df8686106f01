import { ProtocolError } from '../../kafka/protocol/wire.js';

/** Kafka's own default limit (`socket.request.max.bytes`). */
const MAX_FRAME = 100 * 1024 * 1024;

/** Cuts a stream of bytes into the requests in it, each without its size. */
export class FrameSplitter {
  #chunks: Buffer[] = [];
  #length = 0;

  /** The requests that are whole now. Throws `ProtocolError` on a size that cannot be. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: Buffer[] = [];
    for (;;) {
      const size = this.#nextSize();
      if (size === null || this.#length < 4 + size) return frames;
      const bytes = this.#joined();
      frames.push(bytes.subarray(4, 4 + size));
      this.#chunks = [bytes.subarray(4 + size)];
      this.#length -= 4 + size;
    }
  }

  #nextSize(): number | null {
    if (this.#length < 4) return null;
    const [first] = this.#chunks;
    const head = first !== undefined && first.length >= 4 ? first : this.#joined();
    const size = head.readInt32BE(0);
    if (size < 0 || size > MAX_FRAME) throw new ProtocolError(`a request of ${size} bytes`);
    return size;
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    if (this.#chunks.length === 1 && first !== undefined) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}

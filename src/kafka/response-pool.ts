/** Room for a response of the size that is asked for, with the rest of its frame. */
const CAPACITY = 1024 * 1024 + 64 * 1024;
/** Smaller frames are cheap, and seldom fetches. */
const SMALLEST = 64 * 1024;
const MAX_SPARE = 4;

/**
 * Buffers for responses, used again: a topic that is read at 300 MB/s would otherwise leave that much for
 * the collector every second, in pieces of 1 MB that fragment the heap of the C library.
 */
export class ResponsePool {
  readonly #spare: Buffer[] = [];
  readonly #own = new WeakSet<ArrayBufferLike>();

  /** A buffer of exactly `size` bytes, with anything in it. */
  take(size: number): Buffer {
    if (size < SMALLEST || size > CAPACITY) return Buffer.allocUnsafeSlow(size);
    const whole = this.#spare.pop() ?? Buffer.allocUnsafeSlow(CAPACITY);
    this.#own.add(whole.buffer);
    return whole.subarray(0, size);
  }

  /** Takes back the buffer that `view` looks into; nobody may look at it any more. Others are left alone. */
  giveBack(view: Buffer): void {
    const { buffer } = view;
    // Only what is out can come back: giving back twice must not hand it out twice.
    if (!this.#own.delete(buffer) || this.#spare.length >= MAX_SPARE) return;
    this.#spare.push(Buffer.from(buffer, 0, CAPACITY));
  }
}

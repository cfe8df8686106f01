/** What a frame has around the records that were asked for. */
const FRAME = 64 * 1024;
const USUAL = 1024 * 1024;
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
  #capacity = USUAL + FRAME;

  /** Responses of up to so many bytes are going to be asked for: room for them from now on. */
  expect(bytes: number): void {
    if (bytes + FRAME <= this.#capacity) return;
    this.#capacity = bytes + FRAME;
    this.#spare.length = 0;
  }

  /** A buffer of exactly `size` bytes, with anything in it. */
  take(size: number): Buffer {
    if (size < SMALLEST || size > this.#capacity) return Buffer.allocUnsafeSlow(size);
    const whole = this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#capacity);
    this.#own.add(whole.buffer);
    return whole.subarray(0, size);
  }

  /** Takes back the buffer that `view` looks into; nobody may look at it any more. Others are left alone. */
  giveBack(view: Buffer): void {
    const { buffer } = view;
    // Only what is out can come back: giving back twice must not hand it out twice.
    if (!this.#own.delete(buffer) || this.#spare.length >= MAX_SPARE) return;
    // From before larger ones were expected.
    if (buffer.byteLength < this.#capacity) return;
    this.#spare.push(Buffer.from(buffer, 0, this.#capacity));
  }
}

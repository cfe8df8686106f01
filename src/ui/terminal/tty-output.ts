import { writeSync } from 'node:fs';
import { WriteStream } from 'node:tty';
import { descriptorOf, handleOf, isBusy, sleepSync } from './descriptor.js';
import type { Fence } from './fence.js';
import type { DrainCause, ScreenOutput } from './screen-output.js';

/** What is used of a stream; `process.stdout` is one, and so is a PassThrough in a test. */
export interface OutputStream {
  readonly writableLength: number;
  write(text: string, callback?: (error?: Error | null) => void): boolean;
}

/**
 * With more bytes than this on their way nothing is written, not even for a key: on a link of 10 KB
 * a second the next frame would be seen a second later.
 */
const MOST_IN_FLIGHT = 6_000;

/** How long giving the terminal back may take when the terminal takes no bytes. */
const LONGEST_FAREWELL = 300;

/**
 * Writes to the terminal without ever waiting for it. For a real terminal it opens a stream of its
 * own on stdout's descriptor: that one may be non-blocking while stdout stays as it was, and it can
 * be thrown away with everything that the terminal has not taken, which must not appear on the
 * user's main screen later.
 */
export class TtyOutput implements ScreenOutput {
  readonly #stdout: OutputStream;
  readonly #onError: (error: Error) => void;
  readonly #fence: Fence;
  readonly #listeners = new Set<(cause: DrainCause) => void>();
  /** Null while the screen is not ours: before `open`, when suspended, at the end. */
  #stream: OutputStream | null = null;

  constructor(stdout: OutputStream, fence: Fence, onError: (error: Error) => void) {
    this.#stdout = stdout;
    this.#fence = fence;
    this.#onError = onError;
  }

  open(): void {
    this.#stream = nonBlocking(this.#stdout, this.#onError);
  }

  /** Throws away what the terminal has not taken; nothing is written any more. */
  close(): void {
    if (this.#stream instanceof WriteStream) this.#stream.destroy();
    this.#stream = null;
  }

  get ready(): boolean {
    return this.#stream?.writableLength === 0 && this.inFlight <= MOST_IN_FLIGHT;
  }

  get inFlight(): number {
    return this.#fence.inFlight;
  }

  write(text: string): void {
    const stream = this.#stream;
    if (stream === null) return;
    let waited = false;
    stream.write(text + this.#fence.question(Buffer.byteLength(text)), () => {
      // 'drain' comes only after the high-water mark; the callback comes for every write.
      if (waited && stream === this.#stream && stream.writableLength === 0) this.notify('drained');
    });
    waited = stream.writableLength > 0;
  }

  onDrain(listener: (cause: DrainCause) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Writes at once, before it returns, even in the middle of what is queued; gives up in the end. */
  writeNow(text: string): void {
    const descriptor =
      (this.#stream === null ? undefined : descriptorOf(this.#stream)) ??
      descriptorOf(this.#stdout);
    if (descriptor === undefined) this.#stdout.write(text);
    else writeSoon(descriptor, text);
  }

  /** Tells those who wait that frames may be written (again). */
  notify(cause: DrainCause): void {
    for (const listener of this.#listeners) listener(cause);
  }
}

function nonBlocking(stdout: OutputStream, onError: (error: Error) => void): OutputStream {
  if (!('isTTY' in stdout) || stdout.isTTY !== true) return stdout;
  const descriptor = descriptorOf(stdout);
  if (descriptor === undefined) return stdout;
  const stream = new WriteStream(descriptor);
  stream.on('error', onError);
  // Node makes terminals blocking, and has no public way out of it. Without this handle (another
  // runtime, a later Node) writes block as they do everywhere else, and all else works.
  const handle = handleOf(stream);
  if (hasSetBlocking(handle)) handle.setBlocking(false);
  return stream;
}

function hasSetBlocking(handle: unknown): handle is { setBlocking(blocking: boolean): unknown } {
  return (
    typeof handle === 'object' &&
    handle !== null &&
    'setBlocking' in handle &&
    typeof handle.setBlocking === 'function'
  );
}

function writeSoon(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  const deadline = Date.now() + LONGEST_FAREWELL;
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      // Anything but a full terminal means that there is no terminal to give back.
      if (!isBusy(error) || Date.now() > deadline) return;
      sleepSync(2);
    }
  }
}

import fs from 'node:fs';
import { KafkaTuiError } from '../model/problem.js';

const RETRY_MS = 5;

/**
 * A file descriptor that is written to without blocking the event loop: one write under way at a time,
 * in order. Once the reader has gone (`| head -1`) it is `closed` and swallows the rest.
 */
export class Output {
  readonly #fd: number;
  #pending: Promise<void> = Promise.resolve();
  #closed = false;
  #failure: KafkaTuiError | null = null;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** The other end was closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Writes behind what is under way. Resolves when the write before this one is done, so at most two are
   * held; rejects when writing failed for another reason than a closed pipe (a full disk).
   */
  async write(bytes: Buffer): Promise<void> {
    const before = this.#pending;
    this.#pending = before.then(() => this.#writeAll(bytes));
    await before;
    if (this.#failure) throw this.#failure;
  }

  /** Waits until everything is written. */
  async flush(): Promise<void> {
    await this.#pending;
    if (this.#failure) throw this.#failure;
  }

  async #writeAll(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#closed && !this.#failure;) {
      const written = await this.#writeSome(bytes, at);
      at += written;
    }
  }

  #writeSome(bytes: Buffer, at: number): Promise<number> {
    return new Promise((resolve) => {
      fs.write(this.#fd, bytes, at, bytes.length - at, null, (error, written) => {
        if (!error) {
          resolve(written);
        } else if (error.code === 'EAGAIN') {
          setTimeout(resolve, RETRY_MS, 0);
        } else {
          if (error.code === 'EPIPE') this.#closed = true;
          else this.#failure = unwritable(error);
          resolve(0);
        }
      });
    });
  }
}

function unwritable(error: NodeJS.ErrnoException): KafkaTuiError {
  const next = error.code === 'ENOSPC' ? 'make room on that disk' : 'where does the output go?';
  const message = `the output can't be written: ${error.message}`;
  return new KafkaTuiError({ code: 'OUTPUT_FAILED', message, next }, { cause: error });
}

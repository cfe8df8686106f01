import { EventEmitter } from 'node:events';
import type { ScreenSize } from './screen-output.js';

export interface InkStdoutOptions {
  readonly size: ScreenSize;
  readonly onFrame: (frame: string) => void;
}

const ONLY_SEQUENCES = /^(?:\u001B\[[0-?]*[@-~])+$/;

/**
 * What Ink takes for the terminal. With `debug: true` Ink hands over each frame whole, in one write,
 * as soon as React has committed it; the few cursor sequences that it writes beside are not frames.
 */
export class InkStdout extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  readonly writableLength = 0;
  readonly #onFrame: (frame: string) => void;
  #size: ScreenSize;

  constructor({ size, onFrame }: InkStdoutOptions) {
    super();
    this.#size = size;
    this.#onFrame = onFrame;
    this.setMaxListeners(0);
  }

  get columns(): number {
    return this.#size.columns;
  }

  get rows(): number {
    return this.#size.rows;
  }

  write(chunk: string, callback?: unknown): boolean {
    if (chunk !== '' && !ONLY_SEQUENCES.test(chunk)) this.#onFrame(chunk);
    if (typeof callback === 'function') (callback as () => void)();
    return true;
  }

  /** Lets Ink lay out for another size. */
  resize(size: ScreenSize): void {
    this.#size = size;
    this.emit('resize');
  }

  /** As Ink's `render` wants it typed; it uses no more of a stream than is here. */
  asStream(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }
}

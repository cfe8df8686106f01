import type { Looking } from './ahead/look-ahead.js';
import type { Slice } from './slice.js';

/** What one response brought. */
export interface Chunk {
  /** Broker id of the leader that sent it. */
  readonly source: number;
  readonly slices: readonly Slice[];
  /** The bytes that the slices look into. */
  readonly payload: Buffer;
  /** Its batches are being looked into by other threads; null where they are left as they came. */
  readonly looking: Looking | null;
}

/**
 * Between the fetches and the consumer. `taken` is called when a chunk leaves: that makes room for the
 * next fetch from its broker, so a consumer that stops pulling stops the fetching.
 */
export class ChunkQueue {
  readonly #chunks: Chunk[] = [];
  readonly #taken: (source: number) => void;
  #wakeConsumer: (() => void) | null = null;
  #ended = false;
  #failure: Error | null = null;

  constructor(taken: (source: number) => void) {
    this.#taken = taken;
  }

  /** Chunks of this source that wait. */
  waiting(source: number): number {
    return this.#chunks.filter((chunk) => chunk.source === source).length;
  }

  push(chunk: Chunk): void {
    if (this.#ended) return;
    this.#chunks.push(chunk);
    this.#wake();
  }

  /** No more will come. What is there is still delivered, unless it is to be discarded. */
  end(options: { readonly failure?: Error; readonly discard?: boolean } = {}): void {
    if (this.#ended && !options.discard) return;
    this.#ended = true;
    this.#failure ??= options.failure ?? null;
    if (options.discard) this.#chunks.length = 0;
    this.#wake();
  }

  /** The next chunk; null at the end. Throws what the queue ended with, after the chunks before it. */
  async pull(): Promise<Chunk | null> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) {
        this.#taken(chunk.source);
        return chunk;
      }
      if (this.#failure) throw this.#failure;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => (this.#wakeConsumer = resolve));
    }
  }

  #wake(): void {
    this.#wakeConsumer?.();
    this.#wakeConsumer = null;
  }
}

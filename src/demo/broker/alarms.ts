/** Every timer of the broker, so that closing it leaves none behind. */
export class Alarms {
  readonly #pending = new Set<NodeJS.Timeout>();
  #closed = false;

  /** Calls `ring` after `ms`; returns how to call that off. */
  after(ms: number, ring: () => void): () => void {
    if (this.#closed) return () => undefined;
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      ring();
    }, ms);
    this.#pending.add(timer);
    return () => {
      clearTimeout(timer);
      this.#pending.delete(timer);
    };
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}

/** Lets everybody through until it is shut; who comes then waits until it opens again. */
export class Gate {
  #waiting: (() => void)[] | null = null;

  get isShut(): boolean {
    return this.#waiting !== null;
  }

  pass(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting === null) return Promise.resolve();
    return new Promise((resolve) => {
      waiting.push(resolve);
    });
  }

  shut(): void {
    this.#waiting ??= [];
  }

  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const resolve of waiting) resolve();
  }
}

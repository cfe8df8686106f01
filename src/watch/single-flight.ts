/** Work that is not begun again while it is under way: who wants it meanwhile waits for the same. */
export class SingleFlight {
  readonly #work: () => Promise<void>;
  #underWay: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  run(): Promise<void> {
    this.#underWay ??= this.#work().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }
}

/** A larger batch is not passed to another thread. */
const MAX_INPUT = 4 * 1024 * 1024;
const SMALLEST_INPUT = 256 * 1024;
/** Room for what is decompressed; memory that nothing is written to costs nothing. */
const OUTPUT = 6 * 1024 * 1024;
/** What comes out of one job should stay below that, as far as one can tell. */
export const USUAL_OUTPUT = 4 * 1024 * 1024;
/** More is not worked on at the same time: it bounds the memory. */
const MAX_SLOTS = 12;

/** Memory that two threads have in common: one job's at a time. */
export interface Slot {
  input: SharedArrayBuffer;
  readonly output: SharedArrayBuffer;
}

/** The slots of one reader, used again and again. */
export class Slots {
  readonly #free: Slot[] = [];
  #made = 0;

  /** A slot that nobody uses, with room for so many bytes; null where there is none. */
  take(size: number): Slot | null {
    if (size > MAX_INPUT) return null;
    const slot = this.#free.pop() ?? this.#make();
    if (slot !== null && slot.input.byteLength < size) slot.input = inputOf(size);
    return slot;
  }

  giveBack(slot: Slot): void {
    this.#free.push(slot);
  }

  #make(): Slot | null {
    if (this.#made === MAX_SLOTS) return null;
    this.#made++;
    return { input: inputOf(SMALLEST_INPUT), output: new SharedArrayBuffer(OUTPUT) };
  }
}

function inputOf(size: number): SharedArrayBuffer {
  return new SharedArrayBuffer(Math.min(MAX_INPUT, Math.max(SMALLEST_INPUT, size * 1.25)));
}

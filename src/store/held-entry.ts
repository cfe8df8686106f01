import { detached } from '../model/detached.js';
import type { Entry } from '../model/message.js';
import type { StreamEntries, StreamSnapshot } from '../model/stream.js';

/** The entry that the user put the cursor on, and the filter under which that was. */
export interface HeldEntry {
  readonly entry: Entry;
  readonly filter: string | null;
}

export function hold(entry: Entry | undefined, stream: StreamSnapshot): HeldEntry | null {
  if (entry === undefined) return null;
  return { entry: detached(entry), filter: stream.filter?.text ?? null };
}

/**
 * The entries of a stream, with the held one in front of them once the stream has dropped it: what somebody
 * is reading stays until they go on, however fast messages come.
 */
export function withHeld(stream: StreamSnapshot, held: HeldEntry | null): StreamEntries {
  const { entries } = stream;
  const oldest = entries.get(entries.first);
  if (held === null || oldest === undefined) return entries;
  // Under another filter it may be missing because it does not match.
  if (held.filter !== (stream.filter?.text ?? null)) return entries;
  return held.entry.arrival < oldest.arrival ? new EntriesWithHeld(entries, held.entry) : entries;
}

class EntriesWithHeld implements StreamEntries {
  readonly #entries: StreamEntries;
  readonly #held: Entry;

  constructor(entries: StreamEntries, held: Entry) {
    this.#entries = entries;
    this.#held = held;
  }

  get first(): number {
    return this.#entries.first - 1;
  }

  get end(): number {
    return this.#entries.end;
  }

  get(index: number): Entry | undefined {
    return index === this.first ? this.#held : this.#entries.get(index);
  }

  indexOf(arrival: number): number {
    return arrival <= this.#held.arrival ? this.first : this.#entries.indexOf(arrival);
  }
}

import type { Entry } from '../model/message.js';

interface Stretch {
  from: bigint;
  to: bigint;
}

/** How much of what a filter was shown went through it: each message once, however often a window comes by. */
export class Tested {
  /** Of each partition what was tested is one stretch of its log, which grows at both ends. */
  readonly #topics = new Map<string, Map<number, Stretch>>();
  #tested = 0;
  #matched = 0;

  get tested(): number {
    return this.#tested;
  }

  get matched(): number {
    return this.#matched;
  }

  /** Counts an entry that lies at this end of its stretch, or within. What could not be read was not tested. */
  count(entry: Entry, matched: boolean, way: 'older' | 'newer'): void {
    if (entry.kind === 'damage' || !this.#isNew(entry, way)) return;
    this.#tested++;
    if (matched) this.#matched++;
  }

  /** What is read anew from further back than the stretch begins (a group may go back) begins another one. */
  #isNew({ topic, partition, offset }: Entry, way: 'older' | 'newer'): boolean {
    const stretches = this.#of(topic);
    const stretch = stretches.get(partition);
    if (stretch === undefined || (way === 'newer' && offset < stretch.from)) {
      stretches.set(partition, { from: offset, to: offset + 1n });
      return true;
    }
    if (offset >= stretch.to) stretch.to = offset + 1n;
    else if (offset < stretch.from) stretch.from = offset;
    else return false;
    return true;
  }

  #of(topic: string): Map<number, Stretch> {
    const known = this.#topics.get(topic);
    if (known !== undefined) return known;
    const made = new Map<number, Stretch>();
    this.#topics.set(topic, made);
    return made;
  }
}

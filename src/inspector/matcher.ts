import type { Entry } from '../model/message.js';
import type { Query } from '../model/query.js';
import type { ActiveFilter, StreamEntries } from '../model/stream.js';
import { detached } from '../model/detached.js';
import { MessageLog } from './message-log.js';

/** What a compiled filter offers; made by `filter/`. */
export type Predicate = Pick<Query, 'text' | 'matches' | 'highlight'>;

/** Scanning what is kept gives the event loop back this often. */
const SLICE_MS = 6;

/** A filter at work: tests entries in order of arrival and keeps those that match in a log of their own. */
export class Matcher {
  readonly log: MessageLog;
  readonly #predicate: Predicate;
  #tested = 0;
  #matched = 0;
  #scanning = false;
  #cancelled = false;

  constructor(predicate: Predicate, limits: { readonly entries: number; readonly bytes: number }) {
    this.#predicate = predicate;
    this.log = new MessageLog(limits);
  }

  test(entry: Entry): boolean {
    // What could not be read might match: it is never hidden.
    if (entry.kind === 'damage') return true;
    this.#tested++;
    if (!this.#predicate.matches(entry)) return false;
    this.#matched++;
    return true;
  }

  /** Tests everything that is kept already; `progress` is called between slices of work. */
  async scan(entries: StreamEntries, progress: () => void): Promise<void> {
    this.#scanning = true;
    for (let index = entries.first; index < entries.end && !this.#isCancelled();) {
      const until = performance.now() + SLICE_MS;
      for (; index < entries.end && performance.now() < until; index++) {
        const entry = entries.get(index);
        if (entry && this.test(entry)) this.log.append(detached(entry));
      }
      progress();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#scanning = false;
    progress();
  }

  /** Ends a scan under way: another filter took its place. */
  cancel(): void {
    this.#cancelled = true;
  }

  state(): ActiveFilter {
    return {
      text: this.#predicate.text,
      highlight: this.#predicate.highlight,
      scanning: this.#scanning,
      tested: this.#tested,
      matched: this.#matched,
    };
  }

  #isCancelled(): boolean {
    return this.#cancelled;
  }
}

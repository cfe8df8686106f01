import type { Entry } from '../model/message.js';
import type { Query } from '../model/query.js';
import type { ActiveFilter } from '../model/stream.js';
import { detached } from '../model/detached.js';
import { MessageLog, type LogLimits } from './message-log.js';

/** What a compiled filter offers; made by `filter/`. */
export type Predicate = Pick<Query, 'text' | 'matches' | 'highlight'>;

/** Scanning what is kept gives the event loop back this often. */
const SLICE_MS = 6;

type Position = Pick<Entry, 'topic' | 'partition' | 'offset'>;

/** A filter at work: tests entries in order of arrival and keeps those that match in a log of their own. */
export class Matcher {
  readonly #predicate: Predicate;
  #log: MessageLog;
  #scanning = false;
  #cancelled = false;
  /** A message that is shown whether it matches or not. */
  #exempt: Position | null = null;

  constructor(predicate: Predicate, limits: LogLimits) {
    this.#predicate = predicate;
    this.#log = new MessageLog(limits);
  }

  /** What matches. */
  get log(): MessageLog {
    return this.#log;
  }

  lets(entry: Entry): boolean {
    // What could not be read might match: it is never hidden.
    return entry.kind === 'damage' || this.#predicate.matches(entry);
  }

  /** From now on shows this message as well, and no other that does not match. */
  exempt(message: Position): void {
    this.#exempt = message;
  }

  /** It is shown though it does not match. */
  exempts(entry: Entry): boolean {
    return isAt(entry, this.#exempt);
  }

  /** Goes on elsewhere in the log, with what matches there. */
  move(log: MessageLog): void {
    this.cancel();
    this.#log = log;
  }

  /** Tests everything that is kept already; `progress` is called between slices of work. */
  async scan(entries: MessageLog, progress: () => void): Promise<void> {
    this.#scanning = true;
    const log = this.#log;
    for (const [partition, at] of entries.low) log.begin(partition, at);
    if (!entries.isLive) log.freeze({ edges: entries.high, gaps: entries.gaps });
    for (let index = entries.first; index < entries.end && !this.#isCancelled();) {
      const until = performance.now() + SLICE_MS;
      for (; index < entries.end && performance.now() < until; index++) {
        const entry = entries.get(index);
        if (entry === undefined) continue;
        const matched = this.lets(entry);
        log.tested.count(entry, matched, 'newer');
        if (matched) log.append(detached(entry));
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
    const { tested, matched } = this.#log.tested;
    return {
      text: this.#predicate.text,
      highlight: this.#predicate.highlight,
      scanning: this.#scanning,
      tested,
      matched,
    };
  }

  #isCancelled(): boolean {
    return this.#cancelled;
  }
}

function isAt(entry: Entry, place: Position | null): boolean {
  return (
    place !== null &&
    entry.offset === place.offset &&
    entry.partition === place.partition &&
    entry.topic === place.topic
  );
}

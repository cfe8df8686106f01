import { EXIT, KafkaTuiError } from '../model/problem.js';
import type { Search, SearchRange, SearchSnapshot } from '../model/search.js';

/** Begins a search. Throws a KafkaTuiError where the text is no query. */
export type BeginSearch = (text: string, range: SearchRange, writeTo: string | null) => Search;

/** The search of a session: one at a time, and what the last one found. */
export class SearchDesk {
  readonly #changed: () => void;
  #search: Search | null = null;
  #unsubscribe: () => void = () => undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The search that was begun last; null before the first. */
  current(): SearchSnapshot | null {
    return this.#search?.current() ?? null;
  }

  /** Puts a search in the place of the one before, which ends. */
  put(search: Search): void {
    this.forget();
    this.#search = search;
    this.#unsubscribe = search.subscribe(this.#changed);
    this.#changed();
  }

  /**
   * Writes what was found to a new file: resolves with how many messages those are; with null where more were found
   * than are kept, as it then searches again and writes every match. Rejects with a KafkaTuiError.
   */
  async export(path: string): Promise<number | null> {
    const search = this.#search;
    if (search === null) throw nothingFound();
    if (search.current().beyond === 0) return await search.writeKept(path);
    this.put(search.again(path));
    return null;
  }

  /** Ends the search; what it has found stays. */
  stop(): void {
    this.#search?.stop();
  }

  /** … and goes too. */
  forget(): void {
    this.#unsubscribe();
    this.stop();
    this.#search = null;
  }
}

function nothingFound(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'USAGE',
    message: 'nothing was searched yet',
    next: 'type :search QUERY first',
    exitCode: EXIT.usage,
  });
}

/** What somebody chose for a topic, and wants to find again. */
export interface TopicPreferences {
  /** Fields that the rows of the stream show; none: rows as they are without a choice. */
  readonly columns: readonly string[];
  /** Queries by name, in the order in which they were saved. */
  readonly filters: ReadonlyMap<string, string>;
}

/**
 * Where that is kept. What is changed holds at once and for this run in any case; the promise says whether it was
 * also written down: it resolves with where, in words, and rejects with a KafkaTuiError that says why not.
 */
export interface Preferences {
  of(topic: string): TopicPreferences;
  setColumns(topic: string, columns: readonly string[]): Promise<string>;
  /** null deletes the filter of this name. */
  setFilter(topic: string, name: string, query: string | null): Promise<string>;
}

const NOTHING: TopicPreferences = { columns: [], filters: new Map() };

/** Keeps them while the program runs, and no longer. */
export class MemoryPreferences implements Preferences {
  readonly #topics = new Map<string, TopicPreferences>();

  of(topic: string): TopicPreferences {
    return this.#topics.get(topic) ?? NOTHING;
  }

  setColumns(topic: string, columns: readonly string[]): Promise<string> {
    this.#topics.set(topic, { ...this.of(topic), columns });
    return Promise.resolve(UNTIL_THE_END);
  }

  setFilter(topic: string, name: string, query: string | null): Promise<string> {
    const before = this.of(topic);
    this.#topics.set(topic, { ...before, filters: withFilter(before.filters, name, query) });
    return Promise.resolve(UNTIL_THE_END);
  }
}

const UNTIL_THE_END = 'until the program ends';

export function withFilter(
  filters: ReadonlyMap<string, string>,
  name: string,
  query: string | null,
): ReadonlyMap<string, string> {
  const changed = new Map(filters);
  if (query === null) changed.delete(name);
  else changed.set(name, query);
  return changed;
}

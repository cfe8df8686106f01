import { LISTS, type ListId, type ListRows } from '../../store/lists/definitions.js';
import { listingOf, viewOf } from '../../store/lists/list-state.js';
import type { ListView } from '../../store/lists/list-view.js';
import { ordered } from '../../store/lists/ordering.js';
import type { AppState } from '../../store/state.js';

/** The rows of a list as they are shown, and their names in the same order. */
export interface Ordered<Row> {
  readonly rows: readonly Row[];
  readonly names: readonly string[];
}

interface Cached<Row> extends Ordered<Row> {
  readonly of: readonly Row[];
  readonly view: ListView;
  readonly internal: boolean;
}

type Cache = { [Id in ListId]?: Cached<ListRows[Id]> };

/** Filters and orders each list once for all who ask between two changes of it. */
export class Orders {
  readonly #cache: Cache = {};

  of<Id extends ListId>(state: AppState, id: Id): Ordered<ListRows[Id]> {
    const { rows: source } = listingOf(state, id);
    const view = viewOf(state, id);
    const { internal } = state;
    const cached: Cached<ListRows[Id]> | undefined = this.#cache[id];
    if (cached?.of === source && cached.internal === internal && same(cached.view, view)) {
      return cached;
    }
    const shown = internal || id !== 'topics' ? source : source.filter((row) => !isInternal(row));
    const rows = ordered(shown, LISTS[id], view);
    const names = rows.map(LISTS[id].name);
    const fresh = { rows, names, of: source, view, internal };
    (this.#cache as Record<Id, Cached<ListRows[Id]>>)[id] = fresh;
    return fresh;
  }
}

function isInternal(row: object): boolean {
  return 'internal' in row && row.internal === true;
}

function same(one: ListView, other: ListView): boolean {
  return (
    one.sort === other.sort && one.descending === other.descending && one.filter === other.filter
  );
}

import type { GroupDetail, Listing } from '../../model/watch.js';
import { placeOf } from '../places.js';
import type { AppState } from '../state.js';
import type { ListId, ListRows } from './definitions.js';
import type { ListView } from './list-view.js';

/** The list that keys go to; null while messages are on screen. */
export function listOf({
  places,
  groupFocus,
}: Pick<AppState, 'places' | 'groupFocus'>): ListId | null {
  const place = placeOf(places);
  switch (place.kind) {
    case 'stream':
      return null;
    case 'list':
      return place.of;
    case 'group':
      return groupFocus;
    case 'description':
      return 'description';
  }
}

/** What is known of the group that is on screen; null before anything is. */
export function groupOf({ places, watch }: Pick<AppState, 'places' | 'watch'>): GroupDetail | null {
  const place = placeOf(places);
  const group = watch?.group ?? null;
  return place.kind === 'group' && group?.row.id === place.id ? group : null;
}

type Source = Pick<AppState, 'places' | 'watch' | 'internal'>;
type Listings = { readonly [Id in ListId]: (state: Source) => Listing<ListRows[Id]> };

const UNKNOWN = { rows: [], at: null, problem: null } as const;

/** As they come from the cluster. */
const LISTINGS: Listings = {
  topics: ({ watch }) => watch?.topics ?? UNKNOWN,
  groups: ({ watch }) => watch?.groups ?? UNKNOWN,
  brokers: ({ watch }) => watch?.brokers ?? UNKNOWN,
  members: (state) => {
    const group = groupOf(state);
    return { rows: group?.members ?? [], at: group?.at ?? null, problem: null };
  },
  partitions: (state) => {
    const group = groupOf(state);
    const problem = state.watch?.groupProblem ?? null;
    return { rows: group?.partitions ?? [], at: group?.at ?? null, problem };
  },
  description: ({ places, watch }) => {
    const place = placeOf(places);
    const described = watch?.description ?? null;
    const isThis =
      place.kind === 'description' && described?.kind === place.of && described.name === place.name;
    return isThis
      ? { rows: described.lines, at: described.at, problem: described.problem }
      : UNKNOWN;
  },
};

export function listingOf<Id extends ListId>(state: Source, id: Id): Listing<ListRows[Id]> {
  return LISTINGS[id](state);
}

/** How a list is looked at now: a filter counts while it is still being typed. */
export function viewOf(
  { lists, overlay }: Pick<AppState, 'lists' | 'overlay'>,
  id: ListId,
): ListView {
  const isTyped = overlay.kind === 'prompt' && overlay.prompt.kind === 'list';
  return isTyped ? { ...lists[id], filter: overlay.prompt.line.text } : lists[id];
}

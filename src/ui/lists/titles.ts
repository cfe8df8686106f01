import type { WatchKind } from '../../model/watch.js';
import type { ListId } from '../../store/lists/definitions.js';
import { placeOf } from '../../store/places.js';
import type { AppState } from '../../store/state.js';

const TITLES: Readonly<Record<ListId, string>> = {
  topics: 'Topics',
  groups: 'Groups',
  brokers: 'Brokers',
  members: 'Members',
  partitions: 'Offsets',
  description: 'Description',
};

export function singular(kind: WatchKind): string {
  return kind.replace(/s$/, '');
}

/** What a pane is of; what is described is named in it. */
export function titleOf(state: AppState, id: ListId): string {
  const place = placeOf(state.places);
  if (place.kind !== 'description') return TITLES[id];
  return `${singular(place.of)} ${place.name}`;
}

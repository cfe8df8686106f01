import type { WatchKind } from '../../model/watch.js';
import type { ListId } from '../../store/lists/definitions.js';
import { placeOf } from '../../store/places.js';
import type { AppState } from '../../store/state.js';
import { shortened } from '../text/fit-middle.js';
import type { Theme } from '../theme.js';

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

/** Cells of a border that are left to everything but a name. */
const BESIDE_NAME = 52;

/** A name in the border of a pane of that width. */
export function inTitle(name: string, width: number, theme: Theme): string {
  return shortened(name, width - BESIDE_NAME, theme.text);
}

/** What a pane is of; what is described is named in it. */
export function titleOf(state: AppState, id: ListId, theme: Theme): string {
  const place = placeOf(state.places);
  if (place.kind !== 'description') return TITLES[id];
  return `${singular(place.of)} ${inTitle(place.name, state.size.columns, theme)}`;
}

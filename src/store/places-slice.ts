import type { StateCreator } from 'zustand/vanilla';
import { listsOn } from './lists-slice.js';
import { backwards, onwards, type Place, type Places } from './places.js';
import type { AppState } from './state.js';

export interface PlacesSlice {
  readonly places: Places;
  go(place: Place): void;
  /** Back to where one came from; on the first screen nothing happens. */
  goBack(): void;
}

export function createPlacesSlice(start: Places): StateCreator<AppState, [], [], PlacesSlice> {
  return (set) => ({
    places: start,
    go: (place) => {
      set(({ places, lists }) => ({
        places: onwards(places, place),
        lists: listsOn(place, lists),
        overlay: { kind: 'none' },
        change: null,
      }));
    },
    goBack: () => {
      set(({ places }) => ({
        places: backwards(places) ?? places,
        overlay: { kind: 'none' },
        change: null,
      }));
    },
  });
}

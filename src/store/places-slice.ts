import type { StateCreator } from 'zustand/vanilla';
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
      set(({ places }) => ({ places: onwards(places, place), overlay: { kind: 'none' } }));
    },
    goBack: () => {
      set(({ places }) => ({ places: backwards(places) ?? places, overlay: { kind: 'none' } }));
    },
  });
}

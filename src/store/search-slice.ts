import type { StateCreator } from 'zustand/vanilla';
import type { AppState } from './state.js';

/** Where one is among the results of a search. */
export interface SearchSlice {
  /** The result under the cursor, from 0; it stays while one looks elsewhere. */
  readonly searchCursor: number;
  /** The stream stands where a result led: the way back leads to the results. */
  readonly fromSearch: boolean;
  /** Shows the results: from the first one of a search that has just begun, else where one was. */
  openSearch(at?: 'first'): void;
  scrollSearch(cursor: number): void;
  /** To the stream, around a result. */
  leaveForResult(): void;
  /** One has gone on from there: nothing leads back any more. */
  forgetResult(): void;
  closeSearch(): void;
}

export const createSearchSlice: StateCreator<AppState, [], [], SearchSlice> = (set) => ({
  searchCursor: 0,
  fromSearch: false,
  openSearch: (at) => {
    set(({ searchCursor }) => ({
      overlay: { kind: 'search' },
      searchCursor: at === 'first' ? 0 : searchCursor,
      fromSearch: false,
    }));
  },
  scrollSearch: (searchCursor) => {
    set({ searchCursor });
  },
  leaveForResult: () => {
    set({ overlay: { kind: 'none' }, fromSearch: true });
  },
  forgetResult: () => {
    set({ fromSearch: false });
  },
  closeSearch: () => {
    set({ overlay: { kind: 'none' }, fromSearch: false });
  },
});

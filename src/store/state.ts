import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SessionSnapshot } from '../model/session.js';
import { createColumnsSlice, type ColumnsSlice } from './columns-slice.js';
import { createEventsSlice, type EventsSlice } from './events-slice.js';
import { createListsSlice, type ListsSlice } from './lists-slice.js';
import type { Places } from './places.js';
import { createPlacesSlice, type PlacesSlice } from './places-slice.js';
import { createPromptSlice, type Histories, type PromptSlice } from './prompt-slice.js';
import { createSearchSlice, type SearchSlice } from './search-slice.js';
import { createSessionSlice, type SessionSlice } from './session-slice.js';
import { createStreamSlice, type StreamSlice } from './stream-slice.js';
import { createViewSlice, type Size, type ViewSlice } from './view-slice.js';

/** Everything that a frame is drawn from. */
export type AppState = SessionSlice &
  StreamSlice &
  ColumnsSlice &
  ViewSlice &
  PromptSlice &
  SearchSlice &
  PlacesSlice &
  ListsSlice &
  EventsSlice;

export type AppStore = StoreApi<AppState>;

/** What the screen needs to begin: the session as it is now, the time in ms, and the screen's size. */
export interface StartOfApp {
  readonly session: SessionSnapshot;
  readonly now: number;
  readonly size: Size;
  readonly places: Places;
  /** Fields that the rows of the stream show. */
  readonly columns?: readonly string[];
}

const NO_HISTORIES: Histories = {
  filter: [],
  command: [],
  seek: [],
  search: [],
  events: [],
  list: [],
  reset: [],
  confirm: [],
};

/** The live state: keys and snapshots change it at any time. */
export function createAppStore(start: StartOfApp): AppStore {
  const { session, now, size, places, columns = [] } = start;
  return createStore<AppState>()((...api) => ({
    ...createSessionSlice(session, now)(...api),
    ...createStreamSlice(...api),
    ...createColumnsSlice(columns)(...api),
    ...createViewSlice(size)(...api),
    ...createPromptSlice(NO_HISTORIES)(...api),
    ...createSearchSlice(...api),
    ...createPlacesSlice(places)(...api),
    ...createListsSlice(...api),
    ...createEventsSlice()(...api),
  }));
}

/** What stays when the session of another topic takes the place of this one. */
export function carriedOver(state: AppState): Partial<AppState> {
  const { size, places, histories, told, watch, lists, internal, groupFocus } = state;
  return { size, places, histories, told, watch, lists, internal, groupFocus };
}

/**
 * What the panes read: the state as of the frame being drawn. Panes never see the live state, so
 * however fast it changes, they draw once a frame.
 */
export function createFrameStore(live: AppStore): StoreApi<AppState> {
  return createStore<AppState>()(() => live.getState());
}

import type { StateCreator } from 'zustand/vanilla';
import type { TimelineEvent } from '../model/timeline.js';
import type { AppState } from './state.js';

export interface EventsSlice {
  /** Only events with this in them are listed; empty for all. */
  readonly eventsFilter: string;
  /** Lists what happened, from the newest up. */
  openEvents(): void;
  /** The event at the top, by its place among those that are listed; null stays at the newest. */
  scrollEvents(top: number | null): void;
  filterEvents(text: string): void;
}

export function createEventsSlice(): StateCreator<AppState, [], [], EventsSlice> {
  return (set) => ({
    eventsFilter: '',
    openEvents: () => {
      set({ overlay: { kind: 'events', top: null } });
    },
    scrollEvents: (top) => {
      set(({ overlay }) => (overlay.kind === 'events' ? { overlay: { kind: 'events', top } } : {}));
    },
    filterEvents: (eventsFilter) => {
      set({ eventsFilter, overlay: { kind: 'events', top: null } });
    },
  });
}

/** The events that the filter lets through, oldest first: it looks at kind, group and text, in any case. */
export function listedEvents({
  session,
  eventsFilter,
}: Pick<AppState, 'session' | 'eventsFilter'>): readonly TimelineEvent[] {
  const { events } = session.timeline;
  const wanted = eventsFilter.trim().toLowerCase();
  if (wanted === '') return events;
  return events.filter(({ kind, group, text }) =>
    `${kind} ${group ?? ''} ${text}`.toLowerCase().includes(wanted),
  );
}

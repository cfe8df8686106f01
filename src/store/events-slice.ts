import type { StateCreator } from 'zustand/vanilla';
import type { Timeline, TimelineEvent } from '../model/timeline.js';
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

type Told = Pick<AppState, 'session' | 'watch' | 'eventsFilter'>;

/** What the session has to tell, and what was seen of other groups, in order of time. */
export function timelineOf({ session, watch }: Pick<Told, 'session' | 'watch'>): Timeline {
  const own = session.timeline;
  const others = watch?.timeline;
  if (others === undefined || others.events.length === 0) return own;
  const events = [...own.events, ...others.events].sort((a, b) => a.at - b.at);
  return { events, dropped: own.dropped + others.dropped };
}

/** The events that the filter lets through, oldest first: it looks at kind, group and text, in any case. */
export function listedEvents(state: Told): readonly TimelineEvent[] {
  const { events } = timelineOf(state);
  const { eventsFilter } = state;
  const wanted = eventsFilter.trim().toLowerCase();
  if (wanted === '') return events;
  return events.filter(({ kind, group, text }) =>
    `${kind} ${group ?? ''} ${text}`.toLowerCase().includes(wanted),
  );
}

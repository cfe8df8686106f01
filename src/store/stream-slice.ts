import type { StreamEntries } from '../model/stream.js';
import type { StateCreator } from 'zustand/vanilla';
import { type HeldEntry, hold, withHeld } from './held-entry.js';
import type { Motion } from './motion.js';
import type { AppState } from './state.js';
import { NO_JUMPS, type Jumps } from './jumps.js';
import {
  START_OF_STREAM_VIEW,
  follow,
  locate,
  move,
  pin,
  put,
  type StreamView,
} from './stream-view.js';

export interface StreamSlice {
  readonly stream: StreamView;
  /** What the cursor was put on; null while following. */
  readonly held: HeldEntry | null;
  /** `rows` is how many entries are visible. */
  moveCursor(motion: Motion, rows: number): void;
  followNewest(): void;
  /** Stops following; the cursor stays on its record. */
  pinCursor(rows: number): void;
  /** Puts the cursor on the entry with this arrival number, with what stands before it above. */
  select(arrival: number, rows: number): void;
  /** Arrival number of the hit of a break that the cursor was put on last; -1 for none. */
  readonly hitShown: number;
  /** A filter was typed and no key came since: enter once more searches on with it. */
  readonly justFiltered: boolean;
  setJustFiltered(is: boolean): void;
  setHitShown(arrival: number): void;
  /** The places that one was at. */
  readonly jumps: Jumps;
  setJumps(jumps: Jumps): void;
}

/** What the stream pane shows: the entries that are kept, and the one that is held. */
export function entriesOf({ session, held }: Pick<AppState, 'session' | 'held'>): StreamEntries {
  return withHeld(session.stream, held);
}

export const createStreamSlice: StateCreator<AppState, [], [], StreamSlice> = (set) => {
  const go = (state: AppState, entries: StreamEntries, stream: StreamView): Partial<AppState> => {
    if (stream.following) return { stream, held: null };
    const { cursor } = locate(stream, entries, 1);
    return { stream, held: hold(entries.get(cursor), state.session.stream) };
  };
  return {
    justFiltered: false,
    setJustFiltered: (justFiltered) => {
      set({ justFiltered });
    },
    hitShown: -1,
    setHitShown: (hitShown) => {
      set({ hitShown });
    },
    jumps: NO_JUMPS,
    setJumps: (jumps) => {
      set({ jumps });
    },
    select: (arrival, rows) => {
      set((state) => {
        // What was held before belongs to another place.
        const { entries } = state.session.stream;
        return go(state, entries, put(entries, arrival, rows));
      });
    },
    stream: START_OF_STREAM_VIEW,
    held: null,
    moveCursor: (motion, rows) => {
      set((state) => {
        const entries = entriesOf(state);
        return go(state, entries, move(state.stream, entries, rows, motion));
      });
    },
    followNewest: () => {
      set(({ stream }) => ({ stream: follow(stream), held: null }));
    },
    pinCursor: (rows) => {
      set((state) => {
        const entries = entriesOf(state);
        return go(state, entries, pin(state.stream, entries, rows));
      });
    },
  };
};

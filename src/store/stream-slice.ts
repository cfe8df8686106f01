import type { StreamEntries } from '../model/stream.js';
import type { StateCreator } from 'zustand/vanilla';
import { type HeldEntry, hold, withHeld } from './held-entry.js';
import type { Motion } from './motion.js';
import type { AppState } from './state.js';
import { START_OF_STREAM_VIEW, follow, locate, move, pin, type StreamView } from './stream-view.js';

export interface StreamSlice {
  readonly stream: StreamView;
  /** What the cursor was put on; null while following. */
  readonly held: HeldEntry | null;
  /** `rows` is how many entries are visible. */
  moveCursor(motion: Motion, rows: number): void;
  followNewest(): void;
  /** Stops following; the cursor stays on its record. */
  pinCursor(rows: number): void;
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

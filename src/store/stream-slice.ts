import type { StateCreator } from 'zustand/vanilla';
import type { Motion } from './motion.js';
import type { AppState } from './state.js';
import { START_OF_STREAM_VIEW, follow, move, pin, type StreamView } from './stream-view.js';

export interface StreamSlice {
  readonly stream: StreamView;
  /** `rows` is how many entries are visible. */
  moveCursor(motion: Motion, rows: number): void;
  followNewest(): void;
  /** Stops following; the cursor stays on its record. */
  pinCursor(rows: number): void;
}

export const createStreamSlice: StateCreator<AppState, [], [], StreamSlice> = (set) => ({
  stream: START_OF_STREAM_VIEW,
  moveCursor: (motion, rows) => {
    set(({ stream, session }) => ({ stream: move(stream, session.stream.entries, rows, motion) }));
  },
  followNewest: () => {
    set(({ stream }) => ({ stream: follow(stream) }));
  },
  pinCursor: (rows) => {
    set(({ stream, session }) => ({ stream: pin(stream, session.stream.entries, rows) }));
  },
});

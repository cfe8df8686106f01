import type { StateCreator } from 'zustand/vanilla';
import type { SessionSnapshot } from '../model/session.js';
import type { AppState } from './state.js';

export interface SessionSlice {
  readonly session: SessionSnapshot;
  /** When the snapshot was taken, ms since the epoch: countdowns are drawn from it. */
  readonly now: number;
  takeSnapshot(session: SessionSnapshot, now: number): void;
}

export function createSessionSlice(
  first: SessionSnapshot,
  startedAt: number,
): StateCreator<AppState, [], [], SessionSlice> {
  return (set) => ({
    session: first,
    now: startedAt,
    takeSnapshot: (session, now) => {
      set({ session, now });
    },
  });
}

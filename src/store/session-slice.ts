import type { StateCreator } from 'zustand/vanilla';
import type { SessionSnapshot } from '../model/session.js';
import { placeOf } from './places.js';
import type { AppState } from './state.js';
import type { Overlay } from './view-slice.js';

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
      set(({ overlay, places }) => {
        const isShown = placeOf(places).kind === 'stream';
        return { session, now, overlay: isShown ? overlayWith(session, overlay) : overlay };
      });
    },
  });
}

/** While there is nothing to look at but the way in, that opens by itself, and goes when it is done. */
function overlayWith(session: SessionSnapshot, overlay: Overlay): Overlay {
  const { connection, checklist, partitions } = session;
  const isWayIn = connection.state !== 'ready' && partitions.length === 0 && checklist !== null;
  if (isWayIn && overlay.kind === 'none') return { kind: 'checklist', top: 0, auto: true };
  return !isWayIn && overlay.kind === 'checklist' && overlay.auto ? { kind: 'none' } : overlay;
}

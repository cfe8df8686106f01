import { scrolled, type Motion } from '../../store/motion.js';
import { listedEvents } from '../../store/events-slice.js';
import type { AppState } from '../../store/state.js';
import { layoutFor, overlayRect } from '../app-layout.js';
import type { Handler } from '../keys/context.js';
import { inside } from '../parts/box.js';

/** Moves by events; at the last page it stays with the newest. */
export function moveEvents(state: AppState, motion: Motion, top: number | null): void {
  const layout = layoutFor(state);
  const rect = layout.kind === 'panes' ? overlayRect(layout) : null;
  if (rect === null) return;
  const extent = { count: listedEvents(state).length, visible: inside(rect).height };
  const last = Math.max(0, extent.count - extent.visible);
  const next = scrolled(top ?? last, motion, extent);
  state.scrollEvents(next >= last ? null : next);
}

export const closeEvents: Handler = (_context, state) => {
  if (state.eventsFilter === '') state.closeOverlay();
  else state.filterEvents('');
};

export const filterEvents: Handler = (_context, state) => {
  state.openPrompt('events', state.eventsFilter);
};

/** The command with a name to begin with: where to is the user's to say. */
export const exportEvents: Handler = (_context, state) => {
  state.openPrompt('command', 'events kafka-tui-events.jsonl');
};

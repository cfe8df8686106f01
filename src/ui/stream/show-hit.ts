import { left, spotOf } from '../../store/jumps.js';
import { streamRows } from '../app-layout.js';
import type { KeyContext } from '../keys/context.js';
import { goTo } from '../keys/seeking.js';
import { tell } from '../keys/tell.js';

/** Puts the cursor on the message at which reading has stopped, once; the way back is that of a seek. */
export function showHit(context: KeyContext): void {
  const state = context.store.getState();
  const { breakpoint, entries } = state.session.stream;
  const hit = breakpoint?.hit ?? null;
  if (hit === null || hit.arrival === state.hitShown) return;
  state.setHitShown(hit.arrival);
  const { arrival, partition, offset } = hit;
  if (entries.get(entries.indexOf(arrival))?.arrival === arrival) {
    state.setJumps(left(state.jumps, spotOf(state)));
    state.select(arrival, streamRows(state));
    return;
  }
  // What is shown is another part of the log.
  tell(context, goTo(context, { partition, place: { kind: 'offset', offset } }));
}

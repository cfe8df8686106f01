import type { StreamEntries } from '../model/stream.js';
import { clamp, rowsOf, type Motion } from './motion.js';

/**
 * Where the user is in the stream. Kept as arrival numbers, not as indexes, so that new arrivals,
 * evictions and filtering leave the cursor on its record, and so that removing a filter leads back to
 * the record one came from. What is on screen is worked out from this by `locate`.
 */
export interface StreamView {
  /** While true the cursor is on the newest entry, whichever that is. */
  readonly following: boolean;
  /** Arrival number of the entry under the cursor; means nothing while following. */
  readonly cursor: number;
  /** Arrival number of the topmost visible entry; means nothing while following. */
  readonly top: number;
}

/** The part of the stream that is on screen, in indexes of `StreamEntries`. */
export interface StreamWindow {
  readonly top: number;
  /** One past the last visible entry. */
  readonly bottom: number;
  /** -1 when there is nothing to be on. */
  readonly cursor: number;
}

export const START_OF_STREAM_VIEW: StreamView = { following: true, cursor: -1, top: -1 };

/** Index of the entry nearest to an arrival number, by arrival; the entry itself when it is kept. */
function nearest(entries: StreamEntries, arrival: number): number {
  const after = entries.indexOf(arrival);
  const before = after - 1;
  if (before < entries.first) return Math.min(after, entries.end - 1);
  if (after >= entries.end) return before;
  const distanceAfter = (entries.get(after)?.arrival ?? Infinity) - arrival;
  const distanceBefore = arrival - (entries.get(before)?.arrival ?? -Infinity);
  return distanceBefore < distanceAfter ? before : after;
}

/** What `rows` rows show of the entries. The cursor is always among them. */
export function locate(view: StreamView, entries: StreamEntries, rows: number): StreamWindow {
  const { first, end } = entries;
  const visible = Math.max(1, rows);
  if (first === end) return { top: first, bottom: end, cursor: -1 };
  const cursor = view.following ? end - 1 : nearest(entries, view.cursor);
  const lastTop = Math.max(first, end - visible);
  const wanted = view.following ? lastTop : Math.min(entries.indexOf(view.top), lastTop);
  const top = clamp(clamp(wanted, cursor - visible + 1, cursor), first, lastTop);
  return { top, bottom: Math.min(end, top + visible), cursor };
}

/** The view with these indexes under the cursor and at the top. */
function at(entries: StreamEntries, cursor: number, top: number): StreamView {
  return {
    following: false,
    cursor: entries.get(cursor)?.arrival ?? -1,
    top: entries.get(top)?.arrival ?? -1,
  };
}

/** Stops following and stays exactly where the eye is. */
export function pin(view: StreamView, entries: StreamEntries, rows: number): StreamView {
  if (!view.following || entries.first === entries.end) return view;
  const window = locate(view, entries, rows);
  return at(entries, window.cursor, window.top);
}

/** The cursor on the entry with this arrival number, a third of the rows above it. */
export function put(entries: StreamEntries, arrival: number, rows: number): StreamView {
  const index = entries.indexOf(arrival);
  const top = Math.max(entries.first, index - Math.floor(rows / 3));
  return at(entries, index, top);
}

export function follow(view: StreamView): StreamView {
  return view.following ? view : { ...view, following: true };
}

/**
 * Moves the cursor. Going to the last row follows; going up from it stops that. A page takes the window
 * along, so that the cursor keeps its row on screen; single rows scroll only at the edges.
 */
export function move(
  view: StreamView,
  entries: StreamEntries,
  rows: number,
  motion: Motion,
): StreamView {
  if (motion.kind === 'last') return follow(view);
  const { first, end } = entries;
  if (first === end) return view;
  const window = locate(view, entries, rows);
  const by = rowsOf(motion, { count: end - first, visible: rows });
  const cursor = clamp(window.cursor + by, first, end - 1);
  if (view.following && cursor === window.cursor) return view;
  const top = motion.kind === 'pages' ? clamp(window.top + by, first, end - 1) : window.top;
  const moved = at(entries, cursor, top);
  const settled = locate(moved, entries, rows);
  return at(entries, settled.cursor, settled.top);
}

import type { Look } from '../model/seek.js';
import type { AppState } from '../store/state.js';
import { entriesOf } from '../store/stream-slice.js';
import { locate } from '../store/stream-view.js';
import { streamRows } from './app-layout.js';

/** What of the stream is on screen; `reach` says which way somebody moved just now. */
export function lookOf(state: AppState, reach: Look['reach'] = 0): Look {
  const rows = streamRows(state);
  const entries = entriesOf(state);
  const { top, bottom, cursor } = locate(state.stream, entries, rows);
  const arrivalOf = (index: number): number => entries.get(index)?.arrival ?? -1;
  return {
    following: state.stream.following,
    top: arrivalOf(top),
    bottom: arrivalOf(bottom - 1),
    cursor: arrivalOf(cursor),
    rows,
    reach,
  };
}

export function sameLook(one: Look | null, other: Look): boolean {
  return (
    one !== null &&
    one.following === other.following &&
    one.top === other.top &&
    one.bottom === other.bottom &&
    one.cursor === other.cursor &&
    one.rows === other.rows
  );
}

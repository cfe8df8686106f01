import type { SeekTarget } from '../model/seek.js';
import { selectedEntry } from './selectors.js';
import type { AppState } from './state.js';

/** A place that the user was at: on a message, or following the newest. */
export type Spot =
  | { readonly kind: 'message'; readonly partition: number; readonly offset: bigint }
  | { readonly kind: 'newest' };

/** Where one was before, nearest last, and where one came back from, nearest last. */
export interface Jumps {
  readonly back: readonly Spot[];
  readonly forward: readonly Spot[];
}

export const NO_JUMPS: Jumps = { back: [], forward: [] };

/** More than anybody steps back. */
const MAX_JUMPS = 100;

/** Where the user is now. */
export function spotOf(state: Pick<AppState, 'session' | 'stream' | 'held'>): Spot {
  const entry = selectedEntry(state);
  if (state.stream.following || entry === undefined) return { kind: 'newest' };
  return { kind: 'message', partition: entry.partition, offset: entry.offset };
}

export function targetOf(spot: Spot): SeekTarget {
  return spot.kind === 'newest'
    ? { partition: null, place: { kind: 'end' } }
    : { partition: spot.partition, place: { kind: 'offset', offset: spot.offset } };
}

function isSame(one: Spot | undefined, other: Spot): boolean {
  if (one?.kind !== other.kind) return false;
  if (one.kind === 'newest' || other.kind === 'newest') return true;
  return one.partition === other.partition && one.offset === other.offset;
}

/** Leaves a place for a new one: there is no way forward from there. */
export function left({ back }: Jumps, from: Spot): Jumps {
  const known = isSame(back.at(-1), from) ? back : [...back, from];
  return { back: known.slice(-MAX_JUMPS), forward: [] };
}

/** One step through the places, and where that leads; null where there is none. */
export function stepped(
  { back, forward }: Jumps,
  here: Spot,
  step: 1 | -1,
): { readonly jumps: Jumps; readonly to: Spot } | null {
  const to = (step < 0 ? back : forward).at(-1);
  if (to === undefined) return null;
  const jumps =
    step < 0
      ? { back: back.slice(0, -1), forward: [...forward, here] }
      : { back: [...back, here], forward: forward.slice(0, -1) };
  return { jumps, to };
}

import type { WatchKind } from '../model/watch.js';

/** A screen that one can be on. */
export type Place =
  /** The messages of a topic, in the session that is open on it. */
  | { readonly kind: 'stream'; readonly topic: string }
  | { readonly kind: 'list'; readonly of: WatchKind }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'description'; readonly of: WatchKind; readonly name: string };

/** The way to where one is, the way out first. Never empty; of each kind of screen there is at most one. */
export type Places = readonly [Place, ...Place[]];

/** Of two screens with one slot only the newer is kept. */
function slotOf(place: Place): string {
  return place.kind === 'list' ? place.of : place.kind;
}

function asPlaces(places: readonly Place[], first: Place): Places {
  const [bottom = first, ...rest] = places;
  return [bottom, ...rest];
}

/**
 * On to another screen. One of its kind that lies on the way is left out of it, so that the way back is
 * short and that at most one stream is open.
 */
export function onwards(places: Places, next: Place): Places {
  const slot = slotOf(next);
  return asPlaces([...places.filter((place) => slotOf(place) !== slot), next], next);
}

/** Back to where one came from; null from the first screen. */
export function backwards(places: Places): Places | null {
  return places.length === 1 ? null : asPlaces(places.slice(0, -1), places[0]);
}

export function placeOf(places: Places): Place {
  return places.at(-1) ?? places[0];
}

/** The topic whose session is to be open; null for none. */
export function topicOf(places: Places): string | null {
  return places.flatMap((place) => (place.kind === 'stream' ? [place.topic] : []))[0] ?? null;
}

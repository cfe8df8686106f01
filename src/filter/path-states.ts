import type { PathSegment } from './query-syntax.js';

/**
 * Where a walk through a JSON text stands in the paths that are looked for. An array stands for its elements
 * wherever a path meets one, so `tags:red` looks into `["red", "blue"]`, and `items.sku` is `items[*].sku`.
 */
export interface PathState {
  /** By name, what the walk comes to in an object. */
  readonly members: readonly PathMember[];
  /** The paths that end here: numbers of terms. */
  readonly terms: readonly number[];
  /** Whether `element` depends on the index. */
  readonly countsElements: boolean;
  /** What the walk comes to at an index of an array; null where no path leads on. */
  readonly element: (index: number) => PathState | null;
}

export interface PathMember {
  readonly name: string;
  readonly bytes: Buffer;
  readonly state: PathState;
}

interface Place {
  readonly term: number;
  readonly path: readonly PathSegment[];
  /** The segment that comes next; the length of the path at its end. */
  readonly next: number;
}

/** The state before the walk has begun. `paths`: one for each term. */
export function pathStates(paths: readonly (readonly PathSegment[])[]): PathState | null {
  const known = new Map<string, PathState>();
  return stateOf(
    paths.map((path, term) => ({ term, path, next: 0 })),
    known,
  );
}

function stateOf(places: readonly Place[], known: Map<string, PathState>): PathState | null {
  if (places.length === 0) return null;
  const name = places.map(({ term, next }) => `${term}.${next}`).join(' ');
  const before = known.get(name);
  if (before) return before;
  const state = newState(places, known);
  known.set(name, state);
  return state;
}

function newState(places: readonly Place[], known: Map<string, PathState>): PathState {
  const elements = new Map<number, PathState | null>();
  // Behind the last index that is asked for all elements are alike.
  const last = Math.max(-1, ...places.map(indexOf));
  return {
    members: membersOf(places, known),
    terms: places.filter(({ path, next }) => next === path.length).map(({ term }) => term),
    countsElements: last >= 0,
    element: (index) => {
      const at = Math.min(index, last + 1);
      let state = elements.get(at);
      if (state === undefined) elements.set(at, (state = stateOf(placesIn(places, at), known)));
      return state;
    },
  };
}

function indexOf({ path, next }: Place): number {
  const segment = path[next];
  return segment?.kind === 'index' ? segment.index : -1;
}

function membersOf(places: readonly Place[], known: Map<string, PathState>): PathMember[] {
  const names = new Map<string, Place[]>();
  for (const place of places) {
    const segment = place.path[place.next];
    if (segment?.kind !== 'name') continue;
    const further = names.get(segment.name) ?? [];
    further.push({ ...place, next: place.next + 1 });
    names.set(segment.name, further);
  }
  const members: PathMember[] = [];
  for (const [name, further] of names) {
    const state = stateOf(further, known);
    if (state) members.push({ name, bytes: Buffer.from(name), state });
  }
  return members;
}

function placesIn(places: readonly Place[], index: number): Place[] {
  return places.flatMap((place) => {
    const segment = place.path[place.next];
    if (segment?.kind === 'each') return [{ ...place, next: place.next + 1 }];
    if (segment?.kind !== 'index') return [place];
    return segment.index === index ? [{ ...place, next: place.next + 1 }] : [];
  });
}

import { ANYWHERE, NO_BOUNDS, type QueryBounds, type Range, type Region } from '../model/query.js';

/** More regions than this are made one: to look at them must cost less than to read. */
const MOST_REGIONS = 64;

/** The bounds of what is within each of them. */
export function boundsOfAll(all: readonly QueryBounds[]): QueryBounds {
  return all.reduce<QueryBounds>((a, b) => {
    const [some, others] = a.length * b.length > MOST_REGIONS ? [hullOf(a), hullOf(b)] : [a, b];
    const common = some.flatMap((one) => others.map((other) => commonRegion(one, other)));
    return simplified(common.filter((region) => region !== null));
  }, NO_BOUNDS);
}

/** The bounds of what is within one of them at least. */
export function boundsOfAny(all: readonly QueryBounds[]): QueryBounds {
  return simplified(all.flat());
}

/** Fewer regions that hold the same, or a little more where they are many. */
function simplified(regions: readonly Region[]): QueryBounds {
  const kept: Region[] = [];
  for (const region of regions) {
    let whole = region;
    // What grew may touch another one.
    for (let at = 0; at < kept.length; at++) {
      const other = kept[at];
      const union = other && unionOf(other, whole);
      if (!union) continue;
      kept.splice(at, 1);
      whole = union;
      at = -1;
    }
    kept.push(whole);
  }
  return kept.length > MOST_REGIONS ? hullOf(kept) : kept;
}

function commonRegion(a: Region, b: Region): Region | null {
  // One message has one key.
  if (a.key !== null && b.key !== null && !a.key.equals(b.key)) return null;
  const region = {
    partitions: commonRange(a.partitions, b.partitions),
    offsets: commonRange(a.offsets, b.offsets),
    timestamps: commonRange(a.timestamps, b.timestamps),
    key: a.key ?? b.key,
  };
  const { partitions, offsets, timestamps } = region;
  return isEmpty(partitions) || isEmpty(offsets) || isEmpty(timestamps) ? null : region;
}

/** Both as one; null where that would hold more than they do. */
function unionOf(a: Region, b: Region): Region | null {
  const hull = hullOfTwo(a, b);
  const differing = [
    !sameRange(a.partitions, b.partitions),
    !sameRange(a.offsets, b.offsets),
    !sameRange(a.timestamps, b.timestamps),
    !sameKey(a.key, b.key),
  ].filter(Boolean).length;
  if (differing > 1) return covers(a, b) ? a : covers(b, a) ? b : null;
  if (!sameKey(a.key, b.key)) return a.key === null || b.key === null ? hull : null;
  const touch =
    touches(a.partitions, b.partitions, 1) &&
    touches(a.offsets, b.offsets, 1n) &&
    touches(a.timestamps, b.timestamps, 1);
  return touch ? hull : null;
}

function covers(a: Region, b: Region): boolean {
  return (
    holds(a.partitions, b.partitions) &&
    holds(a.offsets, b.offsets) &&
    holds(a.timestamps, b.timestamps) &&
    (a.key === null || sameKey(a.key, b.key))
  );
}

/** The least region that holds them all. */
function hullOf(regions: QueryBounds): QueryBounds {
  const [first, ...rest] = regions;
  return first === undefined ? [] : [rest.reduce(hullOfTwo, first)];
}

function hullOfTwo(a: Region, b: Region): Region {
  return {
    ...ANYWHERE,
    partitions: hull(a.partitions, b.partitions),
    offsets: hull(a.offsets, b.offsets),
    timestamps: hull(a.timestamps, b.timestamps),
    key: sameKey(a.key, b.key) ? a.key : null,
  };
}

function sameKey(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

function sameRange<T extends number | bigint>(a: Range<T> | null, b: Range<T> | null): boolean {
  return (a?.from ?? null) === (b?.from ?? null) && (a?.to ?? null) === (b?.to ?? null);
}

function isEmpty<T extends number | bigint>(range: Range<T> | null): boolean {
  const { from, to } = range ?? { from: null, to: null };
  return from !== null && to !== null && from > to;
}

function holds<T extends number | bigint>(a: Range<T> | null, b: Range<T> | null): boolean {
  return sameRange(hull(a, b), a);
}

/** They overlap, or one begins right behind the other: nothing lies between them. */
function touches(a: Range<number> | null, b: Range<number> | null, step: number): boolean;
function touches(a: Range<bigint> | null, b: Range<bigint> | null, step: bigint): boolean;
function touches(
  a: Range<number | bigint> | null,
  b: Range<number | bigint> | null,
  step: number | bigint,
): boolean {
  const isBehind = (one: typeof a, other: typeof a): boolean => {
    const [from, to] = [one?.from ?? null, other?.to ?? null];
    return from !== null && to !== null && BigInt(from) > BigInt(to) + BigInt(step);
  };
  return !isBehind(a, b) && !isBehind(b, a);
}

function commonRange<T extends number | bigint>(
  a: Range<T> | null,
  b: Range<T> | null,
): Range<T> | null {
  if (a === null || b === null) return a ?? b;
  return { from: larger(a.from, b.from), to: smaller(a.to, b.to) };
}

function larger<T extends number | bigint>(a: T | null, b: T | null): T | null {
  return a === null || b === null ? (a ?? b) : a > b ? a : b;
}

function smaller<T extends number | bigint>(a: T | null, b: T | null): T | null {
  return a === null || b === null ? (a ?? b) : a < b ? a : b;
}

function hull<T extends number | bigint>(a: Range<T> | null, b: Range<T> | null): Range<T> | null {
  if (a === null || b === null) return null;
  const from = a.from === null || b.from === null ? null : smaller(a.from, b.from);
  const to = a.to === null || b.to === null ? null : larger(a.to, b.to);
  return from === null && to === null ? null : { from, to };
}

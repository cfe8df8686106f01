import { type QueryBounds, type Range, type Region, isWithin } from '../model/query.js';

/** Offsets that may hold a match, from one to another, both included; null for all that come. */
export type Span = Range<bigint> & { readonly from: bigint };

/** The only keys that a match can have; null where it can have any. */
export function keysOf(bounds: QueryBounds): readonly Buffer[] | null {
  const keys: Buffer[] = [];
  for (const { key } of bounds) {
    if (key === null) return null;
    if (!keys.some((one) => one.equals(key))) keys.push(key);
  }
  return keys;
}

export function mayHold(bounds: QueryBounds, partition: number): boolean {
  return bounds.some(({ partitions }) => isWithin(partitions, partition));
}

/**
 * The offsets of one partition that may hold a match, in order, without what lies so close together that it is
 * read in one go. `begins` says where the first message of a time or later stands.
 */
export function spansOf(
  bounds: QueryBounds,
  partition: number,
  begins: (timestamp: number) => bigint,
  least: bigint,
): Span[] {
  const spans = bounds
    .filter(({ partitions }) => isWithin(partitions, partition))
    .map((region) => spanOf(region, begins))
    // A time that begins behind the last of the offsets leaves none of them.
    .filter(({ from, to }) => to === null || from <= to)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last === undefined || (last.to !== null && span.from > last.to + least)) joined.push(span);
    else {
      const to = last.to === null || span.to === null ? null : max(last.to, span.to);
      joined[joined.length - 1] = { from: last.from, to };
    }
  }
  return joined;
}

/** Times need not be in order, so that an upper one says nothing of offsets. */
function spanOf({ offsets, timestamps }: Region, begins: (timestamp: number) => bigint): Span {
  const since = timestamps?.from ?? null;
  const from = max(offsets?.from ?? 0n, since === null ? 0n : begins(since));
  return { from, to: offsets?.to ?? null };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

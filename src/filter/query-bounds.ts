import { NO_BOUNDS, type QueryBounds } from '../model/query.js';

interface Range<T> {
  readonly from: T | null;
  readonly to: T | null;
}

/** The bounds of what is within each of them. */
export function boundsOfAll(all: readonly QueryBounds[]): QueryBounds {
  return all.reduce(
    (a, b) => ({
      partitions: commonPartitions(a.partitions, b.partitions),
      offsets: commonRange(a.offsets, b.offsets),
      timestamps: commonRange(a.timestamps, b.timestamps),
      key: a.key ?? b.key,
    }),
    NO_BOUNDS,
  );
}

/** The bounds of what is within one of them at least. */
export function boundsOfAny(all: readonly QueryBounds[]): QueryBounds {
  const [first = NO_BOUNDS, ...rest] = all;
  return rest.reduce(
    (a, b) => ({
      partitions: a.partitions && b.partitions ? new Set([...a.partitions, ...b.partitions]) : null,
      offsets: hull(a.offsets, b.offsets),
      timestamps: hull(a.timestamps, b.timestamps),
      key: a.key !== null && b.key?.equals(a.key) === true ? a.key : null,
    }),
    first,
  );
}

function commonPartitions(
  a: ReadonlySet<number> | null,
  b: ReadonlySet<number> | null,
): ReadonlySet<number> | null {
  if (a === null || b === null) return a ?? b;
  return new Set([...a].filter((partition) => b.has(partition)));
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

import type { Header } from './message.js';

/** What a query may ask about a message. A cursor on a record can be one: nothing is copied before it is asked for. */
export interface Queried {
  readonly partition: number;
  readonly offset: bigint;
  /** ms since the epoch, UTC; -1 where the record has none. */
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}

/**
 * What the bytes of a message must hold for it to match, as far as bytes alone can tell. Only ever a
 * necessary condition: where it holds for a message it also holds for any stretch of bytes around it, so
 * that one look at a whole decompressed batch can rule out all of its records.
 */
export type ByteHint =
  | { readonly kind: 'literal'; readonly bytes: Buffer; readonly foldAscii: boolean }
  | { readonly kind: 'all'; readonly of: readonly ByteHint[] }
  | { readonly kind: 'any'; readonly of: readonly ByteHint[] };

/** From one value to another, both included; null is open. */
export interface Range<Value> {
  readonly from: Value | null;
  readonly to: Value | null;
}

/** A part of a topic's logs; what is null is not bounded. */
export interface Region {
  readonly partitions: Range<number> | null;
  readonly offsets: Range<bigint> | null;
  /** ms since the epoch. */
  readonly timestamps: Range<number> | null;
  /** The only key there. */
  readonly key: Buffer | null;
}

/** Where matches can be at all: each is in one of these regions. Without any there is no match. */
export type QueryBounds = readonly Region[];

/** A compiled query: the whole truth in `matches`, and what can be known sooner in `hint` and `bounds`. */
export interface Query {
  readonly text: string;
  /** Looks at bytes that need to be valid only during the call. Never throws. */
  readonly matches: (message: Queried) => boolean;
  /** Where a text shows what was asked for, as [start, end) in UTF-16 units, in order, without overlap. */
  readonly highlight: (text: string) => readonly (readonly [number, number])[];
  /** null where bytes can rule nothing out. */
  readonly hint: ByteHint | null;
  readonly bounds: QueryBounds;
}

export const ANYWHERE: Region = { partitions: null, offsets: null, timestamps: null, key: null };

export const NO_BOUNDS: QueryBounds = [ANYWHERE];

export function isWithin<Value extends number | bigint>(
  range: Range<Value> | null,
  value: Value,
): boolean {
  if (range === null) return true;
  return (range.from === null || value >= range.from) && (range.to === null || value <= range.to);
}

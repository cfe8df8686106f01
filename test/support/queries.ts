import {
  ANYWHERE,
  type ByteHint,
  type Queried,
  type Query,
  type Region,
  isWithin,
} from '../../src/model/query.js';

/** A part of a topic's logs that is bounded in these ways alone. */
export function region(known: Partial<Region>): Region {
  return { ...ANYWHERE, ...known };
}

/** One of the regions holds the message. */
export function holdsAny(
  regions: readonly Region[],
  { partition, offset, timestamp, key }: Omit<Queried, 'headers' | 'value'>,
): boolean {
  return regions.some(
    (one) =>
      isWithin(one.partitions, partition) &&
      isWithin(one.offsets, offset) &&
      isWithin(one.timestamps, timestamp) &&
      (one.key === null || key?.equals(one.key) === true),
  );
}

/** A query with a mind of its own about what bytes must hold. */
export function queryOf(
  matches: (message: Queried) => boolean,
  known: { readonly hint?: ByteHint | null; readonly bounds?: readonly Region[] } = {},
): Query {
  return {
    text: 'test',
    matches,
    highlight: () => [],
    hint: known.hint ?? null,
    bounds: known.bounds ?? [ANYWHERE],
  };
}

/** Messages with this text in their value, whatever their key and headers hold. */
export function valueWith(text: string): Query {
  const bytes = Buffer.from(text);
  return queryOf(({ value }) => value?.includes(bytes) ?? false, {
    hint: { kind: 'literal', bytes, foldAscii: false },
  });
}

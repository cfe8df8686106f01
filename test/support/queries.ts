import {
  type ByteHint,
  NO_BOUNDS,
  type Queried,
  type Query,
  type QueryBounds,
} from '../../src/model/query.js';

/** A query with a mind of its own about what bytes must hold. */
export function queryOf(
  matches: (message: Queried) => boolean,
  known: { readonly hint?: ByteHint | null; readonly bounds?: Partial<QueryBounds> } = {},
): Query {
  return {
    text: 'test',
    matches,
    highlight: () => [],
    hint: known.hint ?? null,
    bounds: { ...NO_BOUNDS, ...known.bounds },
  };
}

/** Messages with this text in their value, whatever their key and headers hold. */
export function valueWith(text: string): Query {
  const bytes = Buffer.from(text);
  return queryOf(({ value }) => value?.includes(bytes) ?? false, {
    hint: { kind: 'literal', bytes, foldAscii: false },
  });
}

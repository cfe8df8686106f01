import { boundsOfAll } from '../filter/query-bounds.js';
import { ANYWHERE, type Query } from '../model/query.js';
import type { SearchAsk } from '../model/search.js';

/**
 * The query, and in a range of time that a match lies in it, by its own time: times need not be in order in a
 * log. A message without a time lies in no range.
 */
export function askedOf({ query, range }: Pick<SearchAsk, 'query' | 'range'>): Query {
  if (range.kind !== 'time') return query;
  const { from, to } = range;
  const isIn = (time: number): boolean => time >= (from ?? 0) && (to === null || time < to);
  const last = to === null ? null : Math.ceil(to) - 1;
  const timestamps = { from: from === null ? null : Math.ceil(from), to: last };
  return {
    ...query,
    matches: (message) => isIn(message.timestamp) && query.matches(message),
    bounds: boundsOfAll([query.bounds, [{ ...ANYWHERE, timestamps }]]),
  };
}

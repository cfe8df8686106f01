import { type ByteHint, NO_BOUNDS, type QueryBounds } from '../model/query.js';
import { allOf, anyOf } from './byte-hint.js';
import { boundsOfAll, boundsOfAny } from './query-bounds.js';
import { EVERYTHING, type QueryTest, joined, negated } from './query-test.js';

/** What can be known of every message that matches. */
export interface Known {
  readonly hint: ByteHint | null;
  readonly bounds: QueryBounds;
}

export const NOTHING_KNOWN: Known = { hint: null, bounds: NO_BOUNDS };

export type Spans = (text: string) => [number, number][];

/** A part of a query, compiled: the test, and what is known of what passes it and of what does not. */
export interface QueryPart {
  readonly test: QueryTest;
  readonly ifYes: Known;
  readonly ifNo: Known;
  /** Where a text shows what is looked for; empty for what must not be there. */
  readonly spans: readonly Spans[];
}

export const ASKS_NOTHING: QueryPart = {
  test: EVERYTHING,
  ifYes: NOTHING_KNOWN,
  ifNo: NOTHING_KNOWN,
  spans: [],
};

export function joinedParts(kind: 'and' | 'or', parts: readonly QueryPart[]): QueryPart {
  const yes = parts.map(({ ifYes }) => ifYes);
  const no = parts.map(({ ifNo }) => ifNo);
  return {
    test: joined(
      kind,
      parts.map(({ test }) => test),
    ),
    ifYes: kind === 'and' ? knownOfAll(yes) : knownOfAny(yes),
    ifNo: kind === 'and' ? knownOfAny(no) : knownOfAll(no),
    spans: parts.flatMap(({ spans }) => spans),
  };
}

export function negatedPart({ test, ifYes, ifNo }: QueryPart): QueryPart {
  return { test: negated(test), ifYes: ifNo, ifNo: ifYes, spans: [] };
}

function knownOfAll(of: readonly Known[]): Known {
  return {
    hint: allOf(of.map(({ hint }) => hint)),
    bounds: boundsOfAll(of.map(({ bounds }) => bounds)),
  };
}

function knownOfAny(of: readonly Known[]): Known {
  return {
    hint: anyOf(of.map(({ hint }) => hint)),
    bounds: boundsOfAny(of.map(({ bounds }) => bounds)),
  };
}

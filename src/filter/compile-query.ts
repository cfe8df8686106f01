import type { Query } from '../model/query.js';
import { QueryError } from './query-error.js';
import { parseQuery } from './query-parser.js';
import {
  ASKS_NOTHING,
  type QueryPart,
  type Spans,
  joinedParts,
  negatedPart,
} from './query-part.js';
import type { QueryNode } from './query-syntax.js';
import { MAYBE, YES } from './query-test.js';
import { compileTextFilter } from './plain-text.js';
import { fieldPart } from './field-term.js';
import { Subject } from './subject.js';
import { textPart } from './text-term.js';

export interface QueryOptions {
  /** What `now` and `-5m` are counted from, in ms since the epoch. */
  readonly now: number;
}

/**
 * Compiles a query in the language that the README describes. An empty one matches everything.
 * Throws a QueryError.
 */
export function compileQuery(text: string, options: QueryOptions): Query {
  try {
    return compiled(text, options);
  } catch (error) {
    throw error instanceof QueryError ? error.inQuery(text) : error;
  }
}

/** What is wrong with a query; null where nothing is. `now`: ms since the epoch. */
export function mistakeIn(text: string, now: number): QueryError | null {
  try {
    compileQuery(text, { now });
    return null;
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
}

function compiled(text: string, { now }: QueryOptions): Query {
  const node = parseQuery(text);
  const subject = new Subject();
  const part = partOf(node, subject, now);
  const { quick, sure } = part.test;
  const excludes = hasNegation(node);
  const { hint, bounds } = part.ifYes;
  const matches: Query['matches'] = (message) => {
    subject.look(message);
    const verdict = quick(subject);
    if (verdict !== MAYBE) return verdict === YES;
    const answer = sure(subject);
    // What is found too much in bytes that are not JSON can make no match a miss, unless something is excluded.
    const mayBeWrong = answer || excludes;
    return mayBeWrong && subject.retract() ? sure(subject) : answer;
  };
  const highlight: Query['highlight'] = (shown) => merged(part.spans, shown);
  return { text, matches: wordMatcher(node) ?? matches, highlight, hint, bounds };
}

function hasNegation(node: QueryNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.of.some(hasNegation);
  return node.kind === 'not';
}

/** A query that is one word is as fast as looking for the word. */
function wordMatcher(node: QueryNode): Query['matches'] | null {
  if (node.kind !== 'term' || node.term.field !== null || node.term.value.kind !== 'text')
    return null;
  return compileTextFilter(node.term.value.text).matches;
}

function partOf(node: QueryNode, subject: Subject, now: number): QueryPart {
  switch (node.kind) {
    case 'all':
      return ASKS_NOTHING;
    case 'not':
      return negatedPart(partOf(node.of, subject, now));
    case 'and':
    case 'or':
      return joinedParts(
        node.kind,
        node.of.map((child) => partOf(child, subject, now)),
      );
    case 'term': {
      const { term } = node;
      return term.field === null ? textPart(term) : fieldPart(term, term.field, subject, now);
    }
  }
}

/** All spans in order, those that overlap or touch as one. */
function merged(spans: readonly Spans[], text: string): [number, number][] {
  const found = spans.flatMap((of) => of(text)).sort(([a], [b]) => a - b);
  if (spans.length < 2) return found;
  const apart: [number, number][] = [];
  for (const [from, to] of found) {
    const last = apart.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else apart.push([from, to]);
  }
  return apart;
}

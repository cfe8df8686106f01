import type { KafkaTuiError } from '../../model/problem.js';
import type { Completion } from '../../store/prompt.js';
import type { KeyContext } from '../keys/context.js';
import { checkQuery, completeFilter } from '../prompt/fields.js';

/** What stands behind `:search`. */
interface SearchLine {
  /** The ends of a range of time, as they were typed; null where none was. */
  readonly times: { readonly from: string; readonly to: string } | null;
  readonly query: string;
  /** Where the query begins in the line. */
  readonly at: number;
  readonly file: string | null;
}

/** Takes `FROM..TO QUERY > FILE` apart; only the query must be there. */
export function parseSearch(line: string): SearchLine {
  const [, asked = line, file = null] = /^([\s\S]*?)\s+>\s+(\S+)$/.exec(line) ?? [];
  const [, range, from = '', to = '', query = ''] =
    /^((\S*?)\.\.(\S*)\s+)([\s\S]+)$/.exec(asked) ?? [];
  if (range === undefined) return { times: null, query: asked, at: 0, file };
  return { times: { from, to }, query, at: range.length, file };
}

export function checkSearch(line: string, context: KeyContext): KafkaTuiError | null {
  return checkQuery(parseSearch(line).query, context);
}

export function completeSearch(line: string, cursor: number, context: KeyContext): Completion {
  const { query, at } = parseSearch(line);
  const inner = completeFilter(query, Math.max(0, cursor - at), context);
  return { ...inner, from: inner.from + at, to: inner.to + at };
}

import type { KnownField } from './field-catalogue.js';
import { METADATA_NAMES } from './field-names.js';
import { isBoundary } from './query-reader.js';

/** What may stand in a query in place of [from, to), in UTF-16 units; the best first. */
export interface QueryCompletion {
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly string[];
}

/** More than anybody goes through. */
const MOST = 100;

const KEYWORDS: readonly string[] = ['AND ', 'OR ', 'NOT '];
const TIMES: readonly string[] = ['>-5m', '>-1h', '>-1d', '<-1h'];

/**
 * What the word under the cursor can become: a field of the message, one that was seen in the topic, or a word
 * that joins terms; behind a colon, a value where few are possible. `fields`: what a FieldCatalogue knows.
 */
export function completeQuery(
  text: string,
  cursor: number,
  fields: readonly KnownField[],
): QueryCompletion {
  const from = wordStart(text, cursor);
  if (from === null) return { from: cursor, to: cursor, candidates: [] };
  const typed = text.slice(from, cursor);
  const colon = typed.lastIndexOf(':');
  if (colon >= 0) {
    const at = from + colon + 1;
    const values = valuesOf(typed.slice(0, colon), fields);
    return { from: at, to: cursor, candidates: matching(values, text.slice(at, cursor)) };
  }
  const to = fieldEnd(text, cursor);
  return { from, to, candidates: matching(wordsFor(text.slice(0, from), fields), typed) };
}

/** Where the word begins that the cursor stands in; null within a quoted text that is no name. */
function wordStart(text: string, cursor: number): number | null {
  let quote: string | null = null;
  let start = 0;
  for (let at = 0; at < cursor; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (quote !== null) {
      if (character === quote) quote = null;
    } else if (isBoundary(character)) start = at + 1;
    else if ((character === '"' || character === "'") && isBeforeName(text, at)) quote = character;
    else if ((character === '-' || character === '!') && at === start) start = at + 1;
  }
  const isName = quote === null || !text.slice(start, cursor).includes(':');
  return isName ? Math.min(start, cursor) : null;
}

/** A quote opens a text at the start of a word, of a name in a path, and of a value. */
function isBeforeName(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  return isBoundary(before) || '.:<>=-!'.includes(before);
}

/** Behind the field that goes on behind the cursor, its colon included. */
function fieldEnd(text: string, cursor: number): number {
  let end = cursor;
  while (!isBoundary(text.charAt(end))) {
    end += 1;
    if (text.charAt(end - 1) === ':') return end;
  }
  return end;
}

function wordsFor(before: string, fields: readonly KnownField[]): string[] {
  const own = fields
    .filter(({ path }) => !path.startsWith('headers.'))
    .map(({ path }) => `${path}:`);
  const headers = fields.filter(({ path }) => path.startsWith('headers.'));
  const metadata = METADATA_NAMES.map((name) =>
    name === 'headers' && headers.length > 0 ? 'headers.' : `${name}:`,
  );
  const isBehindTerm = /[^\s(]\s+$/.test(before) && !/(?:^|[\s(])(?:AND|OR|NOT)\s+$/.test(before);
  const keywords = isBehindTerm ? KEYWORDS : KEYWORDS.slice(-1);
  return [...own, ...metadata, ...headers.map(({ path }) => `${path}:`), ...keywords];
}

function valuesOf(field: string, fields: readonly KnownField[]): readonly string[] {
  if (field === 'timestamp') return TIMES;
  const type = fields.find(({ path }) => path === field)?.type;
  return type === 'boolean' ? ['true', 'false', 'null'] : [];
}

/** Those that begin with what was typed; else in any case, else those with a part of them that does. */
function matching(candidates: readonly string[], typed: string): readonly string[] {
  const lower = typed.toLowerCase();
  const ways: ((candidate: string) => boolean)[] = [
    (candidate) => candidate.startsWith(typed),
    (candidate) => candidate.toLowerCase().startsWith(lower),
    (candidate) => candidate.toLowerCase().includes(`.${lower}`),
  ];
  for (const fits of ways) {
    const found = candidates.filter((candidate) => candidate !== typed && fits(candidate));
    if (found.length > 0) return found.slice(0, MOST);
  }
  return [];
}

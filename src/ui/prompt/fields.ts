import { mistakeIn } from '../../filter/compile-query.js';
import { completeQuery } from '../../filter/complete-query.js';
import { FieldCatalogue, type KnownField } from '../../filter/field-catalogue.js';
import type { QueryError } from '../../filter/query-error.js';
import type { Completion } from '../../store/prompt.js';
import type { KeyContext } from '../keys/context.js';

/** So many of the newest entries are looked at for their fields: a few ms, and only when somebody asks. */
const LOOKED_AT = 200;

/** The fields of the messages that are shown, the newest ones. */
export function fieldsIn({ session }: KeyContext): readonly KnownField[] {
  const { entries } = session.current().stream;
  const known = new FieldCatalogue();
  for (let index = Math.max(entries.first, entries.end - LOOKED_AT); index < entries.end; index++) {
    const entry = entries.get(index);
    if (entry?.kind === 'message') known.see(entry);
  }
  return known.fields;
}

/** What the word under the cursor of a query can become. */
export function completeFilter(text: string, cursor: number, context: KeyContext): Completion {
  return completeQuery(text, cursor, fieldsIn(context));
}

/** What is wrong with a query, as far as it is typed. */
export function checkQuery(text: string, { program }: KeyContext): QueryError | null {
  return mistakeIn(text, program.now());
}

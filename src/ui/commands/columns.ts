import { METADATA_NAMES } from '../../filter/field-names.js';
import { QueryError } from '../../filter/query-error.js';
import { readColumns } from '../../filter/read-columns.js';
import type { Completion } from '../../store/prompt.js';
import type { KeyContext } from '../keys/context.js';
import { fieldsIn } from '../prompt/fields.js';
import { kept } from './kept.js';
import type { CommandOutcome, CommandSpec } from './spec.js';
import { completeWord } from './words.js';

export const COLUMNS_COMMAND: CommandSpec = {
  name: 'columns',
  argument: '[FIELD…]',
  help: 'rows of these fields; without one: rows as they were',
  complete: completeColumns,
  check: mistakeIn,
  run: setColumns,
};

/** Throws a QueryError where one is no field. */
function setColumns(context: KeyContext, text: string): Promise<CommandOutcome> {
  const names = readColumns(text).map(({ name }) => name);
  const { store, screens } = context;
  const state = store.getState();
  const { session } = state;
  state.setColumns(names);
  const what = names.length === 0 ? 'no columns' : names.join(' ');
  return kept(`${session.topic}: ${what}`, screens.preferences.setColumns(session.topic, names));
}

function mistakeIn(text: string): QueryError | null {
  try {
    readColumns(text);
    return null;
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
}

/** The fields of the messages that are shown, and of every message; what stands there already is not offered. */
function completeColumns(text: string, cursor: number, context: KeyContext): Completion {
  const known = fieldsIn(context).map(({ path }) => path);
  const others = METADATA_NAMES.filter((name) => name !== 'headers');
  const taken = text.split(/\s+/);
  const free = [...known, ...others].filter((name) => !taken.includes(name));
  return completeWord(
    text,
    cursor,
    free.map((name) => `${name} `),
  );
}

import type { Config } from './config/config.js';
import { openFilePreferences } from './config/file-preferences.js';
import { QueryError } from './filter/query-error.js';
import { readColumns } from './filter/read-columns.js';
import { type Preferences, MemoryPreferences } from './model/preferences.js';
import { EXIT, KafkaTuiError } from './model/problem.js';

/** What was chosen for topics before. Throws a KafkaTuiError where columns in the file are no fields. */
export async function openPreferences({ keeping, columns }: Config): Promise<Preferences> {
  // The demo is not a cluster that one comes back to.
  if (keeping === null) return new MemoryPreferences();
  const names = columns === null ? [] : checked(columns.text, `${columns.where}: columns`);
  const kept = await openFilePreferences(keeping, names);
  for (const [topic, { columns: own }] of kept.topics) {
    checked((own ?? []).join(' '), `${keeping.file}: columns of ${topic}`);
  }
  return kept;
}

/** The names of the columns. */
function checked(text: string, where: string): readonly string[] {
  try {
    return readColumns(text).map(({ name }) => name);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { message, next, column } = error;
    const about = `${where}: ${message}, in "${text}" at column ${column + 1}`;
    throw new KafkaTuiError(
      { code: 'USAGE', message: about, next, exitCode: EXIT.usage },
      { cause: error },
    );
  }
}

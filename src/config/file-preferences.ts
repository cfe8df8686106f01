import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT, KafkaTuiError } from '../model/problem.js';
import { type Preferences, type TopicPreferences, withFilter } from '../model/preferences.js';
import type { Keeping } from './config.js';
import { reason } from './expand.js';
import { readText } from './files.js';
import type { Change, KeptTopic, Section } from './kept-topics.js';
import { ValueError } from './value-error.js';

/**
 * What is chosen for topics, kept in the file with the profiles. What was read at the start and changed since
 * holds for this run; each change is made to the file as it is then, so that several programs may write to it.
 */
export class FilePreferences implements Preferences {
  readonly #keeping: Keeping;
  readonly #section: Section;
  /** Columns of topics for which none were chosen. */
  readonly #columns: readonly string[];
  readonly #topics: Map<string, KeptTopic>;
  /** One change after the other. */
  #written: Promise<unknown> = Promise.resolve();

  /** `topics`: what the file says now. */
  constructor(
    keeping: Keeping,
    topics: ReadonlyMap<string, KeptTopic>,
    columns: readonly string[],
  ) {
    this.#keeping = keeping;
    this.#section = sectionOf(keeping);
    this.#columns = columns;
    this.#topics = new Map(topics);
  }

  get topics(): ReadonlyMap<string, KeptTopic> {
    return this.#topics;
  }

  of(topic: string): TopicPreferences {
    const { columns, filters } = this.#kept(topic);
    return { columns: columns ?? this.#columns, filters };
  }

  setColumns(topic: string, columns: readonly string[]): Promise<string> {
    // Without columns of the profile's own there is nothing to say no to.
    const wanted = columns.length === 0 && this.#columns.length === 0 ? null : columns;
    this.#topics.set(topic, { ...this.#kept(topic), columns: wanted });
    return this.#write(topic, { kind: 'columns', columns: wanted });
  }

  setFilter(topic: string, name: string, query: string | null): Promise<string> {
    const before = this.#kept(topic);
    this.#topics.set(topic, { ...before, filters: withFilter(before.filters, name, query) });
    return this.#write(topic, { kind: 'filter', name, query });
  }

  #kept(topic: string): KeptTopic {
    return this.#topics.get(topic) ?? { columns: null, filters: new Map() };
  }

  #write(topic: string, change: Change): Promise<string> {
    const { path, profile, file } = this.#keeping;
    const done = this.#written.then(async () => {
      try {
        await writeChange(path, this.#section, topic, change);
      } catch (cause) {
        throw notWritten(file, cause);
      }
      return profile === null ? `in ${file}` : `in ${file}, profile ${profile}`;
    });
    this.#written = done.catch(() => undefined);
    return done;
  }
}

/** Reads what is kept; what can't be read is empty, and is said when something is to be written. */
export async function openFilePreferences(
  keeping: Keeping,
  columns: readonly string[],
): Promise<FilePreferences> {
  return new FilePreferences(keeping, await topicsIn(keeping), columns);
}

async function topicsIn(keeping: Keeping): Promise<ReadonlyMap<string, KeptTopic>> {
  const text = readText(keeping.path);
  if (typeof text !== 'string') return new Map();
  const { readTopics } = await import('./kept-topics.js');
  try {
    return readTopics(text, sectionOf(keeping));
  } catch (error) {
    if (error instanceof ValueError) return new Map();
    throw error;
  }
}

function sectionOf({ profile }: Keeping): Section {
  return profile === null ? ['topics'] : ['profiles', profile, 'topics'];
}

async function writeChange(
  path: string,
  section: Section,
  topic: string,
  change: Change,
): Promise<void> {
  const { readTopics, withChange } = await import('./kept-topics.js');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const before = await readOrEmpty(path);
  const text = withChange(before, section, topic, change);
  // Nobody's file is replaced by one that can't be read.
  readTopics(text, section);
  if (text !== before) await replace(path, text);
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** As a whole or not at all; with the permissions it has, and where it is a link, at the other end of it. */
async function replace(path: string, text: string): Promise<void> {
  const { target, mode } = await targetOf(path);
  const beside = `${target}.${randomUUID()}`;
  try {
    const file = await open(beside, 'wx', mode);
    try {
      // The umask has had its say on a new file; one that was there keeps what it had.
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function targetOf(path: string): Promise<{ target: string; mode: number }> {
  try {
    const target = await realpath(path);
    return { target, mode: (await stat(target)).mode & 0o777 };
  } catch (error) {
    if (isMissing(error)) return { target: path, mode: 0o600 };
    throw error;
  }
}

function notWritten(file: string, cause: unknown): KafkaTuiError {
  const isOurs = cause instanceof ValueError;
  return new KafkaTuiError(
    {
      code: 'CONFIG_FILE',
      message: `${file} can't be written (${isOurs ? cause.message : reason(cause)})`,
      next: isOurs ? (cause.next ?? 'correct it') : 'correct who may write there',
      exitCode: EXIT.failed,
    },
    { cause },
  );
}

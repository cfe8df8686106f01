import { isAbsolute, join, resolve } from 'node:path';
import { readBounded } from './bounded-file.js';
import { ValueError } from './value-error.js';

/** What configuration is read from besides the command line. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

export interface Place {
  /** File and line, for errors. */
  readonly where: string;
  readonly key: string;
  /** What a relative path is relative to. */
  readonly folder: string;
}

/** `${env:NAME}` and `${file:PATH}` → what they stand for; `$${…}` stays as `${…}`. Throws a ValueError. */
export function expand(text: string, place: Place, world: World): string {
  return text.replace(
    /\$\$\{|\$\{(env|file):([^}]*)\}/g,
    (whole, kind: string | undefined, what: string | undefined) => {
      if (kind === undefined || what === undefined) return whole.slice(1);
      return kind === 'env'
        ? fromEnvironment(what.trim(), place, world)
        : fromFile(what.trim(), place, world);
    },
  );
}

/** `~/x` is in the home folder, and `x` beside the file that names it. */
export function pathFrom(folder: string, path: string, home: string): string {
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1));
  return isAbsolute(path) ? path : resolve(folder, path);
}

/** `/home/lara/x` → `~/x`, for messages. */
export function shortPath(path: string, home: string): string {
  return home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

function fromEnvironment(name: string, { where, key }: Place, { env }: World): string {
  const value = env[name];
  if (value !== undefined) return value;
  throw new ValueError(
    `${where}: ${key} takes \${env:${name}}, and ${name === '' ? 'no variable is named' : `${name} is not set`}`,
    'set the variable, or write the value another way',
  );
}

function fromFile(path: string, { where, key, folder }: Place, { home }: World): string {
  try {
    // Editors end a file with a newline that belongs to no password.
    return readBounded(pathFrom(folder, path, home))
      .toString()
      .replace(/\r?\n$/, '');
  } catch (error) {
    throw new ValueError(
      `${where}: ${key} takes \${file:${path}}, which can't be read (${reason(error)})`,
      'correct the path, or who may read it',
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  EACCES: 'not allowed',
  EISDIR: 'it is a folder',
  EFBIG: 'it is far too long',
};

/** Why a file can't be read, in words. */
export function reason(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return REASONS[code ?? ''] ?? code ?? 'unknown error';
}

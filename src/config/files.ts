import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readBounded } from './bounded-file.js';
import { type World, reason, shortPath } from './expand.js';

/** No configuration comes near it. */
const LONGEST_BYTES = 256 * 1024;

/** The text of a file without a byte order mark, or why it can't be read. */
export function readText(path: string): string | { readonly unreadable: string } {
  try {
    return readBounded(path, LONGEST_BYTES)
      .toString()
      .replace(/^\uFEFF/, '');
  } catch (error) {
    return { unreadable: reason(error) };
  }
}

/** A warning where others than the owner may read a file with a secret in it. */
export function readableByOthers(path: string, home: string): string[] {
  if (process.platform === 'win32' || (statSync(path).mode & 0o044) === 0) return [];
  const file = shortPath(path, home);
  return [`${file} has a password in it and others can read it; chmod 600 ${file}`];
}

/** Where profiles live. */
export function profilesPath({ env, home }: World): string {
  const base = env['XDG_CONFIG_HOME'] ?? '';
  // The XDG specification says that a relative one is to be ignored.
  return join(base.startsWith('/') ? base : join(home, '.config'), 'kafka-tui', 'config.yaml');
}

import { basename, dirname, resolve } from 'node:path';
import { type World, expand, pathFrom, shortPath } from './expand.js';
import { found } from './layer.js';
import { readableByOthers, readText } from './files.js';
import { type Source, isLiteralSecret, isProperty, readProperties } from './properties.js';
import { parseJavaProperties, parseKcatConf } from './property-syntax.js';
import { ValueError } from './value-error.js';

const MOST_SLIPS = 20;

/** `-F FILE`: kcat's or a Java client's. Throws a ValueError. */
export function readPropertyFile(path: string, world: World): Source {
  const absolute = pathFrom(resolve('.'), path, world.home);
  const text = readText(absolute);
  if (typeof text === 'string') return read(absolute, text, world);
  throw new ValueError(
    `-F ${path} can't be read (${text.unreadable})`,
    'name a property file that you may read, or none',
  );
}

/** The file that kcat finds by itself: `$KCAT_CONFIG`, or `~/.config/kcat.conf`; null where there is none. */
export function findKcatConf(world: World): Source | null {
  const named = world.env['KCAT_CONFIG'] ?? '';
  const path = named === '' ? '~/.config/kcat.conf' : named;
  const absolute = pathFrom(resolve('.'), path, world.home);
  const text = readText(absolute);
  if (typeof text === 'string') return read(absolute, text, world);
  if (named === '' && text.unreadable === 'it is not there') return null;
  throw new ValueError(
    `${named === '' ? path : `environment KCAT_CONFIG: ${path}`} can't be read (${text.unreadable})`,
    'correct who may read it, or leave it out with -F none',
  );
}

function read(path: string, text: string, world: World): Source {
  const file = shortPath(path, world.home);
  const entries = isJava(path, text) ? parseJavaProperties(text) : parseKcatConf(text, file);
  const slips: string[] = [];
  const properties = entries.flatMap(({ name, value, line, bare }) => {
    const where = `${file}:${line}`;
    if (bare && !isProperty(name)) {
      // It is not said again: it may be a password that slipped into the next line.
      slips.push(`${where}: this line is no property, and has no effect`);
      return [];
    }
    const place = { where, key: name, folder: dirname(path) };
    const expanded = expand(value, place, world);
    const origin = `${basename(path)}:${line}`;
    return [{ name, found: found(expanded, origin, { where, written: value }) }];
  });
  const { layer, warnings } = readProperties(properties);
  const open = entries.some(({ name, value }) => isLiteralSecret(name, value))
    ? readableByOthers(path, world.home)
    : [];
  return { layer, warnings: [...atMost([...slips, ...warnings]), ...open] };
}

/** A file that is something else altogether is not said line by line. */
function atMost(slips: readonly string[]): readonly string[] {
  const more = slips.length - MOST_SLIPS;
  return more <= 0 ? slips : [...slips.slice(0, MOST_SLIPS), `and ${more} more lines like these`];
}

/** By its name, or by a property that only Java has: there a backslash in a value means something. */
function isJava(path: string, text: string): boolean {
  if (path.endsWith('.properties')) return true;
  if (path.endsWith('.conf')) return false;
  return /^\s*(?:sasl\.jaas\.config|ssl\.(?:trust|key)store\.\w+|(?:key|value)\.(?:de)?serializer)\s*[=:]/m.test(
    text,
  );
}

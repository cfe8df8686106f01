import { basename, dirname } from 'node:path';
import { nearestNames } from '../model/nearest.js';
import { type World, expand, pathFrom, shortPath } from './expand.js';
import { readableByOthers } from './files.js';
import { type Found, type Key, found } from './layer.js';
import { type Flaw, type Profile, checkFile, checkProfile } from './profile-schema.js';
import { type Source, isLiteralSecret, readProperties } from './properties.js';
import { JAAS, safeName } from './property-names.js';
import { ValueError } from './value-error.js';
import { type Path, type YamlFile, parseYaml } from './yaml-file.js';

export interface ChosenProfile extends Source {
  readonly name: string;
  /** Where the choice came from; `default` is the file's own. */
  readonly chosenBy: string;
}

interface Context {
  readonly path: string;
  readonly file: string;
  readonly yaml: YamlFile;
  readonly world: World;
}

/** The profile that was asked for, or the file's default; null where there is none. Throws a ValueError. */
export function readProfile(
  path: string,
  text: string,
  asked: Found | null,
  world: World,
): ChosenProfile | null {
  const file = shortPath(path, world.home);
  const yaml = parseYaml(text, file);
  const context = { path, file, yaml, world };
  const whole = yaml.read([]) ?? {};
  const checked = checkFile(whole);
  if (!checked.ok) throw flawed(context, [], checked.flaw);
  const names = Object.keys(checked.value.profiles ?? {});
  const name = asked?.value ?? checked.value.default;
  if (name === undefined) return null;
  if (!names.includes(name)) {
    const where =
      asked === null ? `${file}:${yaml.line(['default'])}: default is` : `${asked.origin} is`;
    const near = nearestNames(name, names)[0];
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    throw new ValueError(
      `${where} "${name}", and ${file} has no such profile${hint}`,
      names.length === 0 ? 'write one below profiles:' : `there are ${names.join(', ')}`,
    );
  }
  const { layer, warnings } = sourceOf(context, name);
  const open = hasSecret(yaml, names) ? readableByOthers(path, world.home) : [];
  return {
    layer,
    warnings: [...warnings, ...open],
    name,
    chosenBy: asked?.origin ?? 'default',
  };
}

/** Whether a password stands in the file, for whichever profile. */
function hasSecret(yaml: YamlFile, names: readonly string[]): boolean {
  return names.some((name) => {
    const at = (...below: Path): string => yaml.written(['profiles', name, ...below]) ?? '';
    return (
      isLiteralSecret('sasl.password', at('security', 'password')) ||
      ['sasl.password', JAAS].some((key) => isLiteralSecret(key, at('properties', key)))
    );
  });
}

function sourceOf(context: Context, name: string): Source {
  const { path, file, yaml, world } = context;
  const root = ['profiles', name];
  const value = yaml.read(root, (text, at) =>
    expand(text, placeOf(context, at.slice(root.length), root), world),
  );
  const checked = checkProfile(value);
  if (!checked.ok) throw flawed(context, root, checked.flaw);
  const profile = checked.value;
  const at = (below: Path, given: string): Found => {
    const line = yaml.line([...root, ...below]);
    return found(given, `profile ${name} (${basename(path)}:${line})`, {
      where: `${file}:${line}`,
      written: yaml.written([...root, ...below]) ?? given,
    });
  };
  const properties = Object.entries(profile.properties ?? {}).map(([key, given]) => {
    const below = ['properties', key];
    const exact = typeof given === 'string' ? given : yaml.written([...root, ...below]);
    return { name: key, found: at(below, exact ?? String(given)) };
  });
  const { layer: common, warnings } = readProperties(properties);
  const layer = new Map(common);
  for (const [key, below, given] of own(profile)) {
    if (given === undefined) continue;
    // A number is taken as it was written: an offset may be larger than a JavaScript number.
    const exact = typeof given === 'string' ? given : yaml.written([...root, ...below]);
    layer.set(key, at(below, exact ?? String(given)));
  }
  checkPassword(layer);
  const ca = layer.get('ssl.ca.location');
  if (profile.security?.ca_file !== undefined && ca !== undefined) {
    layer.set('ssl.ca.location', {
      ...ca,
      value: pathFrom(dirname(path), ca.value, world.home),
    });
  }
  return { layer, warnings };
}

function own({
  brokers,
  rewrite_broker: rewrites,
  security = {},
  ...rest
}: Profile): [Key, Path, string | number | boolean | undefined][] {
  const inside = (key: keyof typeof security): Path => ['security', key];
  return [
    ['bootstrap.servers', ['brokers'], typeof brokers === 'object' ? brokers.join(',') : brokers],
    [
      'rewrite_broker',
      ['rewrite_broker'],
      typeof rewrites === 'object' ? rewrites.join(',') : rewrites,
    ],
    ['security.protocol', inside('protocol'), security.protocol],
    ['sasl.mechanism', inside('mechanism'), security.mechanism],
    ['sasl.username', inside('username'), security.username],
    ['sasl.password', inside('password'), security.password],
    ['password_command', inside('password_command'), security.password_command],
    ['ssl.ca.location', inside('ca_file'), security.ca_file],
    ['topic', ['topic'], rest.topic],
    ['start', ['start'], rest.start],
    ['filter', ['filter'], rest.filter],
    ['group', ['group'], rest.group],
    ['columns', ['columns'], rest.columns?.join(',')],
    ['colour', ['colour'], rest.colour],
    ['read_only', ['read_only'], rest.read_only],
  ];
}

function checkPassword(layer: ReadonlyMap<Key, Found>): void {
  const command = layer.get('password_command');
  if (command === undefined || !layer.has('sasl.password')) return;
  throw new ValueError(
    `${command.where ?? ''}: password_command stands beside a password; leave one of them out`,
    'correct that line and start again',
  );
}

function placeOf({ path, file, yaml }: Context, below: Path, root: Path) {
  const where = `${file}:${yaml.line([...root, ...below])}`;
  return { where, key: below.join('.'), folder: dirname(path) };
}

function flawed({ file, yaml }: Context, root: Path, flaw: Flaw): ValueError {
  const path = [...root, ...flaw.path];
  const where = `${file}:${yaml.line(path)}`;
  const key = path.length === 0 ? 'the file' : path.map(safeName).join('.');
  const next = 'correct that line and start again';
  if (!flaw.unknownKey) {
    return new ValueError(`${where}: ${key} is ${kindOf(yaml, path)}; ${flaw.allowed}`, next);
  }
  const near = nearestNames(path.at(-1) ?? '', flaw.known)[0];
  const hint = near === undefined ? '' : `did you mean ${near}? `;
  return new ValueError(`${where}: ${key} is not known; ${hint}${flaw.allowed}`, next);
}

/** Whose values may be said again; elsewhere a slip such as `password:SECRET` may be what was found. */
const SHOWN = [
  ...['default', 'topic', 'start', 'filter', 'group', 'columns', 'colour', 'read_only'],
  ...['protocol', 'mechanism', 'username', 'ca_file'],
];

/** What was found; of what may be a secret only its kind. */
function kindOf(yaml: YamlFile, path: Path): string {
  const value = yaml.read(path);
  if (value === undefined || value === null) return 'empty';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a group of keys';
  if (!SHOWN.includes(path.at(-1) ?? '')) return typeof value === 'string' ? 'a text' : 'a number';
  return typeof value === 'string' ? `"${value}"` : (yaml.written(path) ?? 'something else');
}

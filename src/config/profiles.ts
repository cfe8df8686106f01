import { basename, dirname } from 'node:path';
import { nearestNames } from '../model/nearest.js';
import { type World, expand, pathFrom, shortPath } from './expand.js';
import { readableByOthers } from './files.js';
import { type Found, type Key, found } from './layer.js';
import { type Flaw, type Profile, checkFile, checkProfile } from './profile-schema.js';
import { type Source, isLiteralSecret, readProperties } from './properties.js';
import { safeName } from './property-names.js';
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
  return names.some((profile) => {
    const at = (...below: Path): string => yaml.written(['profiles', profile, ...below]) ?? '';
    return (
      SECURITY.some(([key, name]) => isLiteralSecret(key, at('security', name))) ||
      propertiesOf(yaml, profile).some((key) => isLiteralSecret(key, at('properties', key)))
    );
  });
}

function propertiesOf(yaml: YamlFile, profile: string): string[] {
  const properties = yaml.read(['profiles', profile, 'properties']);
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function sourceOf(context: Context, name: string): Source {
  const { path, file, yaml, world } = context;
  const root = ['profiles', name];
  const value = yaml.read(root, (text, at) => {
    const below = at.slice(root.length);
    // What is kept for topics was typed on the screen: ${…} is nothing special there.
    return below[0] === 'topics' ? text : expand(text, placeOf(context, below, root), world);
  });
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
  for (const [key, name] of SECURITY) {
    const given = layer.get(key);
    if (!name.endsWith('_file') || profile.security?.[name] === undefined || !given) continue;
    layer.set(key, { ...given, value: pathFrom(dirname(path), given.value, world.home) });
  }
  return { layer, warnings };
}

/** What stands below `security:`; a path of a file is relative to this one. */
const SECURITY = [
  ['security.protocol', 'protocol'],
  ['sasl.mechanism', 'mechanism'],
  ['sasl.username', 'username'],
  ['sasl.password', 'password'],
  ['password_command', 'password_command'],
  ['sasl.oauthbearer.token.command', 'token_command'],
  ['sasl.oauthbearer.token.file', 'token_file'],
  ['sasl.oauthbearer.token.endpoint.url', 'token_endpoint'],
  ['sasl.oauthbearer.client.id', 'client_id'],
  ['sasl.oauthbearer.client.secret', 'client_secret'],
  ['sasl.oauthbearer.scope', 'scope'],
  ['aws.region', 'aws_region'],
  ['aws.profile', 'aws_profile'],
  ['ssl.ca.location', 'ca_file'],
  ['ssl.certificate.location', 'certificate_file'],
  ['ssl.key.location', 'key_file'],
  ['ssl.key.password', 'key_password'],
  ['ssl.keystore.location', 'keystore_file'],
  ['ssl.keystore.password', 'keystore_password'],
  ['ssl.truststore.location', 'truststore_file'],
  ['ssl.truststore.password', 'truststore_password'],
  ['ssl.endpoint.identification.algorithm', 'check_host_name'],
  ['enable.ssl.certificate.verification', 'verify'],
] as const satisfies readonly (readonly [Key, keyof NonNullable<Profile['security']>])[];

function own({
  brokers,
  rewrite_broker: rewrites,
  security = {},
  ...rest
}: Profile): [Key, Path, string | number | boolean | undefined][] {
  const checked = security.check_host_name;
  const host = checked === undefined ? undefined : checked ? 'https' : 'none';
  return [
    ['bootstrap.servers', ['brokers'], typeof brokers === 'object' ? brokers.join(',') : brokers],
    [
      'rewrite_broker',
      ['rewrite_broker'],
      typeof rewrites === 'object' ? rewrites.join(',') : rewrites,
    ],
    ...SECURITY.map(([key, name]): [Key, Path, string | boolean | undefined] => [
      key,
      ['security', name],
      name === 'check_host_name' ? host : security[name],
    ]),
    ['topic', ['topic'], rest.topic],
    ['start', ['start'], rest.start],
    ['filter', ['filter'], rest.filter],
    ['group', ['group'], rest.group],
    ['columns', ['columns'], rest.columns?.join(' ')],
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
  ...['protocol', 'mechanism', 'username', 'scope', 'aws_region', 'aws_profile'],
  ...['ca_file', 'certificate_file', 'key_file', 'keystore_file', 'truststore_file', 'token_file'],
  ...['check_host_name', 'verify'],
];

/** What was found; of what may be a secret only its kind. */
function kindOf(yaml: YamlFile, path: Path): string {
  const value = yaml.read(path);
  if (value === undefined || value === null) return 'empty';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a group of keys';
  if (!SHOWN.includes(path.at(-1) ?? '')) return typeof value === 'string' ? 'a text' : 'a number';
  return typeof value === 'string' ? `"${value}"` : (yaml.written(path) ?? 'something else');
}

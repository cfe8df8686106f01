import { readEnvironment, readTeam } from './environment.js';
import { type World, shortPath } from './expand.js';
import { profilesPath, readText } from './files.js';
import type { GivenFlags } from './flags.js';
import { flagSources } from './invocation.js';
import { type Found, type Layer, found } from './layer.js';
import type { ChosenProfile } from './profiles.js';
import type { Source } from './properties.js';
import { findKcatConf, readPropertyFile } from './property-file.js';
import { ValueError } from './value-error.js';

export interface Sources {
  /** After the flags, in their order: environment, profile, file. */
  readonly others: readonly Source[];
  readonly profile: { readonly name: string; readonly chosenBy: string } | null;
}

/** Reads what stands outside the command line. Throws a ValueError. */
export async function readSources(given: GivenFlags, world: World): Promise<Sources> {
  const environment = readEnvironment(world.env);
  const brokers = given.flags.brokers ?? environment.layer.get('bootstrap.servers')?.value;
  const chosen = await chooseProfile(given.flags.profile, world);
  const profile = chosen?.chosenBy === 'default' && isAboutOthers(chosen, brokers) ? null : chosen;
  const read = readFile(given.flags.file, profile !== null, world);
  const file = given.flags.file === undefined && isAboutOthers(read, brokers) ? null : read;
  const known = [environment, ...(profile === null ? [] : [profile]), ...(file ? [file] : [])];
  const flags = flagSources(given);
  const team = readTeam(
    world.env,
    [...flags, ...known].map(({ layer }) => layer),
  );
  return {
    others: [
      environment,
      team,
      ...known.slice(1),
      { layer: new Map(), warnings: hidden(given.flags.file, profile, file) },
    ],
    profile,
  };
}

/** The parsers are loaded where there is something to parse, and only there. */
async function chooseProfile(
  flag: string | undefined,
  world: World,
): Promise<ChosenProfile | null> {
  const asked = askedFor(flag, world);
  if (asked?.value === 'none') return null;
  const path = profilesPath(world);
  const text = readText(path);
  if (typeof text === 'string') {
    const { readProfile } = await import('./profiles.js');
    return readProfile(path, text, asked, world);
  }
  const file = shortPath(path, world.home);
  if (text.unreadable !== 'it is not there') {
    throw new ValueError(`${file} can't be read (${text.unreadable})`, 'correct who may read it');
  }
  if (asked === null) return null;
  throw new ValueError(
    `${asked.origin} is "${asked.value}", and there is no ${file}`,
    'kafka-tui config init writes one to start from',
  );
}

function askedFor(flag: string | undefined, { env }: World): Found | null {
  if (flag !== undefined) return found(flag, 'flag --profile');
  const variable = env['KAFKA_TUI_PROFILE'] ?? '';
  return variable === '' ? null : found(variable, 'environment KAFKA_TUI_PROFILE');
}

/**
 * Whether what nobody asked for names another cluster than the one that was asked for: its login must not be
 * sent there.
 */
function isAboutOthers(source: Source | null, brokers: string | undefined): boolean {
  const own = source?.layer.get('bootstrap.servers')?.value;
  return own !== undefined && brokers !== undefined && own !== brokers;
}

/** What kcat finds by itself does not mix into a profile: it may well be about another cluster. */
function readFile(flag: string | undefined, hasProfile: boolean, world: World): Source | null {
  if (flag === 'none') return null;
  if (flag !== undefined) return readPropertyFile(flag, world);
  return hasProfile ? null : findKcatConf(world);
}

/** Nobody asked for the default profile; where it hides what a file says, that is worth a line. */
function hidden(
  flag: string | undefined,
  profile: ChosenProfile | null,
  file: Source | null,
): string[] {
  if (flag === undefined || file === null || profile?.chosenBy !== 'default') return [];
  const both = [...file.layer.keys()].filter((key) => differs(key, profile.layer, file.layer));
  if (both.length === 0) return [];
  return [
    `the default profile ${profile.name} comes before -F ${flag}, and decides ${both.join(', ')}; ` +
      '--profile none leaves it out',
  ];
}

function differs(key: Parameters<Layer['get']>[0], one: Layer, other: Layer): boolean {
  return one.has(key) && one.get(key)?.value !== other.get(key)?.value;
}

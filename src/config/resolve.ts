import { invocationOf, parseArguments, parseCommandLine, usage } from './arguments.js';
import type { Config } from './config.js';
import { type ConfigReport, describeConfig } from './describe.js';
import { teamOf } from './environment.js';
import { type World, shortPath } from './expand.js';
import { profilesPath } from './files.js';
import type { GivenFlags, Surroundings } from './flags.js';
import { DEFAULT_BROKERS, type Invocation, flagSources } from './invocation.js';
import { type Found, found, pick, pickPassword } from './layer.js';
import type { Source } from './properties.js';
import { needsPassword } from './security.js';
import { type Sources, readSources } from './sources.js';
import { ValueError, badValue } from './value-error.js';

/** The world outside the arguments, as far as it is asked. */
export interface Around extends Surroundings, World {
  /** Asks a person for what must not be seen; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Runs a command line; gives what it printed. Rejects with a reason without secrets. */
  readonly runCommand: (command: string) => Promise<string>;
}

export type Task =
  | Invocation
  /** `kafka-tui config` */
  | { readonly kind: 'config'; readonly report: ConfigReport; readonly json: boolean }
  /** `kafka-tui doctor`: the topic of the configuration is empty where none is named. */
  | {
      readonly kind: 'doctor';
      readonly config: Config;
      /** To look at, not to join; null for none. */
      readonly group: string | null;
      /** `TEAM_NAME`, in small letters; null where it is not set. */
      readonly team: string | null;
      readonly json: boolean;
    }
  /** `kafka-tui config init` */
  | { readonly kind: 'init'; readonly path: string };

/**
 * Flags, environment, profile, file and defaults, in this order → what to do.
 * Throws a KafkaTuiError: exit code 2 for what is wrong, 130 where the question for a password was left.
 */
export async function resolveConfig(argv: readonly string[], around: Around): Promise<Task> {
  const given = parseCommandLine(argv, around.version);
  if (given.kind === 'flags' && given.words[0] === 'doctor' && given.flags.topic === undefined) {
    return await saying(() => doctorTask(given, around));
  }
  // The demo brings all it needs, and nothing of a real cluster is its business.
  if (given.kind === 'print' || given.flags.demo) return parseArguments(argv, around);
  return await saying(() =>
    given.words[0] === 'config' && given.flags.topic === undefined
      ? configTask(given, around)
      : invocation(given, around),
  );
}

async function saying(work: () => Promise<Task>): Promise<Task> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ValueError ? usage(error) : error;
  }
}

async function invocation(given: GivenFlags, around: Around): Promise<Invocation> {
  const sources = await readSources(given, around);
  const { others } = sources;
  const secret = missingSecret(given, others, around);
  if (secret === null) return withProfile(invocationOf(given, around, others), sources, around);
  // Nobody types a password only to hear that something else is wrong.
  invocationOf(given, around, [...others, passwordSource('', 'nowhere')]);
  return withProfile(invocationOf(given, around, [await secret(), ...others]), sources, around);
}

/** What is chosen for topics is kept with the profile that is in use. */
function withProfile(done: Invocation, { profile }: Sources, around: Around): Invocation {
  if (done.kind === 'print') return done;
  const path = profilesPath(around);
  const keeping = { path, profile: profile?.name ?? null, file: shortPath(path, around.home) };
  return { ...done, config: { ...done.config, keeping } };
}

/** How to come by a password that stands nowhere; null where none is missing, or none can be had. */
function missingSecret(
  given: GivenFlags,
  others: readonly Source[],
  around: Around,
): (() => Promise<Source>) | null {
  const layers = [...flagSources(given), ...others].map(({ layer }) => layer);
  const user = pick(layers, 'sasl.username');
  if (user === undefined || !needsPassword(layers)) return null;
  const password = pickPassword(layers);
  if (password?.kind === 'password') return null;
  if (password?.kind === 'command') return () => fromCommand(password.found, around);
  const { ask } = around;
  if (ask === null) return null;
  const brokers = pick(layers, 'bootstrap.servers')?.value ?? DEFAULT_BROKERS;
  return async () =>
    passwordSource(await ask(`password of ${user.value} at ${brokers}: `), 'typed at the start');
}

async function fromCommand(command: Found, { runCommand }: Around): Promise<Source> {
  try {
    return passwordSource(await runCommand(command.value), command.origin);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'failed';
    throw badValue(command, `password_command ${why}`);
  }
}

function passwordSource(password: string, origin: string): Source {
  return { layer: new Map([['sasl.password', found(password, origin)]]), warnings: [] };
}

async function doctorTask({ words, flags }: GivenFlags, around: Around): Promise<Task> {
  if (flags.demo) throw new ValueError('doctor looks at a Kafka out there: leave out --demo');
  const given = { words: words.slice(1), flags };
  const done = await invocation(given, around);
  if (done.kind === 'print') return done;
  const { others } = await readSources(given, around);
  const layers = [...flagSources(given), ...others].map(({ layer }) => layer);
  const group = pick(layers, 'group')?.value ?? '';
  return {
    kind: 'doctor',
    config: done.config,
    group: group === '' ? null : group,
    team: teamOf(around.env),
    json: flags.json ?? false,
  };
}

async function configTask({ words, flags }: GivenFlags, around: Around): Promise<Task> {
  const [, action, ...more] = words;
  if (action === 'init' && more.length === 0) return { kind: 'init', path: profilesPath(around) };
  if (action !== undefined) {
    throw new ValueError(
      `config takes nothing or init, and "${words.slice(1).join(' ')}" was given`,
      'kafka-tui config; a topic of this name is read with -t config',
    );
  }
  const given = { words: [], flags };
  const { others, profile } = await readSources(given, around);
  // What would keep the program from starting is said here as well; only a password may still come.
  const { warnings } = checked(invocationOf(given, around, [...others, passwordSource('', '')]));
  const layers = [...flagSources(given), ...others].map(({ layer }) => layer);
  const report = describeConfig(layers, { profile, path: profilesPath(around), warnings });
  return { kind: 'config', report, json: flags.json ?? false };
}

function checked(done: Invocation): { readonly warnings: readonly string[] } {
  return done.kind === 'print' ? { warnings: [] } : done.config;
}

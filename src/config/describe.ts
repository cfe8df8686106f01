import { DEFAULT_BROKERS } from './invocation.js';
import {
  type Found,
  type Key,
  KEYS,
  type Layer,
  found,
  isSecret,
  pick,
  pickPassword,
} from './layer.js';
import { DEFAULT_TAIL } from './range.js';
import { mechanismOf, needsPassword, protocolOf } from './security.js';

interface Row {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
}

/** The effective configuration, to be shown: no secret is in it. */
export interface ConfigReport {
  readonly rows: readonly Row[];
  readonly warnings: readonly string[];
}

export interface Facts {
  readonly profile: { readonly name: string; readonly chosenBy: string } | null;
  /** Where profiles are looked for. */
  readonly path: string;
  readonly warnings: readonly string[];
}

const MASK = '********';
/** What only a member uses: a name of a group, wherever it stands, joins nothing. */
const WITH_GROUP: readonly Key[] = [
  'group',
  'group.instance.id',
  'session.timeout.ms',
  'heartbeat.interval.ms',
  'auto.offset.reset',
  'enable.auto.commit',
];

export function describeConfig(layers: readonly Layer[], facts: Facts): ConfigReport {
  const { profile, path, warnings } = facts;
  const first: Row =
    profile === null
      ? { name: 'profile', value: 'none', origin: path }
      : { name: 'profile', value: profile.name, origin: `${profile.chosenBy} (${path})` };
  const rows = KEYS.flatMap((name): Row[] => {
    const effective = effectiveOf(name, layers);
    if (effective === null) return [];
    const note = WITH_GROUP.includes(name) ? ' (with -G)' : '';
    return [{ name, value: printable(effective.value), origin: `${effective.origin}${note}` }];
  });
  return { rows: [first, ...rows], warnings };
}

export function reportAsText({ rows }: ConfigReport): string {
  const width = (of: 'name' | 'value'): number =>
    Math.min(40, Math.max(...rows.map((row) => row[of].length)));
  const [names, values] = [width('name'), width('value')];
  return rows
    .map(({ name, value, origin }) => `${name.padEnd(names)}  ${value.padEnd(values)}  ${origin}\n`)
    .join('');
}

export function reportAsJson({ rows, warnings }: ConfigReport): string {
  const settings = Object.fromEntries(
    rows.map(({ name, value, origin }) => [name, { value, origin }]),
  );
  return `${JSON.stringify({ settings, warnings })}\n`;
}

const DEFAULTS: Partial<Record<Key, string>> = {
  'bootstrap.servers': DEFAULT_BROKERS,
  'client.id': 'kafka-tui',
  'isolation.level': 'read_committed',
  'check.crcs': 'false',
  start: `the last ${DEFAULT_TAIL} messages`,
};

/** Null where nothing is in effect: a key file without TLS, a token where a password is asked for. */
function effectiveOf(key: Key, layers: readonly Layer[]): Found | null {
  if (!isInEffect(key, layers)) return null;
  if (key === 'security.protocol') return protocolOf(layers);
  if (key === 'sasl.mechanism') return mechanismOf(layers);
  if (key === 'sasl.password') return passwordOf(layers);
  const given = pick(layers, key);
  const fallback = DEFAULTS[key];
  if (given === undefined) return fallback === undefined ? null : found(fallback, 'default');
  return isSecret(key) ? { ...given, value: MASK } : given;
}

function isInEffect(key: Key, layers: readonly Layer[]): boolean {
  const protocol = protocolOf(layers).value;
  const login = protocol.startsWith('SASL_') ? mechanismOf(layers).value : '';
  if (/^(?:ssl|enable\.ssl)\./.test(key)) return protocol.endsWith('SSL');
  if (key.startsWith('aws.')) return login === 'AWS_MSK_IAM';
  if (/^(?:sasl\.oauthbearer|https)\./.test(key)) return login === 'OAUTHBEARER';
  if (key === 'sasl.mechanism') return login !== '';
  if (key === 'sasl.username' || key === 'sasl.password') return needsPassword(layers);
  return key !== 'password_command';
}

function passwordOf(layers: readonly Layer[]): Found {
  const password = pickPassword(layers);
  if (password === undefined) return found('none', 'asked for where there is a terminal');
  const { origin } = password.found;
  return found(MASK, password.kind === 'command' ? `password_command, ${origin}` : origin);
}

/** A file may hold what would move the cursor. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?');
}

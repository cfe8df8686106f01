import { DEFAULT_BROKERS, DEFAULT_TAIL } from './invocation.js';
import { type Found, type Key, KEYS, type Layer, found, pick, pickPassword } from './layer.js';
import { mechanismOf, protocolOf } from './security.js';

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
/** Taken and checked; nothing uses them so far. */
const NO_EFFECT: readonly Key[] = ['group', 'columns', 'colour'];

export function describeConfig(layers: readonly Layer[], facts: Facts): ConfigReport {
  const { profile, path, warnings } = facts;
  const first: Row =
    profile === null
      ? { name: 'profile', value: 'none', origin: path }
      : { name: 'profile', value: profile.name, origin: `${profile.chosenBy} (${path})` };
  const rows = KEYS.flatMap((name): Row[] => {
    const effective = effectiveOf(name, layers);
    if (effective === null) return [];
    const note = NO_EFFECT.includes(name) ? ' (no effect yet)' : '';
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

function effectiveOf(key: Key, layers: readonly Layer[]): Found | null {
  const given = pick(layers, key);
  const login = protocolOf(layers).value.startsWith('SASL_');
  switch (key) {
    case 'security.protocol':
      return protocolOf(layers);
    case 'sasl.mechanism':
      return login ? mechanismOf(layers) : null;
    case 'sasl.username':
      return login ? (given ?? null) : null;
    case 'sasl.password':
      return login ? passwordOf(layers) : null;
    case 'password_command':
      return null;
    case 'bootstrap.servers':
      return given ?? found(DEFAULT_BROKERS, 'default');
    case 'client.id':
      return given ?? found('kafka-tui', 'default');
    case 'isolation.level':
      return given ?? found('read_committed', 'default');
    case 'check.crcs':
      return given ?? found('false', 'default');
    case 'start':
      return given ?? found(`the last ${DEFAULT_TAIL} messages`, 'default');
    case 'rewrite_broker':
    case 'ssl.ca.location':
    case 'topic':
    case 'filter':
    case 'group':
    case 'columns':
    case 'colour':
    case 'read_only':
      return given ?? null;
  }
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

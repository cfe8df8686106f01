import { nearestNames } from '../model/nearest.js';
import type { Config, Security } from './config.js';
import { ValueError } from './start-at.js';

/** What `-X key=value` can say; librdkafka's and the Java client's names. */
export interface PropertySettings {
  readonly brokers: readonly string[] | null;
  readonly clientId: string;
  readonly checkCrcs: boolean;
  readonly isolation: Config['isolation'];
  readonly security: Security;
  readonly warnings: readonly string[];
}

const ALIASES: Readonly<Record<string, string>> = {
  'metadata.broker.list': 'bootstrap.servers',
  'sasl.mechanisms': 'sasl.mechanism',
};

const KNOWN = [
  'bootstrap.servers',
  'security.protocol',
  'sasl.mechanism',
  'sasl.username',
  'sasl.password',
  'ssl.ca.location',
  'check.crcs',
  'isolation.level',
  'client.id',
] as const;

type Known = (typeof KNOWN)[number];

/**
 * Reads properties in the order given; the last of a name counts. Throws a ValueError that names the key.
 * `checkCrcs` is the default for `check.crcs`.
 */
export function readProperties(
  pairs: readonly string[],
  defaults: { checkCrcs: boolean },
): PropertySettings {
  const values = new Map<Known, string>();
  const warnings: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new ValueError(notAProperty(pair));
    const name = pair.slice(0, equals).trim();
    const key = ALIASES[name] ?? name;
    if (isKnown(key)) {
      const value = pair.slice(equals + 1);
      // A password may well begin or end with a space.
      values.set(key, key === 'sasl.password' ? value : value.trim());
      if (key === 'sasl.password') {
        warnings.push(
          'the password stands on the command line, where other users of this machine can see it',
        );
      }
      continue;
    }
    const near = nearestNames(name, [...KNOWN, ...Object.keys(ALIASES)])[0];
    warnings.push(
      `the property ${name} has no effect here${near === undefined ? '' : `; did you mean ${near}?`}`,
    );
  }
  return {
    brokers: values.has('bootstrap.servers')
      ? splitBrokers(values.get('bootstrap.servers') ?? '')
      : null,
    clientId: values.get('client.id') ?? 'kafka-tui',
    checkCrcs: readBoolean('check.crcs', values.get('check.crcs'), defaults.checkCrcs),
    isolation: readOne('isolation.level', values.get('isolation.level') ?? 'read_committed', [
      'read_committed',
      'read_uncommitted',
    ] as const),
    security: readSecurity(values),
    warnings,
  };
}

/** Only what looks like a name is said again: a slip such as `sasl.password:SECRET` has more in it. */
function notAProperty(pair: string): string {
  const name = /^[a-z.]+$/.test(pair) ? ` ${pair}` : '';
  return `-X${name}: a property needs a value; write -X NAME=VALUE`;
}

function isKnown(key: string): key is Known {
  return (KNOWN as readonly string[]).includes(key);
}

/** `a:1,b:2` → addresses. Throws a ValueError on what can't be one. */
export function splitBrokers(text: string): string[] {
  const brokers = text
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  for (const address of brokers) {
    const valid = /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?$/.exec(address);
    if (!valid || Number(valid[1] ?? 9092) > 65_535 || Number(valid[1] ?? 9092) === 0) {
      throw new ValueError(
        `-b: "${address}" is not a broker address; write HOST:PORT, or [ADDRESS]:PORT for IPv6`,
      );
    }
  }
  if (brokers.length === 0) throw new ValueError('-b: no broker address is given; write HOST:PORT');
  return brokers;
}

function readSecurity(values: ReadonlyMap<Known, string>): Security {
  const protocol = readOne(
    'security.protocol',
    (
      values.get('security.protocol') ??
      (values.has('sasl.username') ? 'SASL_PLAINTEXT' : 'PLAINTEXT')
    ).toUpperCase(),
    ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const,
  );
  return {
    tls: protocol.endsWith('SSL'),
    caFile: values.get('ssl.ca.location') ?? null,
    sasl: protocol.startsWith('SASL_') ? readSasl(values) : null,
  };
}

function readSasl(values: ReadonlyMap<Known, string>): Security['sasl'] {
  const username = values.get('sasl.username');
  const password = values.get('sasl.password');
  if (username === undefined || password === undefined) {
    throw new ValueError('a login needs both: -X sasl.username=NAME and -X sasl.password=SECRET');
  }
  const mechanism = readOne(
    'sasl.mechanism',
    (values.get('sasl.mechanism') ?? 'PLAIN').toLowerCase(),
    ['plain', 'scram-sha-256', 'scram-sha-512'] as const,
  );
  return { mechanism, username, password };
}

function readBoolean(key: string, text: string | undefined, fallback: boolean): boolean {
  return text === undefined
    ? fallback
    : readOne(key, text.toLowerCase(), ['true', 'false'] as const) === 'true';
}

function readOne<T extends string>(key: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined)
    throw new ValueError(`${key}=${text} is not possible; write ${allowed.join(', ')}`);
  return found;
}

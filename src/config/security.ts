import type { Security } from './config.js';
import { type Found, type Layer, found, pick } from './layer.js';
import { ValueError, badValue } from './value-error.js';

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

type Mechanism = NonNullable<Security['sasl']>['mechanism'];

/** Who names a user means to log in. */
export function protocolOf(layers: readonly Layer[]): Found {
  const given = pick(layers, 'security.protocol');
  if (given === undefined) {
    const user = pick(layers, 'sasl.username');
    return found(user === undefined ? 'PLAINTEXT' : 'SASL_PLAINTEXT', 'default');
  }
  return { ...given, value: readOne('security.protocol', given, PROTOCOLS) };
}

export function mechanismOf(layers: readonly Layer[]): Found {
  const given = pick(layers, 'sasl.mechanism') ?? found('PLAIN', 'default');
  return { ...given, value: readOne('sasl.mechanism', given, MECHANISMS) };
}

/** How to get in. Throws a ValueError for what can't be, and for half a login. */
export function readSecurity(layers: readonly Layer[]): Security {
  const protocol = protocolOf(layers).value;
  return {
    tls: protocol.endsWith('SSL'),
    caFile: pick(layers, 'ssl.ca.location')?.value ?? null,
    sasl: protocol.startsWith('SASL_') ? readSasl(layers) : null,
  };
}

function readSasl(layers: readonly Layer[]): Security['sasl'] {
  const username = pick(layers, 'sasl.username');
  const password = pick(layers, 'sasl.password');
  if (username === undefined || password === undefined) {
    throw new ValueError(
      `a login needs both a user name and a password, and ${missing(username, password)}; ` +
        'give -X sasl.username=NAME and KAFKA_SASL_PASSWORD, or a profile with both',
    );
  }
  const mechanism = mechanismOf(layers).value.toLowerCase() as Mechanism;
  return { mechanism, username: username.value, password: password.value };
}

function missing(username: Found | undefined, password: Found | undefined): string {
  if (username !== undefined) return `the password is missing`;
  return password === undefined ? 'neither is there' : 'the user name is missing';
}

/** One of some words, in any case. */
export function readOne<T extends string>(key: string, given: Found, allowed: readonly T[]): T {
  const match = allowed.find((value) => value.toUpperCase() === given.value.toUpperCase());
  if (match !== undefined) return match;
  throw badValue(given, `${key}=${given.written} is not possible; write ${allowed.join(', ')}`);
}

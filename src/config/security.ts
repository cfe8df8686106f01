import type { Security } from './config.js';
import { type Found, type Layer, found, pick } from './layer.js';
import { readSasl } from './sasl.js';
import { readTls } from './tls.js';
import { readOne } from './value-error.js';

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const MECHANISMS = [
  'PLAIN',
  'SCRAM-SHA-256',
  'SCRAM-SHA-512',
  'OAUTHBEARER',
  'AWS_MSK_IAM',
] as const;

/** With these there is a user name and a password. */
const WITH_PASSWORD: readonly string[] = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** Who names a user means to log in; a token is good for whoever sees it, and so goes by TLS. */
export function protocolOf(layers: readonly Layer[]): Found {
  const given = pick(layers, 'security.protocol');
  if (given !== undefined) {
    return { ...given, value: readOne('security.protocol', given, PROTOCOLS) };
  }
  if (!WITH_PASSWORD.includes(mechanismOf(layers).value)) return found('SASL_SSL', 'default');
  const user = pick(layers, 'sasl.username');
  return found(user === undefined ? 'PLAINTEXT' : 'SASL_PLAINTEXT', 'default');
}

export function mechanismOf(layers: readonly Layer[]): Found {
  const given = pick(layers, 'sasl.mechanism') ?? found('PLAIN', 'default');
  return { ...given, value: readOne('sasl.mechanism', given, MECHANISMS) };
}

/** Whether somebody logs in by a name and a password. */
export function needsPassword(layers: readonly Layer[]): boolean {
  return (
    protocolOf(layers).value.startsWith('SASL_') &&
    WITH_PASSWORD.includes(mechanismOf(layers).value)
  );
}

/** How to get in. Throws a ValueError for what can't be, and for half a login. */
export function readSecurity(layers: readonly Layer[]): Security {
  const protocol = protocolOf(layers).value;
  return {
    tls: protocol.endsWith('SSL') ? readTls(layers) : null,
    sasl: protocol.startsWith('SASL_') ? readSasl(layers, mechanismOf(layers).value) : null,
  };
}

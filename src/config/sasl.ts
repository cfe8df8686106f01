import type { Sasl, TokenOrigin } from './config.js';
import { type Found, type Key, type Layer, pick, pickOne } from './layer.js';
import { ValueError, badValue } from './value-error.js';

const PASSWORD_MECHANISMS = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
} as const;

/** Who logs in, and with what. `mechanism` is as Kafka writes it. Throws a ValueError for half a login. */
export function readSasl(layers: readonly Layer[], mechanism: string): Sasl {
  const value = (key: Key): string | null => pick(layers, key)?.value ?? null;
  if (mechanism === 'OAUTHBEARER') {
    const extensions = readExtensions(pick(layers, 'sasl.oauthbearer.extensions'));
    return { mechanism: 'oauthbearer', token: readToken(layers), extensions };
  }
  if (mechanism === 'AWS_MSK_IAM') {
    const aws = {
      region: value('aws.region'),
      profile: value('aws.profile'),
      roleArn: value('aws.role.arn'),
      roleSession: value('aws.role.session.name'),
    };
    return { mechanism: 'aws-msk-iam', aws };
  }
  const username = pick(layers, 'sasl.username');
  const password = pick(layers, 'sasl.password');
  if (username === undefined || password === undefined) {
    throw new ValueError(
      `a login needs both a user name and a password, and ${missing(username, password)}; ` +
        'give -X sasl.username=NAME and KAFKA_SASL_PASSWORD, or a profile with both',
    );
  }
  return {
    mechanism: PASSWORD_MECHANISMS[mechanism as keyof typeof PASSWORD_MECHANISMS],
    username: username.value,
    password: password.value,
  };
}

function missing(username: Found | undefined, password: Found | undefined): string {
  if (username !== undefined) return `the password is missing`;
  return password === undefined ? 'neither is there' : 'the user name is missing';
}

const TOKEN_KEYS = [
  'sasl.oauthbearer.token.command',
  'sasl.oauthbearer.token.file',
  'sasl.oauthbearer.token.endpoint.url',
] as const;

function readToken(layers: readonly Layer[]): TokenOrigin {
  const way = pickOne(layers, TOKEN_KEYS);
  if (way === undefined) {
    throw new ValueError(
      'sasl.mechanism=OAUTHBEARER needs a token, and nothing says where it comes from',
      `give ${TOKEN_KEYS.join(', ')} (-X NAME=VALUE, a profile or a file)`,
    );
  }
  switch (way.key) {
    case 'sasl.oauthbearer.token.command':
      return { kind: 'command', command: way.found.value };
    case 'sasl.oauthbearer.token.file':
      return { kind: 'file', path: way.found.value };
    case 'sasl.oauthbearer.token.endpoint.url':
      return readEndpoint(way.found, layers);
  }
}

function readEndpoint(given: Found, layers: readonly Layer[]): TokenOrigin {
  const url = URL.canParse(given.value) ? new URL(given.value) : null;
  // Java's clients name a file so.
  if (url?.protocol === 'file:') return { kind: 'file', path: decodeURIComponent(url.pathname) };
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw badValue(given, `${TOKEN_KEYS[2]}=${given.written} is no address; write https://…`);
  }
  if (url.username !== '' || url.password !== '') {
    const advice = 'write sasl.oauthbearer.client.id and sasl.oauthbearer.client.secret';
    throw badValue(given, `${TOKEN_KEYS[2]} has a login in it; ${advice}`);
  }
  const clientId = pick(layers, 'sasl.oauthbearer.client.id');
  const clientSecret = pick(layers, 'sasl.oauthbearer.client.secret');
  if (clientId === undefined || clientSecret === undefined) {
    const what = clientId === undefined ? 'sasl.oauthbearer.client.id' : 'the client secret';
    throw new ValueError(
      `a token of ${url.host} needs a client id and a client secret, and ${what} is missing`,
      'give sasl.oauthbearer.client.id, and the secret by KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET or a profile',
    );
  }
  return {
    kind: 'oidc',
    endpoint: url.href,
    clientId: clientId.value,
    clientSecret: clientSecret.value,
    scope: pick(layers, 'sasl.oauthbearer.scope')?.value ?? null,
    caFile: pick(layers, 'https.ca.location')?.value ?? null,
  };
}

/** `a=b,c=d`. A token is all that a broker takes under the name `auth` (RFC 7628). */
function readExtensions(given: Found | undefined): Readonly<Record<string, string>> {
  if (given === undefined || given.value === '') return {};
  const pairs = given.value.split(',').map((pair): [string, string] => {
    const [, name, value] = /^\s*([a-z]+)\s*=([\t\r\n -~]+)$/i.exec(pair) ?? [];
    if (name === undefined || value === undefined || name === 'auth') {
      const advice = 'write NAME=VALUE,NAME=VALUE, names in letters, and not auth';
      throw badValue(given, `sasl.oauthbearer.extensions can't be understood; ${advice}`);
    }
    return [name, value];
  });
  return Object.fromEntries(pairs);
}

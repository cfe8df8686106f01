import { type Found, type Key, type Layer, found, pickPassword } from './layer.js';
import type { Source } from './properties.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of workshop sheets, containers and other clients; of two for one thing, the first counts. */
export const VARIABLES: readonly (readonly [Key, readonly string[]])[] = [
  [
    'bootstrap.servers',
    ['KAFKA_BROKERS', 'KAFKA_BOOTSTRAP_SERVERS', 'BOOTSTRAP_SERVERS', 'KAFKA_BOOTSTRAP_SERVER'],
  ],
  ['security.protocol', ['KAFKA_SECURITY_PROTOCOL', 'SECURITY_PROTOCOL']],
  ['sasl.mechanism', ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_MECHANISMS', 'SASL_MECHANISM']],
  ['sasl.username', ['KAFKA_SASL_USERNAME', 'KAFKA_USERNAME', 'SASL_USERNAME']],
  ['sasl.password', ['KAFKA_SASL_PASSWORD', 'KAFKA_PASSWORD', 'SASL_PASSWORD', 'TEAM_PASSWORD']],
  ['sasl.oauthbearer.token.command', ['KAFKA_SASL_OAUTHBEARER_TOKEN_COMMAND']],
  ['sasl.oauthbearer.token.file', ['KAFKA_SASL_OAUTHBEARER_TOKEN_FILE']],
  ['sasl.oauthbearer.token.endpoint.url', ['KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL']],
  ['sasl.oauthbearer.client.id', ['KAFKA_SASL_OAUTHBEARER_CLIENT_ID']],
  ['sasl.oauthbearer.client.secret', ['KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET']],
  ['sasl.oauthbearer.scope', ['KAFKA_SASL_OAUTHBEARER_SCOPE']],
  ['ssl.ca.location', ['KAFKA_SSL_CA_LOCATION', 'KAFKA_CA_FILE']],
  ['ssl.truststore.location', ['KAFKA_SSL_TRUSTSTORE_LOCATION']],
  ['ssl.truststore.password', ['KAFKA_SSL_TRUSTSTORE_PASSWORD']],
  ['ssl.certificate.location', ['KAFKA_SSL_CERTIFICATE_LOCATION']],
  ['ssl.key.location', ['KAFKA_SSL_KEY_LOCATION']],
  ['ssl.key.password', ['KAFKA_SSL_KEY_PASSWORD']],
  ['ssl.keystore.location', ['KAFKA_SSL_KEYSTORE_LOCATION']],
  ['ssl.keystore.password', ['KAFKA_SSL_KEYSTORE_PASSWORD']],
  ['ssl.endpoint.identification.algorithm', ['KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM']],
  ['client.id', ['KAFKA_CLIENT_ID']],
  ['topic', ['KAFKA_TOPIC']],
  ['group', ['KAFKA_GROUP_ID', 'KAFKA_GROUP']],
];

export function readEnvironment(env: Environment): Source {
  const layer = new Map<Key, Found>();
  const warnings: string[] = [];
  for (const [key, names] of VARIABLES) {
    const set = names.filter((name) => (env[name] ?? '') !== '');
    const [first] = set;
    if (first === undefined) continue;
    layer.set(key, found(env[first] ?? '', `environment ${first}`));
    const other = set.find((name) => env[name] !== env[first]);
    if (other !== undefined) warnings.push(`${first} and ${other} differ; ${first} counts`);
  }
  return { layer, warnings };
}

/** A workshop's `TEAM_NAME` as Kafka knows the team: in small letters; null where it is not set. */
export function teamOf(env: Environment): string | null {
  const written = env['TEAM_NAME']?.trim() ?? '';
  return written === '' ? null : written.toLowerCase();
}

/**
 * A workshop's `TEAM_NAME` is user name and group in one. It is a user only where somebody logs in: where
 * there is a password, or a protocol or mechanism that needs one. It leaves alone a user name that stands
 * in one source with its password. `layers` are all sources in order, the environment among them.
 */
export function readTeam(env: Environment, layers: readonly Layer[]): Source {
  const name = teamOf(env);
  if (name === null) return { layer: new Map(), warnings: [] };
  const written = env['TEAM_NAME']?.trim() ?? '';
  const team = found(name, 'environment TEAM_NAME');
  const layer = new Map<Key, Found>([['group', team]]);
  if (logsIn(layers) && !hasOwnUser(layers)) layer.set('sasl.username', team);
  const warnings =
    name === written ? [] : [`TEAM_NAME is ${written}; teams are written small here: ${name}`];
  return { layer, warnings };
}

function logsIn(layers: readonly Layer[]): boolean {
  const protocol = layers.find((layer) => layer.has('security.protocol'))?.get('security.protocol');
  if (protocol !== undefined) return /^sasl_/i.test(protocol.value);
  return pickPassword(layers) !== undefined || layers.some((layer) => layer.has('sasl.mechanism'));
}

function hasOwnUser(layers: readonly Layer[]): boolean {
  const withPassword = layers.find(
    (layer) => layer.has('sasl.password') || layer.has('password_command'),
  );
  return withPassword?.has('sasl.username') ?? false;
}

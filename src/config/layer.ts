/** What can be set from outside the command line: Kafka's names where Kafka has one, ours otherwise. */
export const KEYS = [
  'bootstrap.servers',
  'rewrite_broker',
  'security.protocol',
  'sasl.mechanism',
  'sasl.username',
  'sasl.password',
  'password_command',
  'sasl.oauthbearer.token.command',
  'sasl.oauthbearer.token.file',
  'sasl.oauthbearer.token.endpoint.url',
  'sasl.oauthbearer.client.id',
  'sasl.oauthbearer.client.secret',
  'sasl.oauthbearer.scope',
  'sasl.oauthbearer.extensions',
  'https.ca.location',
  'aws.region',
  'aws.profile',
  'aws.role.arn',
  'aws.role.session.name',
  'ssl.ca.location',
  'ssl.ca.pem',
  'ssl.truststore.location',
  'ssl.truststore.password',
  'ssl.certificate.location',
  'ssl.certificate.pem',
  'ssl.key.location',
  'ssl.key.pem',
  'ssl.key.password',
  'ssl.keystore.location',
  'ssl.keystore.password',
  'ssl.endpoint.identification.algorithm',
  'enable.ssl.certificate.verification',
  'client.id',
  'isolation.level',
  'check.crcs',
  'topic',
  'start',
  'filter',
  'group',
  'group.instance.id',
  'session.timeout.ms',
  'heartbeat.interval.ms',
  'auto.offset.reset',
  'enable.auto.commit',
  'columns',
  'colour',
  'read_only',
] as const;

export type Key = (typeof KEYS)[number];

/** Never shown, and warned of where others can read them. */
const SECRETS: readonly Key[] = [
  'sasl.password',
  'sasl.oauthbearer.token.command',
  'sasl.oauthbearer.client.secret',
  'ssl.key.pem',
  'ssl.key.password',
  'ssl.keystore.password',
  'ssl.truststore.password',
];

export function isSecret(key: Key): boolean {
  return SECRETS.includes(key);
}

/** How to get in, of whatever kind. */
export function isAboutSecurity(key: Key): boolean {
  return /^(?:security|sasl|ssl|enable\.ssl|https|aws)\./.test(key);
}

/** A value, and where it came from. */
export interface Found {
  readonly value: string;
  /** For a person: `flag -b`, `environment KAFKA_BROKERS`, `profile lab (config.yaml:12)`. */
  readonly origin: string;
  /** The file with its path and the line; null for what stands in no file. */
  readonly where: string | null;
  /** What errors show: the text as it was written, before `${env:…}` became something secret. */
  readonly written: string;
}

/** What one source says. */
export type Layer = ReadonlyMap<Key, Found>;

export function found(
  value: string,
  origin: string,
  more: { readonly where?: string; readonly written?: string } = {},
): Found {
  return { value, origin, where: more.where ?? null, written: more.written ?? value };
}

/** The value that counts: that of the first source that has one. */
export function pick(layers: readonly Layer[], key: Key): Found | undefined {
  return layers.find((layer) => layer.has(key))?.get(key);
}

/** The one of several ways to say a thing that counts: that of the first source that says it in any way. */
export function pickOne<Name extends Key>(
  layers: readonly Layer[],
  keys: readonly Name[],
): { readonly key: Name; readonly found: Found } | undefined {
  for (const layer of layers) {
    for (const key of keys) {
      const given = layer.get(key);
      if (given !== undefined) return { key, found: given };
    }
  }
  return undefined;
}

/** The password that counts, or the command that prints it; both are one value to the order of sources. */
export function pickPassword(
  layers: readonly Layer[],
): { readonly kind: 'password' | 'command'; readonly found: Found } | undefined {
  for (const layer of layers) {
    const password = layer.get('sasl.password');
    if (password !== undefined) return { kind: 'password', found: password };
    const command = layer.get('password_command');
    if (command !== undefined) return { kind: 'command', found: command };
  }
  return undefined;
}

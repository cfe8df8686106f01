/** What can be set from outside the command line: Kafka's names where Kafka has one, ours otherwise. */
export const KEYS = [
  'bootstrap.servers',
  'rewrite_broker',
  'security.protocol',
  'sasl.mechanism',
  'sasl.username',
  'sasl.password',
  'password_command',
  'ssl.ca.location',
  'client.id',
  'isolation.level',
  'check.crcs',
  'topic',
  'start',
  'filter',
  'group',
  'columns',
  'colour',
  'read_only',
] as const;

export type Key = (typeof KEYS)[number];

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

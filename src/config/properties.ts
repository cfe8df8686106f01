import { parseJaas } from './jaas.js';
import { type Found, type Key, type Layer, found } from './layer.js';
import { JAAS, hasNoEffect, isTuning, keyOfProperty } from './property-names.js';
import { ValueError, badValue } from './value-error.js';

export interface Property {
  readonly name: string;
  readonly found: Found;
}

export interface Source {
  readonly layer: Layer;
  /** What was odd, a line each. No value is in them. */
  readonly warnings: readonly string[];
}

const SECRETS = ['sasl.password', JAAS];
const isSecretProperty = (name: string): boolean => SECRETS.includes(name);

/** Whether a password stands in a file as it is; `written` is the value before anything was put in. */
export function isLiteralSecret(name: string, written: string): boolean {
  if (!isSecretProperty(name)) return false;
  const secret = name === JAAS ? (parseJaas(written)?.options.get('password') ?? '') : written;
  return secret !== '' && !/\$\{(?:env|file):/.test(secret);
}

/** The values of `-X`. Throws a ValueError that names the key. */
export function readFlagProperties(pairs: readonly string[]): Source {
  const properties = pairs.map((pair): Property => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new ValueError(notAProperty(pair));
    const name = pair.slice(0, equals).trim();
    return { name, found: found(pair.slice(equals + 1), `flag -X ${name}`) };
  });
  const { layer, warnings } = readProperties(properties);
  const seen = properties.filter(({ name }) => isSecretProperty(name)).length;
  const warning =
    'the password stands on the command line, where other users of this machine can see it';
  return { layer, warnings: seen > 0 ? [...warnings, warning] : warnings };
}

/** Properties in the order given; the last of a name counts. Throws a ValueError that names the key. */
export function readProperties(properties: readonly Property[]): Source {
  const layer = new Map<Key, Found>();
  const warnings: string[] = [];
  let jaas: Found | null = null;
  for (const { name, found: given } of properties) {
    const key = keyOfProperty(name);
    // A password may well begin or end with a space.
    const value = key === 'sasl.password' ? given.value : given.value.trim();
    if (name === JAAS) {
      jaas = given;
    } else if (key === undefined) {
      if (isTuning(name)) continue;
      warnings.push(`${given.where === null ? '' : `${given.where}: `}${hasNoEffect(name)}`);
    } else if (value === '' && given.where !== null) {
      // In a file, a name without a value is a form that was not filled in.
      layer.delete(key);
    } else {
      layer.set(key, { ...given, value });
    }
  }
  if (jaas !== null) addJaas(layer, jaas);
  return { layer, warnings };
}

/** Takes a login from `sasl.jaas.config`, where the names of librdkafka do not say it already. */
function addJaas(layer: Map<Key, Found>, given: Found): void {
  const jaas = parseJaas(given.value);
  if (jaas === null) {
    throw badValue(
      given,
      `${JAAS} can't be understood; write MODULE required username="NAME" password="SECRET";`,
    );
  }
  const scram = jaas.module === 'ScramLoginModule';
  if (!scram && jaas.module !== 'PlainLoginModule') {
    throw badValue(
      given,
      `${JAAS} names ${jaas.module}; allowed are PlainLoginModule, ScramLoginModule`,
    );
  }
  const add = (key: Key, value: string | undefined): void => {
    if (value !== undefined && !layer.has(key)) layer.set(key, { ...given, value, written: key });
  };
  add('sasl.username', jaas.options.get('username'));
  add('sasl.password', jaas.options.get('password'));
  if (!scram) add('sasl.mechanism', 'PLAIN');
  else if (!layer.has('sasl.mechanism')) {
    throw badValue(
      given,
      `${JAAS} names ScramLoginModule, and sasl.mechanism is missing; write SCRAM-SHA-256 or SCRAM-SHA-512`,
    );
  }
}

/** Only what looks like a name is said again: a slip such as `sasl.password:SECRET` has more in it. */
function notAProperty(pair: string): string {
  const name = /^[a-z.]+$/.test(pair) ? ` ${pair}` : '';
  return `-X${name}: a property needs a value; write -X NAME=VALUE`;
}

import { type Jaas, parseJaas } from './jaas.js';
import { type Found, type Key, type Layer, found, isSecret } from './layer.js';
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

function isSecretProperty(name: string): boolean {
  const key = keyOfProperty(name);
  return name === JAAS || (key !== undefined && isSecret(key));
}

/** It is known, whether it means anything here or not. */
export function isProperty(name: string): boolean {
  return name === JAAS || keyOfProperty(name) !== undefined || isTuning(name);
}

/** Whether a secret stands in a file as it is; `written` is the value before anything was put in. */
export function isLiteralSecret(name: string, written: string): boolean {
  if (!isSecretProperty(name) || name === COMMAND) return false;
  const options = name === JAAS ? parseJaas(written)?.options : undefined;
  const ofJaas = options?.get('password') ?? options?.get('clientSecret') ?? '';
  const secret = name === JAAS ? ofJaas : written;
  return secret !== '' && !/\$\{(?:env|file):/.test(secret);
}

/** What a command is given stands in it openly, but it need not be a secret. */
const COMMAND = 'sasl.oauthbearer.token.command';

/** A value that says something by being empty. */
const MAY_BE_EMPTY: Key = 'ssl.endpoint.identification.algorithm';

/** The values of `-X`. Throws a ValueError that names the key. */
export function readFlagProperties(pairs: readonly string[]): Source {
  const properties = pairs.map((pair): Property => {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new ValueError(notAProperty(pair));
    const name = pair.slice(0, equals).trim();
    return { name, found: found(pair.slice(equals + 1), `flag -X ${name}`) };
  });
  const { layer, warnings } = readProperties(properties);
  const seen = properties.find(({ name, found: { value } }) => isLiteralSecret(name, value));
  if (seen === undefined) return { layer, warnings };
  const what = seen.name.includes('key') ? seen.name : 'the password';
  const warning = `${what} stands on the command line, where other users of this machine can see it`;
  return { layer, warnings: [...warnings, warning] };
}

/** Properties in the order given; the last of a name counts. Throws a ValueError that names the key. */
export function readProperties(properties: readonly Property[]): Source {
  const layer = new Map<Key, Found>();
  const warnings: string[] = [];
  let jaas: Found | null = null;
  for (const { name, found: given } of properties) {
    const key = keyOfProperty(name);
    // A password may well begin or end with a space.
    const value = key !== undefined && isSecret(key) ? given.value : given.value.trim();
    if (name === JAAS) {
      jaas = given;
    } else if (key === undefined) {
      if (isTuning(name)) continue;
      warnings.push(`${given.where === null ? '' : `${given.where}: `}${hasNoEffect(name)}`);
    } else if (value === '' && given.where !== null && key !== MAY_BE_EMPTY) {
      // In a file, a name without a value is a form that was not filled in.
      layer.delete(key);
    } else {
      layer.set(key, { ...given, value });
    }
  }
  if (jaas !== null) addJaas(layer, jaas);
  return { layer, warnings };
}

/** A login module → the mechanism that it is for; null where `sasl.mechanism` has to say it. */
const MODULES: Readonly<Record<string, string | null>> = {
  PlainLoginModule: 'PLAIN',
  ScramLoginModule: null,
  OAuthBearerLoginModule: 'OAUTHBEARER',
  IAMLoginModule: 'AWS_MSK_IAM',
};

/** Options of login modules; `extension_NAME` is taken elsewhere. */
const JAAS_OPTIONS: readonly (readonly [string, Key])[] = [
  ['username', 'sasl.username'],
  ['password', 'sasl.password'],
  ['clientId', 'sasl.oauthbearer.client.id'],
  ['clientSecret', 'sasl.oauthbearer.client.secret'],
  ['scope', 'sasl.oauthbearer.scope'],
  ['awsProfileName', 'aws.profile'],
  ['awsRoleArn', 'aws.role.arn'],
  ['awsRoleSessionName', 'aws.role.session.name'],
  ['awsStsRegion', 'aws.region'],
];

/** Takes a login from `sasl.jaas.config`, where the names of librdkafka do not say it already. */
function addJaas(layer: Map<Key, Found>, given: Found): void {
  const jaas = parseJaas(given.value);
  if (jaas === null) {
    throw badValue(
      given,
      `${JAAS} can't be understood; write MODULE required username="NAME" password="SECRET";`,
    );
  }
  const mechanism = MODULES[jaas.module];
  if (mechanism === undefined) {
    const allowed = Object.keys(MODULES).join(', ');
    throw badValue(given, `${JAAS} names ${jaas.module}; allowed are ${allowed}`);
  }
  const add = (key: Key, value: string | undefined): void => {
    if (value !== undefined && !layer.has(key)) layer.set(key, { ...given, value, written: key });
  };
  for (const [option, key] of JAAS_OPTIONS) add(key, jaas.options.get(option));
  add('sasl.oauthbearer.extensions', extensionsOf(jaas));
  if (mechanism !== null) add('sasl.mechanism', mechanism);
  else if (!layer.has('sasl.mechanism')) {
    throw badValue(
      given,
      `${JAAS} names ScramLoginModule, and sasl.mechanism is missing; write SCRAM-SHA-256 or SCRAM-SHA-512`,
    );
  }
}

function extensionsOf({ options }: Jaas): string | undefined {
  const pairs = [...options].flatMap(([name, value]) =>
    name.startsWith('extension_') ? [`${name.slice('extension_'.length)}=${value}`] : [],
  );
  return pairs.length === 0 ? undefined : pairs.join(',');
}

/** Only what looks like a name is said again: a slip such as `sasl.password:SECRET` has more in it. */
function notAProperty(pair: string): string {
  const name = /^[a-z.]+$/.test(pair) ? ` ${pair}` : '';
  return `-X${name}: a property needs a value; write -X NAME=VALUE`;
}

import { homedir } from 'node:os';
import { basename } from 'node:path';
import { readBounded } from '../../config/bounded-file.js';
import type { Material } from '../../config/config.js';
import { pathFrom, reason } from '../../config/expand.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';

/** A file that a property names. */
export function materialOf(key: string, path: string): Material {
  return { key, kind: 'file', value: path };
}

/** `~/x` is in the home folder: no shell has seen a path that stands in a file or behind an equals sign. */
export function resolvePath(path: string): string {
  return pathFrom(process.cwd(), path, homedir());
}

export const whyUnreadable = reason;

/** Its bytes. Throws a KafkaTuiError that names property and file. */
export function readMaterial(material: Material): Buffer {
  if (material.kind === 'text') return Buffer.from(material.value);
  try {
    return readBounded(resolvePath(material.value));
  } catch (error) {
    throw new KafkaTuiError(
      {
        code: 'TLS_FILE',
        message: `${nameOf(material)} can't be read (${whyUnreadable(error)})`,
        next: 'correct the path, or who may read it',
        exitCode: EXIT.usage,
      },
      { cause: error },
    );
  }
}

/** `ca.pem (ssl.ca.location)`, or the property alone where the text stands in it. */
export function nameOf({ key, kind, value }: Material): string {
  return kind === 'file' ? `${value} (${key})` : key;
}

/** What was read is not what is needed. */
export function unusable(
  material: Material,
  what: string,
  next: string,
  cause?: unknown,
): KafkaTuiError {
  return new KafkaTuiError(
    { code: 'TLS_MATERIAL', message: `${nameOf(material)} ${what}`, next, exitCode: EXIT.usage },
    { cause },
  );
}

export type Form = 'pem' | 'der' | 'java' | 'other';

/** What bytes look like. Java's own key stores (JKS, JCEKS) begin with a word of four bytes. */
export function formOf(bytes: Buffer): Form {
  const magic = bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  if (magic === 0xfeedfeed || magic === 0xcececece) return 'java';
  if (bytes.includes('-----BEGIN ')) return 'pem';
  return bytes[0] === 0x30 ? 'der' : 'other';
}

/** Java's stores hold keys in ways of their own; Java's tool converts them. */
export function javaStore(material: Material, bytes: Buffer): KafkaTuiError {
  const type = bytes.readUInt32BE(0) === 0xfeedfeed ? 'JKS' : 'JCEKS';
  const from = material.value;
  const to = `${from.replace(/\.(?:jks|jceks|keystore|truststore)$/i, '')}.p12`;
  return unusable(
    material,
    `is a Java key store (${type}), which only Java reads`,
    `convert it: keytool -importkeystore -srckeystore ${shellWord(from)} -srcstoretype ${type} ` +
      `-destkeystore ${shellWord(to)} -deststoretype PKCS12; then name ${basename(to)}`,
  );
}

export function shellWord(text: string): string {
  return /^[\w./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SECRET } from './secrets.js';

/** As `test/fixtures/tls/make.sh` has them. */
export const STORE_PASSWORD = SECRET.store;
export const KEY_PHRASE = SECRET.keyPhrase;

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));
}

/** Certificate and key of one who is called so. */
export function pair(name: string): { readonly cert: Buffer; readonly key: Buffer } {
  return { cert: readFileSync(fixture(`${name}.pem`)), key: readFileSync(fixture(`${name}.key`)) };
}

/** The same, and the CA that vouches for its clients. */
export function tlsOf(name: string): ReturnType<typeof pair> & { readonly ca: Buffer } {
  return { ...pair(name), ca: readFileSync(fixture('ca.pem')) };
}

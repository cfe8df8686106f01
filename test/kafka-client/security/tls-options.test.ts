import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Material, Tls } from '../../../src/config/config.js';
import { certificatesIn } from '../../../src/kafka/security/certificates.js';
import { Pkcs12Error, certificatesOfPkcs12 } from '../../../src/kafka/security/pkcs12.js';
import { tlsOptions } from '../../../src/kafka/security/tls-options.js';
import { trustedHere } from '../../../src/kafka/security/trusted-here.js';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { KEY_PHRASE, STORE_PASSWORD, fixture } from '../../support/tls-fixtures.js';

const file = (key: string, name: string): Material => ({ key, kind: 'file', value: fixture(name) });
const text = (key: string, name: string): Material => ({
  key,
  kind: 'text',
  value: readFileSync(fixture(name), 'utf8'),
});
let count = 0;
const scratch = mkdtempSync(join(tmpdir(), 'kafka-tui-tls-'));
const written = (key: string, content: string | Buffer): Material => {
  const path = join(scratch, `material-${++count}`);
  writeFileSync(path, content);
  return { key, kind: 'file', value: path };
};

const NOTHING: Tls = { trust: null, identity: null, check: 'all' };

function refused(act: () => unknown): KafkaTuiError {
  try {
    act();
  } catch (error) {
    if (error instanceof KafkaTuiError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('CAs', () => {
  const fromPem = certificatesIn(file('ssl.ca.location', 'ca.pem'), null).map(String);

  it.each<[string, Material, string | null]>([
    ['PEM', file('ssl.ca.location', 'ca.pem'), null],
    ['PEM in the configuration', text('ssl.ca.pem', 'ca.pem'), null],
    ['DER', file('ssl.ca.location', 'ca.der'), null],
    ['PKCS#12 of keytool', file('ssl.truststore.location', 'truststore.p12'), STORE_PASSWORD],
    ['PKCS#12 with 3DES', file('ssl.truststore.location', 'truststore-3des.p12'), STORE_PASSWORD],
  ])('are taken as %s', (_, from, password) => {
    expect(certificatesIn(from, password).map(String)).toEqual(fromPem);
  });

  it('may stand on one line, or with their line ends written out', () => {
    const pem = readFileSync(fixture('ca.pem'), 'utf8');
    for (const value of [pem.replaceAll('\n', ' '), pem.replaceAll('\n', '\\n')]) {
      const found = certificatesIn({ key: 'ssl.ca.pem', kind: 'text', value }, null);
      expect(found.map(String)).toEqual(fromPem);
    }
  });

  it.each<[string, Material, string | null, RegExp, RegExp]>([
    [
      'missing',
      file('k', 'nowhere.pem'),
      null,
      /nowhere\.pem \(k\) can't be read \(it is not there\)/,
      /path/,
    ],
    ['a folder', file('k', '.'), null, /can't be read \(it is a folder\)/, /path/],
    ['empty', written('k', ''), null, /is empty/, /PEM/],
    [
      'a key',
      file('k', 'client.key'),
      null,
      /has a private key in it, and no certificate/,
      /name the file/,
    ],
    [
      'a Java key store',
      file('k', 'truststore.jks'),
      null,
      /is a Java key store \(JKS\)/,
      /^convert it: keytool -importkeystore -srckeystore \S+truststore\.jks -srcstoretype JKS -destkeystore \S+truststore\.p12 -deststoretype PKCS12; then name truststore\.p12$/,
    ],
    [
      'PKCS#12 without its password',
      file('k', 'truststore.p12'),
      null,
      /is encrypted, and its password is missing/,
      /give it: ssl\.truststore\.password/,
    ],
    [
      'PKCS#12 with a wrong password',
      file('k', 'truststore.p12'),
      'x',
      /the password does not open/,
      /correct it/,
    ],
  ])('%s: each its own error', (_, from, password, message, next) => {
    const error = refused(() => certificatesIn(from, password));
    expect(error.message).toMatch(message);
    expect(error.next).toMatch(next);
    expect(error.exitCode).toBe(2);
  });

  it('that are something else say so, and not that they are missing', () => {
    const from = written('ssl.ca.location', 'hello');
    const error = refused(() => tlsOptions({ ...NOTHING, trust: { from, password: null } }));
    expect(error.message).toMatch(/material-\d+ \(ssl\.ca\.location\) has no certificate in it/);
    const whole = readFileSync(fixture('ca.pem'), 'utf8');
    const damaged = written('k', whole.replace(/\n.{64}\n/, '\nAAAA\n'));
    expect(refused(() => certificatesIn(damaged, null)).message).toMatch(/is damaged/);
  });
});

describe('PKCS#12', () => {
  it('of any bytes gives certificates or an error of its own', () => {
    const store = readFileSync(fixture('truststore.p12'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(store.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.nat(store.length),
        (changes, length) => {
          const bytes = Buffer.from(store);
          for (const [at, byte] of changes) bytes[at] = byte;
          try {
            certificatesOfPkcs12(bytes.subarray(0, store.length - length), STORE_PASSWORD);
          } catch (error) {
            expect(error).toBeInstanceOf(Pkcs12Error);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a client certificate', () => {
  const password = KEY_PHRASE;
  const certificate = file('ssl.certificate.location', 'client.pem');
  const key = (name: string): Material => file('ssl.key.location', name);

  it.each<[string, Tls['identity']]>([
    ['PEM', { kind: 'pem', certificate, key: key('client.key'), password: null }],
    ['an encrypted key', { kind: 'pem', certificate, key: key('client-encrypted.key'), password }],
    ['a key as of old', { kind: 'pem', certificate, key: key('client-traditional.key'), password }],
    [
      'PKCS#12',
      {
        kind: 'store',
        from: file('ssl.keystore.location', 'client.p12'),
        password: STORE_PASSWORD,
      },
    ],
    [
      'both in one',
      {
        kind: 'store',
        from: written(
          'ssl.keystore.location',
          Buffer.concat([readFileSync(fixture('client.key')), readFileSync(fixture('client.pem'))]),
        ),
        password: null,
      },
    ],
  ])('is taken: %s', (_, identity) => {
    expect(tlsOptions({ ...NOTHING, identity }).secureContext).toBeDefined();
  });

  it.each<[string, Tls['identity'], RegExp, RegExp]>([
    [
      'a wrong pass phrase',
      { kind: 'pem', certificate, key: key('client-encrypted.key'), password: 'x' },
      /the pass phrase does not open \S+client-encrypted\.key/,
      /ssl\.key\.password/,
    ],
    [
      'a wrong pass phrase as of old',
      { kind: 'pem', certificate, key: key('client-traditional.key'), password: 'x' },
      /the pass phrase does not open/,
      /ssl\.key\.password/,
    ],
    [
      'no pass phrase',
      { kind: 'pem', certificate, key: key('client-encrypted.key'), password: null },
      /is encrypted, and its pass phrase is missing/,
      /give it: ssl\.key\.password/,
    ],
    [
      "another's key",
      { kind: 'pem', certificate, key: key('server.key'), password: null },
      /server\.key \(ssl\.key\.location\) is not the key of the certificate in \S+client\.pem/,
      /belong together/,
    ],
    [
      'a certificate for a key',
      { kind: 'pem', certificate, key: key('client.pem'), password: null },
      /has no private key in it/,
      /PEM/,
    ],
    [
      'a wrong password',
      { kind: 'store', from: file('k', 'client.p12'), password: 'x' },
      /the password does not open/,
      /ssl\.keystore\.password/,
    ],
    [
      'an old cipher',
      { kind: 'store', from: file('k', 'client-legacy.p12'), password: STORE_PASSWORD },
      /encrypted in a way that is out of use/,
      /openssl pkcs12 -legacy -in \S+client-legacy\.p12/,
    ],
    [
      'a trust store',
      { kind: 'store', from: file('k', 'truststore.p12'), password: STORE_PASSWORD },
      /has no key with its certificate/,
      /ssl\.truststore\.location/,
    ],
    [
      'a Java key store',
      { kind: 'store', from: file('k', 'truststore.jks'), password: STORE_PASSWORD },
      /Java key store \(JKS\)/,
      /keytool -importkeystore/,
    ],
    [
      'a text',
      { kind: 'store', from: written('k', 'hello'), password: null },
      /is no key store/,
      /PKCS#12 or PEM/,
    ],
  ])('%s: its own error', (_, identity, message, next) => {
    const error = refused(() => tlsOptions({ ...NOTHING, identity }));
    expect(error.message).toMatch(message);
    expect(error.next).toMatch(next);
    expect(error.exitCode).toBe(2);
    expect(`${error.message}${error.next}`).not.toContain(STORE_PASSWORD);
    expect(`${error.message}${error.next}`).not.toContain(KEY_PHRASE);
  });
});

describe('what is checked', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is everything, whatever NODE_TLS_REJECT_UNAUTHORIZED says', () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(tlsOptions(NOTHING)).toMatchObject({ rejectUnauthorized: true });
    expect(tlsOptions(NOTHING)).not.toHaveProperty('checkServerIdentity');
    const lax = tlsOptions({ ...NOTHING, check: 'not the host name' });
    expect(lax).toMatchObject({ rejectUnauthorized: true });
    expect(lax).toHaveProperty('checkServerIdentity');
    expect(tlsOptions({ ...NOTHING, check: 'nothing' })).toMatchObject({
      rejectUnauthorized: false,
    });
  });

  it("stands on the machine's CAs, or on those that variables name", () => {
    expect(trustedHere({}).join('')).toContain('BEGIN CERTIFICATE');
    const ca = readFileSync(fixture('ca.pem'), 'utf8');
    expect(trustedHere({ SSL_CERT_FILE: fixture('ca.pem') })).toEqual([ca]);
    expect(trustedHere({ SSL_CERT_DIR: fixture('.') })).toContain(ca);
    const extra = trustedHere({ NODE_EXTRA_CA_CERTS: fixture('ca.pem') });
    expect(extra).toContain(ca);
    expect(extra.length).toBeGreaterThan(1);
    const error = refused(() => trustedHere({ SSL_CERT_FILE: '/nowhere.pem' }));
    expect(error.message).toBe(
      "environment SSL_CERT_FILE: /nowhere.pem can't be read (it is not there)",
    );
  });
});

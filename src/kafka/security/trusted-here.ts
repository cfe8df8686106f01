import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { readBounded } from '../../config/bounded-file.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { whyUnreadable } from './material.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where systems keep the CAs that they trust, as one PEM file: Debian, Fedora, openSUSE, Alpine, macOS and BSD. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/usr/local/share/certs/ca-root-nss.crt',
];

/** From Node 22.15 on it asks the system itself, key chains and Windows' stores included. */
type GetCertificates = (type: 'system') => readonly string[];

/**
 * Whom this machine trusts, as PEM texts: what `SSL_CERT_FILE` and `SSL_CERT_DIR` name, as for OpenSSL; else the
 * system's CAs; Node's own where there are none. `NODE_EXTRA_CA_CERTS` always comes on top.
 */
export function trustedHere(env: Environment = process.env): readonly string[] {
  return [...base(env), ...extra(env['NODE_EXTRA_CA_CERTS'] ?? '')];
}

function base(env: Environment): readonly string[] {
  const file = env['SSL_CERT_FILE'] ?? '';
  const folder = env['SSL_CERT_DIR'] ?? '';
  if (file !== '' || folder !== '') {
    return [
      ...(file === '' ? [] : [named('SSL_CERT_FILE', file, () => readBounded(file).toString())]),
      ...(folder === '' ? [] : named('SSL_CERT_DIR', folder, () => inFolder(folder))),
    ];
  }
  const ask = (tls as { getCACertificates?: GetCertificates }).getCACertificates;
  const asked = ask?.('system') ?? [];
  if (asked.length > 0) return asked;
  const bundle = BUNDLES.find((path) => existsSync(path));
  return bundle === undefined ? tls.rootCertificates : [readBounded(bundle).toString()];
}

function inFolder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => readBounded(join(folder, name)).toString())
    .filter((text) => text.includes('-----BEGIN CERTIFICATE-----'));
}

/** Node itself goes on without what it can't read there. */
function extra(path: string): readonly string[] {
  try {
    return path === '' ? [] : [readBounded(path).toString()];
  } catch {
    return [];
  }
}

function named<T>(variable: string, path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new KafkaTuiError(
      {
        code: 'TLS_FILE',
        message: `environment ${variable}: ${path} can't be read (${whyUnreadable(error)})`,
        next: 'correct that variable, or name the CA: -X ssl.ca.location=FILE',
        exitCode: EXIT.usage,
      },
      { cause: error },
    );
  }
}

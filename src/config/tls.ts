import type { Identity, Material, Tls } from './config.js';
import { type Found, type Key, type Layer, pick, pickOne } from './layer.js';
import { ValueError, readOne } from './value-error.js';

const TRUST = ['ssl.ca.location', 'ssl.ca.pem', 'ssl.truststore.location'] as const;
const CERTIFICATE = ['ssl.certificate.location', 'ssl.certificate.pem'] as const;
const PRIVATE_KEY = ['ssl.key.location', 'ssl.key.pem'] as const;

/** What TLS stands on; no file is opened yet. Throws a ValueError for half an identity. */
export function readTls(layers: readonly Layer[]): Tls {
  const trust = pickOne(layers, TRUST);
  const password = pick(layers, 'ssl.truststore.password')?.value ?? null;
  return {
    trust: trust === undefined ? null : { from: material(trust), password },
    identity: readIdentity(layers),
    check: readCheck(layers),
  };
}

/** Warnings of what is not checked, for stderr. */
export function tlsWarnings(tls: Tls | null): readonly string[] {
  switch (tls?.check ?? 'all') {
    case 'nothing':
      return [
        'TLS is not verified: whoever stands between here and the broker can read and change everything, passwords too',
      ];
    case 'not the host name':
      return [
        'the host name is not checked: whoever has any certificate of this CA can pose as the broker',
      ];
    case 'all':
      return [];
  }
}

function material({ key, found }: { readonly key: Key; readonly found: Found }): Material {
  return { key, kind: key.endsWith('.location') ? 'file' : 'text', value: found.value };
}

function readIdentity(layers: readonly Layer[]): Identity | null {
  const one = pickOne(layers, [...CERTIFICATE, ...PRIVATE_KEY, 'ssl.keystore.location']);
  if (one === undefined) return null;
  const password = pick(layers, 'ssl.key.password')?.value ?? null;
  if (one.key === 'ssl.keystore.location') {
    const ofStore = pick(layers, 'ssl.keystore.password')?.value ?? null;
    return { kind: 'store', from: material(one), password: ofStore ?? password };
  }
  const certificate = pickOne(layers, CERTIFICATE);
  const key = pickOne(layers, PRIVATE_KEY);
  if (certificate === undefined || key === undefined) {
    const missing = certificate === undefined ? CERTIFICATE[0] : PRIVATE_KEY[0];
    throw new ValueError(
      `a client certificate needs its key, and a key its certificate; ${missing} is missing`,
      `give both: -X ${CERTIFICATE[0]}=FILE -X ${PRIVATE_KEY[0]}=FILE`,
    );
  }
  return { kind: 'pem', certificate: material(certificate), key: material(key), password };
}

function readCheck(layers: readonly Layer[]): Tls['check'] {
  const verify = pick(layers, 'enable.ssl.certificate.verification');
  const on =
    verify === undefined ||
    readOne('enable.ssl.certificate.verification', verify, ['true', 'false']) === 'true';
  if (!on) return 'nothing';
  const host = pick(layers, 'ssl.endpoint.identification.algorithm');
  // Java's clients turn it off by an empty value, librdkafka by `none`.
  if (host === undefined || host.value === '')
    return host === undefined ? 'all' : 'not the host name';
  return readOne('ssl.endpoint.identification.algorithm', host, ['https', 'none']) === 'https'
    ? 'all'
    : 'not the host name';
}

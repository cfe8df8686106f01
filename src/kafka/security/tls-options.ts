import { type KeyObject, createPrivateKey } from 'node:crypto';
import { type ConnectionOptions, type SecureContextOptions, createSecureContext } from 'node:tls';
import type { Identity, Material, Tls } from '../../config/config.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { certificatesIn, pkcs12Unusable } from './certificates.js';
import { formOf, javaStore, nameOf, readMaterial, unusable } from './material.js';
import { isEncrypted, isPrivateKey, pemBlocks } from './pem.js';
import { trustedHere } from './trusted-here.js';

/**
 * What Node's TLS is called with. All files are read here, once: a context of many CAs takes its time to make,
 * and what is wrong with a file is said before anybody connects. Throws a KafkaTuiError with exit code 2.
 */
export function tlsOptions(tls: Tls): ConnectionOptions {
  const ca = [...(ownCas(tls) ?? trustedHere())];
  const identity = tls.identity === null ? {} : identityOf(tls.identity);
  return {
    secureContext: createSecureContext({ ca, ...identity }),
    // Said either way: NODE_TLS_REJECT_UNAUTHORIZED must not turn it off behind anybody's back.
    rejectUnauthorized: tls.check !== 'nothing',
    ...(tls.check === 'all' ? {} : { checkServerIdentity: () => undefined }),
  };
}

/** The CAs that were named, as PEM; null where none were. */
export function ownCas({ trust }: Tls): readonly string[] | null {
  if (trust === null) return null;
  return certificatesIn(trust.from, trust.password).map((one) => one.toString());
}

function identityOf(identity: Identity): SecureContextOptions {
  if (identity.kind === 'pem') {
    return pemIdentity(identity.certificate, identity.key, identity.password);
  }
  const { from, password } = identity;
  const bytes = readMaterial(from);
  switch (formOf(bytes)) {
    case 'pem':
      return pemIdentity(from, from, password);
    case 'java':
      throw javaStore(from, bytes);
    case 'der':
      return pkcs12Identity(from, bytes, password);
    case 'other':
      throw unusable(from, 'is no key store', 'it must be PKCS#12 or PEM');
  }
}

function pemIdentity(
  certificate: Material,
  key: Material,
  password: string | null,
): SecureContextOptions {
  const chain = certificatesIn(certificate, null);
  const privateKey = readKey(key, password);
  if (chain[0]?.checkPrivateKey(privateKey) !== true) {
    throw unusable(
      key,
      `is not the key of the certificate in ${nameOf(certificate)}`,
      'name the two that belong together; the first certificate of a file is the one that counts',
    );
  }
  return {
    cert: chain.map((one) => one.toString()).join(''),
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }),
  };
}

function readKey(from: Material, password: string | null): KeyObject {
  const bytes = readMaterial(from);
  const form = formOf(bytes);
  if (form === 'java') throw javaStore(from, bytes);
  if (form === 'der') return decoded(from, { key: bytes, format: 'der', type: 'pkcs8' });
  const block = pemBlocks(bytes.toString('latin1')).find(isPrivateKey);
  if (block === undefined) {
    throw unusable(
      from,
      'has no private key in it',
      'it must be PEM: -----BEGIN PRIVATE KEY-----, or ENCRYPTED PRIVATE KEY',
    );
  }
  if (!isEncrypted(block)) return decoded(from, { key: block.pem });
  try {
    if (password !== null) return createPrivateKey({ key: block.pem, passphrase: password });
  } catch (error) {
    throw passwordProblem(`the pass phrase does not open ${nameOf(from)}`, 'correct', error);
  }
  throw passwordProblem(`${nameOf(from)} is encrypted, and its pass phrase is missing`, 'give');
}

function decoded(from: Material, input: Parameters<typeof createPrivateKey>[0]): KeyObject {
  try {
    return createPrivateKey(input);
  } catch (error) {
    throw unusable(from, "is damaged (its key can't be read)", 'get it anew', error);
  }
}

function passwordProblem(message: string, verb: string, cause?: unknown): KafkaTuiError {
  const next = `${verb} it: ssl.key.password, in a file or profile`;
  return new KafkaTuiError(
    { code: 'TLS_PASSWORD', message, next, exitCode: EXIT.usage },
    { cause },
  );
}

function pkcs12Identity(
  from: Material,
  pfx: Buffer,
  password: string | null,
): SecureContextOptions {
  const options = { pfx, passphrase: password ?? '' };
  try {
    createSecureContext(options);
    return options;
  } catch (error) {
    if (
      error instanceof Error &&
      /Unable to load PFX|private key|certificate/i.test(error.message)
    ) {
      throw unusable(
        from,
        'has no key with its certificate in it',
        'a trust store goes into ssl.truststore.location; the key store has your own key',
        error,
      );
    }
    throw pkcs12Unusable(from, error, password, 'ssl.keystore.password');
  }
}

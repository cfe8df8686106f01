import { X509Certificate } from 'node:crypto';
import type { Material } from '../../config/config.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { formOf, javaStore, nameOf, readMaterial, shellWord, unusable } from './material.js';
import { isCertificate, isPrivateKey, pemBlocks } from './pem.js';
import { Pkcs12Error, certificatesOfPkcs12 } from './pkcs12.js';

/** Certificates in PEM, DER or PKCS#12. Throws a KafkaTuiError that says what is there instead. */
export function certificatesIn(
  from: Material,
  password: string | null,
): readonly X509Certificate[] {
  const bytes = readMaterial(from);
  switch (formOf(bytes)) {
    case 'pem':
      return fromPem(from, bytes);
    case 'der':
      return fromDer(from, bytes, password);
    case 'java':
      throw javaStore(from, bytes);
    case 'other':
      throw unusable(
        from,
        bytes.length === 0 ? 'is empty' : 'has no certificate in it',
        'it must be PEM (-----BEGIN CERTIFICATE-----) or PKCS#12: ask whoever gave it to you for the CA',
      );
  }
}

function fromPem(from: Material, bytes: Buffer): readonly X509Certificate[] {
  const blocks = pemBlocks(bytes.toString('latin1'));
  const certificates = blocks.filter(isCertificate);
  if (certificates.length === 0) {
    const what = blocks.some(isPrivateKey) ? 'has a private key in it' : 'is PEM';
    throw unusable(from, `${what}, and no certificate`, 'name the file with the certificate');
  }
  return certificates.map(({ pem }, index) => {
    try {
      return new X509Certificate(pem);
    } catch (error) {
      const which = certificates.length > 1 ? `certificate ${index + 1} in it` : 'its certificate';
      throw unusable(from, `is damaged (${which} can't be read)`, 'get it anew', error);
    }
  });
}

function fromDer(
  from: Material,
  bytes: Buffer,
  password: string | null,
): readonly X509Certificate[] {
  try {
    return [new X509Certificate(bytes)];
  } catch {
    // Then it is PKCS#12, if it is anything.
  }
  try {
    const found = certificatesOfPkcs12(bytes, password ?? '').map(
      (der) => new X509Certificate(der),
    );
    if (found.length > 0) return found;
  } catch (error) {
    throw pkcs12Unusable(from, error, password, 'ssl.truststore.password');
  }
  throw unusable(from, 'is PKCS#12, and no certificate is in it', 'name the trust store');
}

/** What is wrong with a PKCS#12 file; `passwordKey` is the property that has its password. */
export function pkcs12Unusable(
  from: Material,
  error: unknown,
  password: string | null,
  passwordKey: string,
): KafkaTuiError {
  const why = error instanceof Pkcs12Error ? error.why : whyOpenSsl(error);
  const file = shellWord(from.value);
  switch (why) {
    case 'password':
      return new KafkaTuiError(
        {
          code: 'TLS_PASSWORD',
          message:
            password === null
              ? `${nameOf(from)} is encrypted, and its password is missing`
              : `the password does not open ${nameOf(from)}`,
          next: `${password === null ? 'give' : 'correct'} it: ${passwordKey}, in a file or profile`,
          exitCode: EXIT.usage,
        },
        { cause: error },
      );
    case 'algorithm':
      return unusable(
        from,
        'is encrypted in a way that is out of use',
        `write it anew: openssl pkcs12 -legacy -in ${file} -nodes -out new.pem, and name new.pem`,
        error,
      );
    case 'damaged':
      return unusable(from, 'is damaged, or no PKCS#12 at all', 'get it anew', error);
  }
}

/** OpenSSL's words for the same. */
function whyOpenSsl(error: unknown): Pkcs12Error['why'] {
  const text = error instanceof Error ? error.message : '';
  if (/mac verify|bad decrypt|password/i.test(text)) return 'password';
  return /unsupported/i.test(text) ? 'algorithm' : 'damaged';
}

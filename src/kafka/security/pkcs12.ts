// Certificates out of a PKCS#12 file (RFC 7292). Node reads such files only where they hold a key with its
// certificate; a trust store has none.
import { createDecipheriv, createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import {
  type Der,
  DerError,
  TAG,
  contentOf,
  numberOf,
  oidOf,
  parts,
  readAll,
  readOne,
} from './der.js';

/** Why a file can't be used. */
export class Pkcs12Error extends Error {
  override readonly name = 'Pkcs12Error';

  constructor(readonly why: 'password' | 'damaged' | 'algorithm') {
    super(why);
  }
}

/** Object identifiers, as they are encoded. */
const OID = {
  data: '2a864886f70d010701',
  encryptedData: '2a864886f70d010706',
  certBag: '2a864886f70d010c0a0103',
  safeContentsBag: '2a864886f70d010c0a0106',
  x509: '2a864886f70d01091601',
  pbes2: '2a864886f70d01050d',
  pbkdf2: '2a864886f70d01050c',
  sha1And3Des: '2a864886f70d010c0103',
} as const;

const HMAC: Readonly<Record<string, string>> = {
  '2a864886f70d0207': 'sha1',
  '2a864886f70d0209': 'sha256',
  '2a864886f70d020a': 'sha384',
  '2a864886f70d020b': 'sha512',
};

const HASH: Readonly<Record<string, { readonly name: string; readonly block: number }>> = {
  '2b0e03021a': { name: 'sha1', block: 64 },
  '608648016503040201': { name: 'sha256', block: 64 },
  '608648016503040202': { name: 'sha384', block: 128 },
  '608648016503040203': { name: 'sha512', block: 128 },
};

const CIPHER: Readonly<Record<string, { readonly name: string; readonly key: number }>> = {
  '60864801650304012a': { name: 'aes-256-cbc', key: 32 },
  '608648016503040116': { name: 'aes-192-cbc', key: 24 },
  '608648016503040102': { name: 'aes-128-cbc', key: 16 },
  '2a864886f70d0307': { name: 'des-ede3-cbc', key: 24 },
};

/** A file that is made to keep a machine busy is not a trust store; Java takes 10,000 rounds. */
const MOST_ROUNDS = 5_000_000;
const DEPTH = 4;

/** Certificates in DER, in their order; keys are left alone. Throws a Pkcs12Error. */
export function certificatesOfPkcs12(file: Buffer, password: string): readonly Buffer[] {
  try {
    const [version, authSafe, mac] = parts(readOne(file), TAG.sequence);
    if (numberOf(version) !== 3) throw new Pkcs12Error('damaged');
    const safe = dataOf(authSafe);
    if (mac !== undefined) checkMac(mac, safe, password);
    return parts(readOne(safe), TAG.sequence).flatMap((info) =>
      certificatesIn(contentsOf(info, password), DEPTH),
    );
  } catch (error) {
    throw error instanceof DerError ? new Pkcs12Error('damaged') : error;
  }
}

/** ContentInfo of kind data → its octets. */
function dataOf(info: Der | undefined): Buffer {
  const [kind, content] = parts(info, TAG.sequence);
  if (oidOf(kind) !== OID.data) throw new Pkcs12Error('algorithm');
  return contentOf(parts(content, TAG.context0)[0], TAG.octets);
}

function contentsOf(info: Der, password: string): Buffer {
  const [kind, content] = parts(info, TAG.sequence);
  if (oidOf(kind) !== OID.encryptedData) return dataOf(info);
  const [, encrypted] = parts(parts(content, TAG.context0)[0], TAG.sequence);
  const [, algorithm, bytes] = parts(encrypted, TAG.sequence);
  return decrypt(algorithm, contentOf(bytes, TAG.implicit0), password);
}

function certificatesIn(safeContents: Buffer, depth: number): readonly Buffer[] {
  return parts(readOne(safeContents), TAG.sequence).flatMap((bag): readonly Buffer[] => {
    const [kind, value] = parts(bag, TAG.sequence);
    if (oidOf(kind) === OID.safeContentsBag && depth > 0) {
      return certificatesIn(contentOf(value, TAG.context0), depth - 1);
    }
    if (oidOf(kind) !== OID.certBag) return [];
    const [type, certificate] = parts(parts(value, TAG.context0)[0], TAG.sequence);
    if (oidOf(type) !== OID.x509) return [];
    return [contentOf(parts(certificate, TAG.context0)[0], TAG.octets)];
  });
}

function decrypt(algorithm: Der | undefined, bytes: Buffer, password: string): Buffer {
  const [kind, parameters] = parts(algorithm, TAG.sequence);
  const { name, key, iv } = cipherOf(oidOf(kind), parameters, password);
  try {
    const decipher = createDecipheriv(name, key, iv);
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch {
    throw new Pkcs12Error('password');
  }
}

function cipherOf(
  kind: string,
  parameters: Der | undefined,
  password: string,
): { readonly name: string; readonly key: Buffer; readonly iv: Buffer } {
  if (kind === OID.sha1And3Des) {
    const [salt, count] = parts(parameters, TAG.sequence);
    const hash = { name: 'sha1', block: 64 };
    const derive = (id: number, size: number): Buffer =>
      derived(password, contentOf(salt, TAG.octets), rounds(count), { id, size, hash });
    return { name: 'des-ede3-cbc', key: derive(1, 24), iv: derive(2, 8) };
  }
  if (kind !== OID.pbes2) throw new Pkcs12Error('algorithm');
  const [derivation, encryption] = parts(parameters, TAG.sequence);
  const [function_, settings] = parts(derivation, TAG.sequence);
  const [scheme, iv] = parts(encryption, TAG.sequence);
  const cipher = CIPHER[oidOf(scheme)];
  if (oidOf(function_) !== OID.pbkdf2 || cipher === undefined) throw new Pkcs12Error('algorithm');
  const [salt, count, ...rest] = parts(settings, TAG.sequence);
  const prf = rest.find(({ tag }) => tag === TAG.sequence);
  const digest = prf === undefined ? 'sha1' : HMAC[oidOf(readAll(prf.content)[0])];
  if (digest === undefined) throw new Pkcs12Error('algorithm');
  const salted = contentOf(salt, TAG.octets);
  return {
    name: cipher.name,
    key: pbkdf2Sync(password, salted, rounds(count), cipher.key, digest),
    iv: contentOf(iv, TAG.octets),
  };
}

function rounds(value: Der | undefined): number {
  const count = numberOf(value);
  if (count < 1 || count > MOST_ROUNDS) throw new Pkcs12Error('damaged');
  return count;
}

/** Whether nobody changed the file, and whether the password is the right one. */
function checkMac(mac: Der, data: Buffer, password: string): void {
  const [digest, salt, count] = parts(mac, TAG.sequence);
  const [algorithm, expected] = parts(digest, TAG.sequence);
  const hash = HASH[oidOf(parts(algorithm, TAG.sequence)[0])];
  if (hash === undefined) throw new Pkcs12Error('algorithm');
  const wanted = contentOf(expected, TAG.octets);
  const repeats = count === undefined ? 1 : rounds(count);
  const key = derived(password, contentOf(salt, TAG.octets), repeats, {
    id: 3,
    size: wanted.length,
    hash,
  });
  const found = createHmac(hash.name, key).update(data).digest();
  if (found.length !== wanted.length || !timingSafeEqual(found, wanted)) {
    throw new Pkcs12Error('password');
  }
}

interface Derivation {
  /** 1 a key, 2 an initial vector, 3 a key for the MAC. */
  readonly id: number;
  readonly size: number;
  readonly hash: { readonly name: string; readonly block: number };
}

/** RFC 7292, appendix B.2. */
function derived(password: string, salt: Buffer, count: number, derivation: Derivation): Buffer {
  const { id, size, hash } = derivation;
  const fill = (bytes: Buffer): Buffer =>
    Buffer.alloc(Math.ceil(bytes.length / hash.block) * hash.block, bytes);
  const diversifier = Buffer.alloc(hash.block, id);
  const input = Buffer.concat([fill(salt), fill(bmpString(password))]);
  const blocks: Buffer[] = [];
  for (let length = 0; length < size;) {
    let block: Buffer = createHash(hash.name).update(diversifier).update(input).digest();
    for (let round = 1; round < count; round++) {
      block = createHash(hash.name).update(block).digest();
    }
    blocks.push(block);
    length += block.length;
    addToEach(input, Buffer.alloc(hash.block, block));
  }
  return Buffer.concat(blocks).subarray(0, size);
}

/** Each block of `input` grows by `addend` and one, as large numbers that overflow. */
function addToEach(input: Buffer, addend: Buffer): void {
  for (let start = 0; start < input.length; start += addend.length) {
    let carry = 1;
    for (let at = addend.length - 1; at >= 0; at--) {
      carry += (input[start + at] ?? 0) + (addend[at] ?? 0);
      input[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
}

/** UTF-16 with its high bytes first, and two zeroes at the end. */
function bmpString(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le').swap16();
}

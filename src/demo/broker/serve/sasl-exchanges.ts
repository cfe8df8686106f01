// The broker's side of SASL, each as one object a login.
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AcceptToken } from '../settings.js';
import type { Exchange, Step } from './route.js';

const NOTHING = Buffer.alloc(0);
const REFUSED = 'Authentication failed: Invalid username or password';

type Users = ReadonlyMap<string, string>;

/** RFC 4616: whom to act as, user, password, with zero bytes between. */
export function plainExchange(users: Users): Exchange {
  return {
    take: (message) => {
      const [, user = '', password = ''] = message.toString('utf8').split('\0');
      const expected = users.get(user);
      return expected !== undefined && same(Buffer.from(expected), Buffer.from(password))
        ? accepted(NOTHING)
        : refused(REFUSED);
    },
  };
}

const ITERATIONS = 4096;

/** RFC 5802, without channel binding. */
export function scramExchange(hash: 'sha256' | 'sha512', users: Users): Exchange {
  let first: { readonly bare: string; readonly answer: string; readonly nonce: string } | null =
    null;
  let salted: Buffer | null = null;

  const begin = (message: string): Step => {
    const [, bare = '', user = '', clientNonce = ''] =
      /^n,(?:a=[^,]*)?,(n=([^,]*),r=([^,]+).*)$/.exec(message) ?? [];
    const password = users.get(user.replaceAll('=2C', ',').replaceAll('=3D', '='));
    if (password === undefined) return refused(REFUSED);
    const salt = randomBytes(16);
    salted = pbkdf2Sync(password, salt, ITERATIONS, hash === 'sha256' ? 32 : 64, hash);
    const nonce = `${clientNonce}${randomBytes(12).toString('hex')}`;
    const answer = `r=${nonce},s=${salt.toString('base64')},i=${ITERATIONS}`;
    first = { bare, answer, nonce };
    return { kind: 'more', answer: Buffer.from(answer) };
  };

  const finish = (message: string, key: Buffer, opened: NonNullable<typeof first>): Step => {
    const [, withoutProof = '', nonce = '', proof = ''] =
      /^(c=[^,]*,r=([^,]*)),p=(.*)$/.exec(message) ?? [];
    const signed = [opened.bare, opened.answer, withoutProof].join(',');
    const clientKey = mac(hash, key, 'Client Key');
    const stored = createHash(hash).update(clientKey).digest();
    const expected = xor(clientKey, mac(hash, stored, signed));
    if (nonce !== opened.nonce || !same(expected, Buffer.from(proof, 'base64'))) {
      return refused(REFUSED);
    }
    const signature = mac(hash, mac(hash, key, 'Server Key'), signed);
    return accepted(Buffer.from(`v=${signature.toString('base64')}`));
  };

  return {
    take: (message) =>
      first === null || salted === null
        ? begin(message.toString())
        : finish(message.toString(), salted, first),
  };
}

/** RFC 7628. A refusal is told as JSON first, and only after the client's dummy message as an error. */
export function bearerExchange(accept: AcceptToken, sessions: boolean): Exchange {
  let told = false;
  return {
    take: (message) => {
      if (told) return refused('{"status":"invalid_token"}');
      const [, ...fields] = message.toString('utf8').split('\x01');
      const pairs = fields.flatMap((field): [string, string][] => {
        const equals = field.indexOf('=');
        return equals < 1 ? [] : [[field.slice(0, equals), field.slice(equals + 1)]];
      });
      const { auth = '', ...extensions } = Object.fromEntries(pairs);
      const token = /^Bearer (.+)$/i.exec(auth)?.[1] ?? '';
      const taken = accept(token, new Map(Object.entries(extensions)));
      // Brokers that end no sessions let a login outlive its token.
      if (taken !== null) return accepted(NOTHING, sessions ? taken.until : null);
      told = true;
      return { kind: 'more', answer: Buffer.from('{"status":"invalid_token"}') };
    },
  };
}

const accepted = (answer: Buffer, until: number | null = null): Step => ({
  kind: 'accepted',
  answer,
  until,
});

const refused = (why: string): Step => ({ kind: 'refused', why });

function mac(hash: string, key: Buffer, text: string): Buffer {
  return createHmac(hash, key).update(text).digest();
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)));
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

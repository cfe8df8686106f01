import { EXIT, KafkaTuiError } from '../../model/problem.js';

/** What a broker takes in place of a password. */
export interface Token {
  readonly value: string;
  /** ms since the epoch; null where nobody says. */
  readonly expiresAt: number | null;
  /** Whom it names, where it is a JWT that does. */
  readonly subject: string | null;
}

/** Where tokens come from. */
export interface Tokens {
  /** For messages: `the token of https://…`. */
  readonly origin: string;
  /** Whom the last token named; null before the first. */
  readonly subject: string | null;
  /** A token that is good for a while yet. Rejects with a KafkaTuiError. */
  current(): Promise<Token>;
}

/** A new token is got when this much of the old one's time is over. */
const FRESH_SHARE = 0.75;
/** One that does not say how long it is good is not trusted for longer; ms. */
const UNKNOWN_MS = 5 * 60_000;
/** An old token may serve where there is no new one, while it is good for this long; ms. */
const STILL_GOOD_MS = 5_000;

/** Keeps a token while it is fresh. Whoever asks meanwhile waits for the same one. */
export class TokenCache implements Tokens {
  readonly origin: string;
  readonly #obtain: () => Promise<Token>;
  readonly #now: () => number;
  #token: Token | null = null;
  #staleAt = 0;
  #underWay: Promise<Token> | null = null;

  constructor(origin: string, obtain: () => Promise<Token>, now: () => number = Date.now) {
    this.origin = origin;
    this.#obtain = obtain;
    this.#now = now;
  }

  get subject(): string | null {
    return this.#token?.subject ?? null;
  }

  current(): Promise<Token> {
    if (this.#token !== null && this.#now() < this.#staleAt) return Promise.resolve(this.#token);
    this.#underWay ??= this.#renew().finally(() => (this.#underWay = null));
    return this.#underWay;
  }

  async #renew(): Promise<Token> {
    const before = this.#token;
    try {
      const token = await this.#obtain();
      const now = this.#now();
      if (token.expiresAt !== null && token.expiresAt <= now) {
        throw expired(this.origin, token.expiresAt);
      }
      const life = token.expiresAt === null ? UNKNOWN_MS : token.expiresAt - now;
      this.#token = token;
      this.#staleAt = now + life * FRESH_SHARE;
      return token;
    } catch (error) {
      const isGood = (before?.expiresAt ?? 0) > this.#now() + STILL_GOOD_MS;
      if (before !== null && isGood) return before;
      throw error;
    }
  }
}

/** Takes a token as it was printed or written. Throws where it can't be one; never says it. */
export function readToken(text: string, origin: string): Token {
  const value = text.trim();
  // RFC 6750's b64token; anything else would break the message that it is sent in.
  if (!/^[\w.~+/-]+=*$/.test(value)) {
    throw new KafkaTuiError({
      code: 'TOKEN_UNUSABLE',
      message: `${origin} is ${value === '' ? 'empty' : 'no token: there are characters in it that no token has'}`,
      next: 'it must be the token alone: not JSON, and no "Bearer" before it',
      exitCode: EXIT.unauthorised,
    });
  }
  const claims = claimsOf(value);
  const expiresAt = typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : null;
  const subject = typeof claims['sub'] === 'string' ? claims['sub'] : null;
  return { value, expiresAt, subject };
}

/** The claims of a JWT, unverified: the broker does that. Nothing where it is none. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const claims: unknown = JSON.parse(payload);
    return typeof claims === 'object' && claims !== null ? { ...claims } : {};
  } catch {
    return {};
  }
}

function expired(origin: string, at: number): KafkaTuiError {
  const when = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return new KafkaTuiError({
    code: 'TOKEN_EXPIRED',
    message: `${origin} is over since ${when} UTC`,
    next: 'whoever writes it has to renew it; is the clock of this machine right?',
    exitCode: EXIT.unauthorised,
  });
}

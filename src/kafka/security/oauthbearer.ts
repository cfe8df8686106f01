import type { Tokens } from './tokens.js';

/** One message to the broker and its answer, as kafkajs carries them. */
interface Exchange {
  readonly request: { encode(): Promise<Buffer> };
  readonly response: {
    decode(raw: Buffer): Promise<Buffer>;
    parse(decoded: Buffer): Promise<Buffer>;
  };
}

interface Line {
  saslAuthenticate(exchange: Exchange): Promise<Buffer>;
}

/**
 * SASL OAUTHBEARER (RFC 7628) for kafkajs, whose own takes the broker's refusal for a success: that comes as
 * JSON without an error code, and only the dummy message after it brings the error.
 */
export function oauthBearerProvider(
  tokens: Tokens,
  extensions: Readonly<Record<string, string>>,
): (line: Line) => { authenticate(): Promise<void> } {
  return (line) => ({
    authenticate: async () => {
      const { value } = await tokens.current();
      const pairs = Object.entries({ auth: `Bearer ${value}`, ...extensions });
      const fields = pairs.map(([name, text]) => `${name}=${text}\x01`).join('');
      const answer = await exchange(line, `n,,\x01${fields}\x01`).catch((error: unknown) => {
        throw isRefusal(error) ? refused() : error;
      });
      if (answer.length === 0) return;
      // What it says to that is nothing for a screen: it may have what was sent in it.
      await exchange(line, '\x01').catch(() => undefined);
      throw refused();
    },
  });
}

function refused(): Error {
  return new Error('SASL OAUTHBEARER authentication failed');
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'SASL_AUTHENTICATION_FAILED';
}

function exchange(line: Line, text: string): Promise<Buffer> {
  const message = Buffer.from(text);
  return line.saslAuthenticate({
    request: { encode: () => Promise.resolve(withLength(message)) },
    response: {
      decode: (raw) => Promise.resolve(raw.subarray(LENGTH_BYTES)),
      parse: (decoded) => Promise.resolve(decoded),
    },
  });
}

const LENGTH_BYTES = 4;

function withLength(message: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeInt32BE(message.length);
  return Buffer.concat([length, message]);
}

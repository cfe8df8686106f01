import { type KeyPairKeyObjectResult, generateKeyPairSync, sign, verify } from 'node:crypto';
import { once } from 'node:events';
import { type RequestListener, type Server, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SECRET } from '../support/secrets.js';
import { pair } from '../support/tls-fixtures.js';

export const CLIENT = { id: 'kafka-tui-test', secret: SECRET.client } as const;
const AUDIENCE = 'kafka';

/** Stands in for an identity provider: gives tokens for client credentials by TLS, and keys in the open. */
export class TokenEndpoint {
  readonly tokenUrl: string;
  readonly keysUrl: string;
  /** Seconds that tokens are good for. */
  life = 300;
  /** A status that is answered instead of a token. */
  trouble: number | null = null;
  /** What was asked for, the secret left out. */
  readonly asked: string[] = [];
  readonly #servers: readonly Server[];
  readonly #keys: KeyPairKeyObjectResult;

  private constructor(servers: readonly Server[], keys: KeyPairKeyObjectResult) {
    const [tokens, open] = servers.map((server) => (server.address() as AddressInfo).port);
    this.tokenUrl = `https://127.0.0.1:${tokens ?? 0}/token`;
    this.keysUrl = `http://127.0.0.1:${open ?? 0}/keys`;
    this.#servers = servers;
    this.#keys = keys;
  }

  static async start(): Promise<TokenEndpoint> {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const answer: RequestListener = (request, response) => {
      endpoint.#answer(request, response);
    };
    const servers = [createTlsServer(pair('server'), answer), createServer(answer)];
    for (const server of servers) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    const endpoint: TokenEndpoint = new TokenEndpoint(servers, keys);
    return endpoint;
  }

  /** A signed token (RFC 7519), good for some seconds from now. */
  token(subject: string, seconds = this.life): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = [
      part({ alg: 'RS256', typ: 'JWT', kid: 'test' }),
      part({ sub: subject, aud: AUDIENCE, iss: 'test', iat: now - 5, exp: now + seconds }),
    ].join('.');
    const signature = sign('sha256', Buffer.from(signed), this.#keys.privateKey);
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** Until when a token is good, in ms since the epoch; null for one of somebody else, or an old one. */
  accept(token: string): { readonly until: number } | null {
    const [head = '', body = '', signature = ''] = token.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    if (!verify('sha256', Buffer.from(`${head}.${body}`), this.#keys.publicKey, bytes)) return null;
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { exp: number };
    return claims.exp * 1000 > Date.now() ? { until: claims.exp * 1000 } : null;
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  }

  #answer(...[request, response]: Parameters<RequestListener>): void {
    const json = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/keys') {
      const key = this.#keys.publicKey.export({ format: 'jwk' });
      json(200, { keys: [{ ...key, kid: 'test', use: 'sig', alg: 'RS256' }] });
      return;
    }
    const login = Buffer.from(
      (request.headers.authorization ?? '').replace(/^Basic /, ''),
      'base64',
    ).toString();
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      this.asked.push(body);
      if (this.trouble !== null) json(this.trouble, { oops: login });
      else if (login !== `${CLIENT.id}:${CLIENT.secret}`) json(401, { error: 'invalid_client' });
      else json(200, { access_token: this.token(CLIENT.id), expires_in: this.life });
    });
  }
}

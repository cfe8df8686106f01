import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TokenOrigin } from '../../config/config.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { certificatesIn } from './certificates.js';
import { materialOf } from './material.js';
import { type Token, readToken } from './tokens.js';
import { trustedHere } from './trusted-here.js';

type Oidc = Extract<TokenOrigin, { kind: 'oidc' }>;

const ANSWER_MS = 10_000;
const MOST_BYTES = 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks for a token with client credentials (RFC 6749, section 4.4). The secret goes in a header, as RFC 6749 prefers. */
export async function requestToken(oidc: Oidc, brokerCa: readonly string[] | null): Promise<Token> {
  const { host } = new URL(oidc.endpoint);
  const { status, body } = await ask(oidc, brokerCa).catch((error: unknown) => {
    throw unreachable(host, error);
  });
  const answer = parse(body);
  const token = answer['access_token'];
  if (status !== 200 || typeof token !== 'string') throw refused(host, status, answer, oidc);
  const read = readToken(token, `the token of ${host}`);
  const seconds = Number(answer['expires_in']);
  const said = Number.isFinite(seconds) && seconds > 0 ? Date.now() + seconds * 1000 : null;
  const expiresAt =
    said === null || read.expiresAt === null
      ? (said ?? read.expiresAt)
      : Math.min(said, read.expiresAt);
  return { ...read, expiresAt, subject: read.subject ?? oidc.clientId };
}

function ask(oidc: Oidc, brokerCa: readonly string[] | null): Promise<Answer> {
  const { endpoint, clientId, clientSecret, scope, caFile } = oidc;
  const url = new URL(endpoint);
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== null) form.set('scope', scope);
  const options = {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    signal: AbortSignal.timeout(ANSWER_MS),
  };
  return new Promise((resolve, reject) => {
    const own =
      caFile === null
        ? []
        : certificatesIn(materialOf('https.ca.location', caFile), null).map((one) =>
            one.toString(),
          );
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, {
            ...options,
            rejectUnauthorized: true,
            ca: [...trustedHere(), ...(brokerCa ?? []), ...own],
          })
        : httpRequest(url, options);
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (data: Buffer) => {
        bytes += data.length;
        if (bytes > MOST_BYTES) request.destroy(new Error('the answer is too long'));
        else chunks.push(data);
      });
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    });
    request.end(form.toString());
  });
}

function parse(body: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === 'object' && answer !== null ? { ...answer } : {};
  } catch {
    return {};
  }
}

function unreachable(host: string, error: unknown): KafkaTuiError {
  if (error instanceof KafkaTuiError) return error;
  const late = error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name);
  const why = late
    ? `no answer within ${ANSWER_MS / 1000} s`
    : error instanceof Error
      ? ((error as NodeJS.ErrnoException).code ?? error.message)
      : String(error);
  return new KafkaTuiError(
    {
      code: 'TOKEN_ENDPOINT',
      message: `the token endpoint ${host} can't be reached (${why})`,
      next: /CERT|SIGNATURE|ISSUER|SELF_SIGNED/.test(why)
        ? 'name the CA of the endpoint: -X https.ca.location=FILE'
        : 'is sasl.oauthbearer.token.endpoint.url right? is a VPN or a proxy needed?',
      exitCode: EXIT.unreachable,
    },
    { cause: error },
  );
}

/** Names of errors that RFC 6749, section 5.2, has; what else stands in an answer is not said. */
const REASONS: Readonly<Record<string, string>> = {
  invalid_client: 'check sasl.oauthbearer.client.id and the client secret',
  unauthorized_client:
    'this client may not ask for tokens this way: tell whoever runs the endpoint',
  invalid_scope: 'check sasl.oauthbearer.scope',
  invalid_request: 'is sasl.oauthbearer.token.endpoint.url right, and is a scope needed?',
  unsupported_grant_type:
    'the endpoint gives no tokens for client credentials: is the address right?',
};

function refused(
  host: string,
  status: number,
  answer: Readonly<Record<string, unknown>>,
  { clientId }: Oidc,
): KafkaTuiError {
  const named = typeof answer['error'] === 'string' ? answer['error'] : '';
  const known = Object.hasOwn(REASONS, named) ? REASONS[named] : undefined;
  const refusal = known !== undefined || [400, 401, 403].includes(status);
  const what = status === 200 ? 'answered without a token' : `answered with status ${status}`;
  return new KafkaTuiError({
    code: refusal ? 'TOKEN_REFUSED' : 'TOKEN_ENDPOINT',
    message: refusal
      ? `the token endpoint ${host} gave client "${clientId}" no token (status ${status}${known === undefined ? '' : `, ${named}`})`
      : `the token endpoint ${host} ${what}`,
    next:
      known ??
      (refusal
        ? 'check sasl.oauthbearer.client.id, the client secret and sasl.oauthbearer.scope'
        : 'is sasl.oauthbearer.token.endpoint.url right, and is it healthy?'),
    exitCode: refusal ? EXIT.unauthorised : EXIT.unreachable,
  });
}

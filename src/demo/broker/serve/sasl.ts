import { timingSafeEqual } from 'node:crypto';
import { ERROR } from '../../../kafka/protocol/error-codes.js';
import { saslAuthenticate, saslHandshake } from '../../../kafka/protocol/messages-admin.js';
import { type Call, route } from './route.js';

const MECHANISMS = ['PLAIN'];
const NOTHING = Buffer.alloc(0);

export const saslHandshakeRoute = route(saslHandshake, (request, call) => {
  const { login, cluster, header } = call;
  if (cluster.settings.users === null || login.state === 'done') {
    return { errorCode: ERROR.ILLEGAL_SASL_STATE, mechanisms: [] };
  }
  if (!MECHANISMS.includes(request.mechanism)) {
    login.state = 'failed';
    return { errorCode: ERROR.UNSUPPORTED_SASL_MECHANISM, mechanisms: MECHANISMS };
  }
  login.state = 'chosen';
  login.bareTokens = header.apiVersion === 0;
  return { errorCode: ERROR.NONE, mechanisms: MECHANISMS };
});

export const saslAuthenticateRoute = route(saslAuthenticate, (request, call) => {
  const { login } = call;
  if (login.state !== 'chosen') {
    const errorMessage = 'SaslAuthenticate request received after successful authentication';
    return { errorCode: ERROR.ILLEGAL_SASL_STATE, errorMessage, authBytes: NOTHING };
  }
  if (logIn(request.authBytes, call)) {
    return { errorCode: ERROR.NONE, errorMessage: null, authBytes: NOTHING };
  }
  return {
    errorCode: ERROR.SASL_AUTHENTICATION_FAILED,
    errorMessage: 'Authentication failed: Invalid username or password',
    authBytes: NOTHING,
  };
});

/** Checks a PLAIN token (RFC 4616): whom to act as, user, password, with zero bytes between. */
export function logIn(token: Buffer, { login, cluster }: Omit<Call, 'header'>): boolean {
  const [, user = '', password = ''] = token.toString('utf8').split('\0');
  const { users } = cluster.settings;
  const expected = users !== null && Object.hasOwn(users, user) ? users[user] : undefined;
  const accepted = expected !== undefined && same(expected, password);
  login.state = accepted ? 'done' : 'failed';
  login.bareTokens = false;
  return accepted;
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

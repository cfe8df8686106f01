import { ERROR } from '../../../kafka/protocol/error-codes.js';
import { saslAuthenticate, saslHandshake } from '../../../kafka/protocol/messages-admin.js';
import type { Mechanism, Settings } from '../settings.js';
import { type Call, type Exchange, type Step, route } from './route.js';
import { bearerExchange, plainExchange, scramExchange } from './sasl-exchanges.js';

const NOTHING = Buffer.alloc(0);

export function needsLogin({ users, acceptToken }: Settings): boolean {
  return users !== null || acceptToken !== null;
}

export const saslHandshakeRoute = route(saslHandshake, (request, call) => {
  const { login, cluster, header } = call;
  const { settings } = cluster;
  const again = login.state === 'done' && login.until !== null;
  if (!needsLogin(settings) || (login.state === 'done' && !again)) {
    return { errorCode: ERROR.ILLEGAL_SASL_STATE, mechanisms: [] };
  }
  const mechanisms = [...settings.mechanisms];
  const chosen = mechanisms.find((name) => name === request.mechanism);
  if (chosen === undefined) {
    login.state = 'failed';
    return { errorCode: ERROR.UNSUPPORTED_SASL_MECHANISM, mechanisms };
  }
  login.state = 'chosen';
  login.exchange = exchangeOf(chosen, settings);
  login.bareTokens = header.apiVersion === 0;
  return { errorCode: ERROR.NONE, mechanisms };
});

export const saslAuthenticateRoute = route(saslAuthenticate, (request, call) => {
  const { login, cluster } = call;
  if (login.state !== 'chosen') {
    const errorMessage = 'SaslAuthenticate request received after successful authentication';
    return { errorCode: ERROR.ILLEGAL_SASL_STATE, errorMessage, authBytes: NOTHING };
  }
  const step = logIn(request.authBytes, call);
  if (step.kind === 'refused') {
    return {
      errorCode: ERROR.SASL_AUTHENTICATION_FAILED,
      errorMessage: step.why,
      authBytes: NOTHING,
    };
  }
  const { until } = login;
  const sessionLifetimeMs = until === null ? 0 : Math.max(1, until - cluster.settings.now());
  return {
    errorCode: ERROR.NONE,
    errorMessage: null,
    authBytes: step.answer,
    sessionLifetimeMs: step.kind === 'accepted' ? sessionLifetimeMs : 0,
  };
});

/** Takes one message of a login, and keeps in mind what came of it. */
export function logIn(message: Buffer, { login, cluster }: Omit<Call, 'header'>): Step {
  const { sessionMs, now } = cluster.settings;
  const step = login.exchange?.take(message) ?? { kind: 'refused', why: 'no mechanism was chosen' };
  if (step.kind === 'more') return step;
  login.exchange = null;
  login.bareTokens = false;
  login.state = step.kind === 'accepted' ? 'done' : 'failed';
  if (step.kind === 'accepted') {
    const ends = [step.until, sessionMs > 0 ? now() + sessionMs : null].filter(
      (end) => end !== null,
    );
    login.until = ends.length === 0 ? null : Math.min(...ends);
  }
  return step;
}

function exchangeOf(mechanism: Mechanism, settings: Settings): Exchange {
  const users = settings.users ?? new Map<string, string>();
  switch (mechanism) {
    case 'PLAIN':
      return plainExchange(users);
    case 'SCRAM-SHA-256':
      return scramExchange('sha256', users);
    case 'SCRAM-SHA-512':
      return scramExchange('sha512', users);
    case 'OAUTHBEARER':
      return bearerExchange(settings.acceptToken ?? (() => null), settings.sessionMs > 0);
  }
}

import { EXIT, KafkaTuiError } from '../model/problem.js';

/** How far a connection came: what fails behind it is told apart by it. */
export type Reached =
  | 'nothing'
  /** TCP is open. */
  | 'port'
  /** TLS is agreed. */
  | 'tls'
  /** Versions are agreed. */
  | 'kafka'
  /** Whoever has to has logged in. */
  | 'login';

/** What was tried. */
export interface Facts {
  /** `host:port` that was talked to. */
  readonly address: string;
  readonly tls: boolean;
  /** null where nobody logs in; the name is null where a token has not said it. */
  readonly login: { readonly mechanism: string; readonly name: string | null } | null;
  /** null where it is not known. */
  readonly reached: Reached | null;
  readonly connectTimeoutMs: number;
}

type Said = ConstructorParameters<typeof KafkaTuiError>[0];

interface Rule {
  when(text: string, name: string, facts: Facts): boolean;
  say(facts: Facts, text: string): Said;
}

/**
 * What went wrong while talking to a broker, in words; null for what nobody has seen yet. The patterns are the
 * messages of kafkajs 2.2.4, Node's sockets and OpenSSL, as they were seen; `name` is the error's.
 */
export function connectProblem(text: string, name: string, facts: Facts): Said | null {
  return rules.find((rule) => rule.when(text, name, facts))?.say(facts, text) ?? null;
}

/** The broker knows the way to log in, and does not offer it. */
export function mechanismRefused(
  address: string,
  asked: string,
  offered: readonly string[],
): KafkaTuiError {
  const known = offered.filter((name) => /^[\w-]{1,40}$/.test(name));
  const ours = known.find((name) => /^(?:PLAIN|SCRAM-SHA-(?:256|512)|OAUTHBEARER)$/.test(name));
  return new KafkaTuiError({
    code: 'AUTH_MECHANISM',
    message: `${address} takes no login by ${asked.toUpperCase()}; it offers ${known.join(', ') || 'none'}`,
    next:
      ours === undefined
        ? 'kafka-tui logs in by PLAIN, SCRAM, OAUTHBEARER and AWS_MSK_IAM: is there another port?'
        : `set one of them: -X sasl.mechanism=${ours}`,
    exitCode: EXIT.unauthorised,
  });
}

const unreachable = EXIT.unreachable;

const rules: readonly Rule[] = [
  {
    when: (_text, name) => name === 'RangeError' || name === 'ProtocolError',
    say: ({ address }) => ({
      code: 'BAD_RESPONSE',
      message: `${address} sent an answer that makes no sense`,
      next: 'it is asked again; if it stays, is this address a Kafka broker?',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => text.includes('speaks TLS'),
    say: ({ address, login }) => wantsTls(address, login !== null),
  },
  {
    when: (text) => text.includes('speaks HTTP') || text.includes('does not speak Kafka'),
    say: ({ address }, text) => ({
      code: 'NOT_KAFKA',
      message: `${address}: ${text.replace(/^Connection error: /, '')}`,
      next: 'set the address of a Kafka broker with -b HOST:PORT',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => text.includes('ECONNREFUSED'),
    say: ({ address }) => ({
      code: 'CONNECTION_REFUSED',
      message: `nothing listens on ${address} (connection refused)`,
      next: 'is Kafka running there? does the address match the one you were given? set it with -b HOST:PORT',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => /ENOTFOUND|EAI_AGAIN|EAI_NONAME/.test(text),
    say: ({ address }) => ({
      code: 'HOST_NOT_FOUND',
      message: `the host name of ${address} is not known here (name not resolved)`,
      next: 'is it spelled right? is a VPN or an entry in /etc/hosts needed? set it with -b HOST:PORT',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => /EHOSTUNREACH|ENETUNREACH/.test(text),
    say: ({ address }) => ({
      code: 'HOST_UNREACHABLE',
      message: `there is no way from here to ${address} (host unreachable)`,
      next: 'is a VPN or a tunnel needed? set the address with -b HOST:PORT',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => /current SASL state/i.test(text),
    say: ({ address, tls }) => ({
      code: 'LOGIN_NOT_WANTED',
      message: `${address} takes no login on this port`,
      next: `leave the login away: -X security.protocol=${tls ? 'SSL' : 'PLAINTEXT'}; or is another port meant?`,
      exitCode: unreachable,
    }),
  },
  {
    when: (text, name) =>
      name === 'KafkaJSSASLAuthenticationError' ||
      /SASL .*authentication failed|^authentication failed/i.test(text),
    say: (facts) => ({
      code: 'AUTH_FAILED',
      message: `${facts.address} did not accept ${whoseLogin(facts)} (authentication failed)`,
      next: nextAfterRefusal(facts),
      exitCode: EXIT.unauthorised,
    }),
  },
  {
    when: (text) => /self[- ]signed|unable to (get|verify)|issuer certificate/i.test(text),
    say: ({ address }, text) => ({
      code: 'TLS_UNTRUSTED',
      message: `the certificate of ${address} is not trusted here: ${plainTls(text)}`,
      next: 'name the CA file that you were given: -X ssl.ca.location=FILE',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => /certificate has expired|CERT_HAS_EXPIRED/i.test(text),
    say: ({ address }) => ({
      code: 'TLS_EXPIRED',
      message: `the certificate of ${address} has expired`,
      next: 'the broker needs a new certificate: tell whoever runs it (is the clock of this machine right?)',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => /certificate is not yet valid|CERT_NOT_YET_VALID/i.test(text),
    say: ({ address }) => ({
      code: 'TLS_EXPIRED',
      message: `the certificate of ${address} is not valid yet`,
      next: 'is the clock of this machine right?',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => /altnames|Hostname\/IP does not match/i.test(text),
    say: ({ address }, text) => {
      const names = namesIn(text);
      return {
        code: 'TLS_HOSTNAME',
        message: `the certificate of ${address} is for another host name${names === '' ? '' : `: ${names}`}`,
        next: 'use a host name that the certificate names: -b HOST:PORT',
        exitCode: unreachable,
      };
    },
  },
  {
    // The broker's side of TLS did not like ours.
    when: (text) => /alert (?:certificate|bad certificate|unknown ca|access denied)/i.test(text),
    say: ({ address }, text) => ({
      code: 'TLS_CLIENT_CERTIFICATE',
      message: `${address} did not take the client certificate, or there was none (${alertIn(text)})`,
      next: 'name the certificate that you were given: -X ssl.certificate.location=FILE -X ssl.key.location=FILE, or ssl.keystore.location',
      exitCode: EXIT.unauthorised,
    }),
  },
  {
    when: (text) =>
      /alert (?:handshake failure|protocol version)|no (?:shared|ciphers)|unsupported protocol/i.test(
        text,
      ),
    say: ({ address }) => ({
      code: 'TLS_VERSION',
      message: `${address} and kafka-tui found no TLS version and cipher that both speak`,
      next: 'the broker needs TLS 1.2 or newer: tell whoever runs it',
      exitCode: unreachable,
    }),
  },
  {
    when: (text, _name, { reached }) =>
      reached !== 'tls' &&
      reached !== 'kafka' &&
      reached !== 'login' &&
      /wrong version number|before secure TLS|EPROTO|packet length too long|SSL routines/i.test(
        text,
      ),
    say: ({ address, login }) => ({
      code: 'TLS_FAILED',
      message: `${address} does not speak TLS (the handshake broke off)`,
      next: `is this the plain-text port? try -X security.protocol=${login === null ? 'PLAINTEXT' : 'SASL_PLAINTEXT'}`,
      exitCode: unreachable,
    }),
  },
  {
    when: (text, name) =>
      /timeout|timed out|ETIMEDOUT/i.test(text) ||
      name === 'KafkaJSRequestTimeoutError' ||
      name === 'KafkaJSLockTimeout',
    say: (facts) => timedOut(facts),
  },
  {
    when: (text, name) =>
      name === 'KafkaJSConnectionClosedError' ||
      /closed|ECONNRESET|EPIPE|disconnected|Not connected/i.test(text),
    say: (facts) => ({
      code: 'CONNECTION_CLOSED',
      message: `${facts.address} closed the connection${whenClosed(facts)}`,
      next: nextAfterClosing(facts),
      exitCode: unreachable,
    }),
  },
];

function wantsTls(address: string, login: boolean): Said {
  return {
    code: 'TLS_WANTED',
    message: `${address} speaks TLS, and kafka-tui did not`,
    next: `set -X security.protocol=${login ? 'SASL_SSL' : 'SSL'}`,
    exitCode: unreachable,
  };
}

function whoseLogin({ login }: Facts): string {
  if (login?.mechanism === 'oauthbearer') {
    return login.name === null ? 'the token' : `the token of "${login.name}"`;
  }
  return login?.name == null ? 'the login' : `user "${login.name}"`;
}

function nextAfterRefusal({ login }: Facts): string {
  if (login?.mechanism === 'oauthbearer') {
    return 'is the token for this cluster (audience, issuer, scope)? is the clock of this machine right?';
  }
  const lower = login?.name?.toLowerCase();
  return lower === undefined || lower === login?.name
    ? 'check the user name (is it lower case?), the password and the mechanism'
    : `capitals count: is it "${lower}"? otherwise check the password and the mechanism`;
}

/** Which wait was in vain decides what to look for. */
function timedOut({ address, tls, reached, connectTimeoutMs }: Facts): Said {
  const seconds = `${Math.round(connectTimeoutMs / 100) / 10} s`;
  if (reached === 'nothing') {
    return {
      code: 'CONNECT_TIMEOUT',
      message: `${address} does not answer: no connection within ${seconds}`,
      next: 'does a firewall stand between, or is a VPN needed? does the address match the one you were given?',
      exitCode: unreachable,
    };
  }
  const silent = reached === 'port' || reached === 'tls';
  return {
    code: silent ? 'NO_ANSWER' : 'CONNECT_TIMEOUT',
    message: silent
      ? `${address} took the connection and then gave no answer for ${seconds}${tls && reached === 'port' ? ' (TLS was not answered)' : ''}`
      : `${address} does not answer (time-out)`,
    next: tls
      ? 'is the broker overloaded or still starting? is this the TLS port of a Kafka broker?'
      : 'is the broker overloaded or still starting? does the port want TLS? (-X security.protocol=SSL)',
    exitCode: unreachable,
  };
}

function whenClosed({ reached, login, tls }: Facts): string {
  if (reached === 'port' || (reached === 'tls' && tls)) return ' at the first request';
  return reached === 'kafka' && login !== null ? ' during the login' : '';
}

function nextAfterClosing({ tls, login, reached }: Facts): string {
  if (login === null && !tls) {
    return reached === 'login'
      ? 'does the port want a login? (-X sasl.username=NAME, or security.protocol=SASL_SSL)'
      : 'does the port want TLS or a login? (-X security.protocol=SSL, SASL_PLAINTEXT or SASL_SSL)';
  }
  if (login === null) {
    return 'does the port want a login (-X security.protocol=SASL_SSL) or a client certificate (-X ssl.certificate.location=FILE)?';
  }
  return 'is this a Kafka broker? does the port want this security.protocol?';
}

/** The names of a certificate in Node's words for a wrong one; nothing of it that could move a cursor. */
function namesIn(text: string): string {
  const names = /altnames: (.*)$/.exec(text)?.[1] ?? /cert's CN: (.*)$/.exec(text)?.[1] ?? '';
  const found = [...names.matchAll(/(?:DNS|IP Address):([\w.*:-]{1,100})/g)].map(
    ([, name]) => name,
  );
  const plain = found.length === 0 && /^[\w.*-]{1,100}$/.test(names) ? [names] : found;
  return plain.slice(0, 4).join(', ') + (plain.length > 4 ? ', …' : '');
}

function alertIn(text: string): string {
  return /alert ([a-z ]{1,40})/i.exec(text)?.[1]?.trim() ?? 'refused';
}

/** OpenSSL's words without Node's error code in front. */
function plainTls(text: string): string {
  return text.replace(/^Connection error: /, '');
}

import { errorCodes } from 'kafkajs/src/protocol/error.js';
import { EXIT, KafkaTuiError } from '../model/problem.js';

/** Kafka's error codes that the reader treats each in its own way. */
export const CODE = {
  none: 0,
  offsetOutOfRange: 1,
  corruptMessage: 2,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  replicaNotAvailable: 9,
  topicAuthorizationFailed: 29,
  invalidTopic: 17,
  storageError: 56,
  fencedLeaderEpoch: 74,
  unknownLeaderEpoch: 75,
} as const;

/** `TOPIC_AUTHORIZATION_FAILED (29)`: the protocol's own name, for messages. */
export function nameOfCode(code: number): string {
  const known = errorCodes.find((entry) => entry.code === code);
  return known ? `${known.type} (${code})` : `error ${code}`;
}

/** Errors after which the partition is somewhere else, or will be: ask for the metadata again. */
export function isStaleMetadata(code: number): boolean {
  return (
    code === CODE.unknownTopicOrPartition ||
    code === CODE.leaderNotAvailable ||
    code === CODE.notLeader ||
    code === CODE.replicaNotAvailable ||
    code === CODE.storageError ||
    code === CODE.fencedLeaderEpoch ||
    code === CODE.unknownLeaderEpoch
  );
}

interface Facts {
  /** `host:port` that was talked to. */
  readonly address: string;
  readonly tls: boolean;
  readonly username: string | null;
}

/**
 * Turns what went wrong while talking to a broker into words: what, why, what to do next.
 * The patterns are the messages of kafkajs 2.2.4, Node's sockets and OpenSSL, as they were seen.
 * No secret is in any of them.
 */
export function explain(error: unknown, facts: Facts): KafkaTuiError {
  if (error instanceof KafkaTuiError) return error;
  const root = rootCause(error);
  const text = root instanceof Error ? root.message : String(root);
  const name = root instanceof Error ? root.name : '';
  const rule = rules.find((candidate) => candidate.when(text, name, facts));
  const said = rule
    ? rule.say(facts, text)
    : {
        code: 'CONNECTION_FAILED',
        message: `talking to ${facts.address} failed: ${text}`,
        next: 'is this address a Kafka broker, and is it healthy?',
        exitCode: EXIT.unreachable,
      };
  return new KafkaTuiError(said, { cause: error });
}

interface Rule {
  when(text: string, name: string, facts: Facts): boolean;
  say(facts: Facts, text: string): ConstructorParameters<typeof KafkaTuiError>[0];
}

const unreachable = EXIT.unreachable;

const rules: readonly Rule[] = [
  {
    when: (_text, name) => name === 'RangeError',
    say: ({ address }) => ({
      code: 'BAD_RESPONSE',
      message: `${address} sent an answer that makes no sense`,
      next: 'it is asked again; if it stays, is this address a Kafka broker?',
      exitCode: unreachable,
    }),
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
    when: (text, name) =>
      name === 'KafkaJSSASLAuthenticationError' || /SASL .*authentication failed/i.test(text),
    say: ({ address, username }) => ({
      code: 'AUTH_FAILED',
      message: `${address} did not accept ${username === null ? 'the login' : `user "${username}"`} (authentication failed)`,
      next: 'check the user name (is it lower case?), the password and the mechanism',
      exitCode: EXIT.unauthorised,
    }),
  },
  {
    when: (text) => /mechanism/i.test(text) && /sasl/i.test(text),
    say: ({ address }, text) => ({
      code: 'AUTH_MECHANISM',
      message: `${address} does not offer this way to log in: ${text}`,
      next: 'set another one with -X sasl.mechanism=PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512',
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
      next: 'the broker needs a new certificate: tell whoever runs it',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) => /altnames|Hostname\/IP does not match/i.test(text),
    say: ({ address }) => ({
      code: 'TLS_HOSTNAME',
      message: `the certificate of ${address} is for another host name`,
      next: 'use the host name that the certificate names: -b HOST:PORT',
      exitCode: unreachable,
    }),
  },
  {
    when: (text) =>
      /wrong version number|before secure TLS|EPROTO|packet length too long|SSL routines/i.test(
        text,
      ),
    say: ({ address }) => ({
      code: 'TLS_FAILED',
      message: `${address} does not speak TLS (the handshake broke off)`,
      next: 'is this the plain-text port? try -X security.protocol=PLAINTEXT (or SASL_PLAINTEXT)',
      exitCode: unreachable,
    }),
  },
  {
    when: (text, name) =>
      /timeout|timed out|ETIMEDOUT/i.test(text) ||
      name === 'KafkaJSRequestTimeoutError' ||
      name === 'KafkaJSLockTimeout',
    say: ({ address, tls }) => ({
      code: 'CONNECT_TIMEOUT',
      message: `${address} does not answer (time-out)`,
      next: tls
        ? 'does a firewall stand between? is this the TLS port of a Kafka broker?'
        : 'does a firewall stand between? does the port want TLS? (-X security.protocol=SSL)',
      exitCode: unreachable,
    }),
  },
  {
    when: (text, name) =>
      name === 'KafkaJSConnectionClosedError' ||
      /closed|ECONNRESET|EPIPE|disconnected|Not connected/i.test(text),
    say: ({ address, tls, username }) => ({
      code: 'CONNECTION_CLOSED',
      message: `${address} closed the connection`,
      next:
        tls || username !== null
          ? 'is this a Kafka broker? does the port want this security.protocol?'
          : 'does the port want TLS or a login? (-X security.protocol=SSL, SASL_PLAINTEXT or SASL_SSL)',
      exitCode: unreachable,
    }),
  },
];

/** OpenSSL's words without Node's error code in front. */
function plainTls(text: string): string {
  return text.replace(/^Connection error: /, '');
}

/** kafkajs wraps: retries around connection errors around socket errors. The innermost says it best. */
function rootCause(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 8; depth++) {
    if (!(current instanceof Error) || !(current.cause instanceof Error)) return current;
    current = current.cause;
  }
  return current;
}

import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/kafka/connect-errors.js';
import { explain, isStaleMetadata, nameOfCode } from '../../src/kafka/errors.js';
import { NotKafkaError } from '../../src/kafka/framed-socket.js';
import { EXIT, KafkaTuiError } from '../../src/model/problem.js';

const facts: Facts = {
  address: 'lab:9092',
  tls: false,
  login: null,
  reached: null,
  connectTimeoutMs: 10_000,
};

/** An error as kafkajs wraps it: retries around a connection error around the socket's own. */
function wrapped(message: string, name = 'Error'): Error {
  const inner = Object.assign(new Error(message), { name });
  return new Error('retries exceeded', { cause: new Error('Connection error', { cause: inner }) });
}

describe('what went wrong is said', () => {
  it.each([
    [
      'Connection error: connect ECONNREFUSED 10.0.0.1:9092',
      'CONNECTION_REFUSED',
      EXIT.unreachable,
    ],
    ['getaddrinfo ENOTFOUND lab', 'HOST_NOT_FOUND', EXIT.unreachable],
    ['getaddrinfo EAI_AGAIN lab', 'HOST_NOT_FOUND', EXIT.unreachable],
    ['connect EHOSTUNREACH 10.0.0.1:9092', 'HOST_UNREACHABLE', EXIT.unreachable],
    ['connect ENETUNREACH 10.0.0.1:9092', 'HOST_UNREACHABLE', EXIT.unreachable],
    ['SASL PLAIN authentication failed: Invalid username', 'AUTH_FAILED', EXIT.unauthorised],
    ['self-signed certificate in certificate chain', 'TLS_UNTRUSTED', EXIT.unreachable],
    ['unable to get local issuer certificate', 'TLS_UNTRUSTED', EXIT.unreachable],
    ['certificate has expired', 'TLS_EXPIRED', EXIT.unreachable],
    ["Hostname/IP does not match certificate's altnames", 'TLS_HOSTNAME', EXIT.unreachable],
    [
      'Client network socket disconnected before secure TLS connection was established',
      'TLS_FAILED',
      EXIT.unreachable,
    ],
    ['error:0A00010B:SSL routines::wrong version number', 'TLS_FAILED', EXIT.unreachable],
    ['Connection timeout', 'CONNECT_TIMEOUT', EXIT.unreachable],
    ['connect ETIMEDOUT 10.0.0.1:9092', 'CONNECT_TIMEOUT', EXIT.unreachable],
    ['Closed connection', 'CONNECTION_CLOSED', EXIT.unreachable],
    ['read ECONNRESET', 'CONNECTION_CLOSED', EXIT.unreachable],
    ['something that nobody has seen', 'CONNECTION_FAILED', EXIT.unreachable],
  ])('%s', (text, code, exitCode) => {
    for (const error of [new Error(text), wrapped(text)]) {
      const said = explain(error, facts);
      expect(said).toMatchObject({ code, exitCode });
      expect(said.message).toContain('lab:9092');
      expect(said.next).not.toBe('');
      expect(`${said.message}${said.next}`).not.toContain('\n');
    }
  });

  it('names the user whose login was refused, and never the password', () => {
    const error = wrapped('SASL PLAIN authentication failed', 'KafkaJSSASLAuthenticationError');
    const said = explain(error, {
      ...facts,
      login: { mechanism: 'plain', name: 'lara' },
    });
    expect(said.message).toBe('lab:9092 did not accept user "lara" (authentication failed)');
  });

  it('tells what else speaks at that address', () => {
    const said = explain(new NotKafkaError(Buffer.from('HTTP')), facts);
    expect(said).toMatchObject({
      code: 'NOT_KAFKA',
      message: 'lab:9092: what answers there speaks HTTP, not Kafka',
    });
  });

  it('hints at TLS or a login only where there is none', () => {
    const error = new Error('Closed connection');
    expect(explain(error, facts).next).toContain('does the port want TLS or a login?');
    expect(explain(error, { ...facts, tls: true }).next).not.toContain('want TLS');
  });

  it('only once: an error that was explained stays as it is', () => {
    const error = new KafkaTuiError({ code: 'X', message: 'm', next: 'n' });
    expect(explain(error, facts)).toBe(error);
  });

  it.each([['text'], [undefined], [null], [42]])(
    'even where what was thrown is no error: %s',
    (thrown) => {
      expect(explain(thrown, facts).code).toBe('CONNECTION_FAILED');
    },
  );
});

describe('error codes', () => {
  it("have the protocol's names", () => {
    expect([6, 29, 1, 9999].map(nameOfCode)).toEqual([
      'NOT_LEADER_FOR_PARTITION (6)',
      'TOPIC_AUTHORIZATION_FAILED (29)',
      'OFFSET_OUT_OF_RANGE (1)',
      'error 9999',
    ]);
  });

  it('that mean that a leader is elsewhere ask for the metadata again', () => {
    expect([3, 5, 6, 9, 56, 74, 75].every(isStaleMetadata)).toBe(true);
    expect([0, 1, 2, 29, -1].some(isStaleMetadata)).toBe(false);
  });
});

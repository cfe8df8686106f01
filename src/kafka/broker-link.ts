// The connection to one broker: kafkajs's framing, versions and authentication, our own requests.
import net, { type Socket } from 'node:net';
import tls, { type ConnectionOptions, type PeerCertificate } from 'node:tls';
import Broker from 'kafkajs/src/broker/index.js';
import { createLogger } from 'kafkajs/src/loggers/index.js';
import ConnectionPool, { type ProtocolRequest } from 'kafkajs/src/network/connectionPool.js';
import apiKeys from 'kafkajs/src/protocol/requests/apiKeys.js';
import { requests } from 'kafkajs/src/protocol/requests/index.js';
import { KafkaTuiError } from '../model/problem.js';
import type { BrokerPlace } from './broker-place.js';
import { type Reached, mechanismRefused } from './connect-errors.js';
import { CODE } from './errors.js';
import { connectFramed } from './framed-socket.js';
import { Gate, READ_ONLY, READING_ONLY } from './gate.js';
import { boundThrottle, letRest } from './request-queue.js';
import type { ResponsePool } from './response-pool.js';
import { oauthBearerProvider } from './security/oauthbearer.js';
import type { ClusterSettings, SaslSettings } from './settings.js';

const KEEP_ALIVE_MS = 60_000;

/** kafkajs logs to the console by default; nothing of that may reach the screen. */
const silent = createLogger({ level: 0, logCreator: () => () => undefined });

/**
 * One broker. A link that lost its connection is not used again: kafkajs keeps half-read responses
 * in a connection that is reopened, so whoever holds a link throws it away and asks for a new one.
 */
export class BrokerLink {
  /** As messages name it. */
  readonly address: string;
  readonly #pool: ConnectionPool.ConnectionPool;
  readonly #broker: Broker;
  readonly #responses: ResponsePool;
  readonly #place: BrokerPlace;
  readonly #gate: Gate;
  readonly #connectTimeoutMs: number;
  readonly #sockets = new Set<Socket>();
  #connecting: Promise<void> | null = null;
  #lost = false;
  #opened: 'nothing' | 'port' | 'tls' = 'nothing';
  #loggedIn = false;
  #heardAt = performance.now();

  constructor(
    place: BrokerPlace,
    settings: ClusterSettings,
    responses: ResponsePool,
    gate: Gate = new Gate(READING_ONLY),
  ) {
    this.#responses = responses;
    this.#gate = gate;
    this.address = place.label;
    this.#place = place;
    this.#connectTimeoutMs = settings.connectTimeoutMs;
    this.#pool = new ConnectionPool({
      host: place.host,
      port: place.port,
      ssl: settings.tls,
      sasl: settings.sasl && loginOf(settings.sasl),
      clientId: settings.clientId,
      connectionTimeout: settings.connectTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      enforceRequestTimeout: true,
      maxInFlightRequests: null,
      logger: silent,
      socketFactory: (options) => this.#openSocket(options),
    });
    gate.guard(this.#pool);
    for (const connection of this.#pool.pool) {
      boundThrottle(connection.requestQueue, settings.requestTimeoutMs);
      letRest(connection.requestQueue);
      listenToHandshake(connection, this.address, settings.sasl?.mechanism ?? '');
      logInAgainInTime(connection);
    }
    this.#broker = new Broker({
      connectionPool: this.#pool,
      logger: silent,
      allowAutoTopicCreation: false,
      authenticationTimeout: settings.connectTimeoutMs,
    });
  }

  /** How far the connection came before it failed, or has come by now. */
  get reached(): Reached {
    if (this.#loggedIn) return 'login';
    return this.#broker.versions ? 'kafka' : this.#opened;
  }

  /** True once the connection broke or was closed; such a link answers nothing any more. */
  get lost(): boolean {
    return this.#lost;
  }

  isAt({ host, port }: BrokerPlace): boolean {
    return this.#place.host === host && this.#place.port === port;
  }

  /** How long nothing has come from the broker, in ms; means something while an answer is waited for. */
  get silentMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Connects, agrees on versions and authenticates. Rejects with kafkajs's own errors. */
  connect(): Promise<void> {
    this.#connecting ??= this.#broker.connect().then(
      () => {
        this.#loggedIn = true;
      },
      (error: unknown) => {
        this.close();
        throw error;
      },
    );
    return this.#connecting;
  }

  /** Opens the connection that fetches use, ahead of the first fetch. Failing is left to that fetch. */
  async warmUpFetch(): Promise<void> {
    await this.#pool.getConnection(1).catch(() => undefined);
  }

  /** The newest version of an API that both sides speak, at most `max`. */
  version(api: string, max: number): number {
    const version = this.spoken({ key: apiKeys[api] ?? -1, min: 0 }, max);
    if (version === null) {
      // What a link has agreed on once it never asks again: the next one does.
      this.close();
      throw this.unspoken(api);
    }
    return version;
  }

  /** The same for any API; null where there is no such version. Means something once connected. */
  spoken({ key, min }: { readonly key: number; readonly min: number }, max: number): number | null {
    const range = this.#broker.versions?.[key];
    const version = Math.min(max, range?.maxVersion ?? -1);
    return !range || version < Math.max(min, range.minVersion) ? null : version;
  }

  unspoken(api: string): KafkaTuiError {
    return new KafkaTuiError({
      code: 'VERSION_UNSUPPORTED',
      message: `broker ${this.address} does not speak a version of ${api} that kafka-tui speaks`,
      next: 'kafka-tui needs Kafka 0.11 or newer; is this address a Kafka broker?',
    });
  }

  /**
   * Sends one of kafkajs's requests and returns what came back, per-topic error codes included. Waits for as
   * long as the settings say, or `timeoutMs` for a request that the broker answers late on purpose.
   */
  async call<T>(api: string, maxVersion: number, body: object, timeoutMs?: number): Promise<T> {
    const version = this.version(api, maxVersion);
    const definition = requests[api];
    if (!definition) throw new Error(`kafkajs has no request ${api}`);
    const { request, response } = definition.protocol({ version })(body);
    return (await this.send({
      request,
      // kafkajs's own `parse` throws on the first error code; which partition failed matters here.
      response: { decode: (payload) => response.decode(payload), parse: identity },
      requestTimeout: timeoutMs ?? null,
    })) as T;
  }

  /** Sends a request whose response is decoded by the caller. Throws READ_ONLY for what may not leave. */
  async send(request: ProtocolRequest): Promise<unknown> {
    this.#gate.check(request.request.apiKey);
    await this.connect();
    if (this.#lost) throw connectionLost(this.address);
    try {
      return await this.#pool.send({ logResponseError: false, ...request });
    } catch (error) {
      // What was refused here was never sent, and says nothing about the connection.
      if (!(error instanceof KafkaTuiError && error.code === READ_ONLY)) this.close();
      throw error;
    }
  }

  /** Ends the connections at once; requests under way are rejected. */
  close(): void {
    this.#lost = true;
    for (const connection of this.#pool.pool) {
      connection.rejectRequests(connectionLost(this.address));
      // Stops kafkajs's own timers; nothing is under way any more, so it does not wait.
      connection.disconnect().catch(() => undefined);
    }
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  /**
   * kafkajs keeps the empty rest of the last response, and joins it to the next one: a copy of every
   * response. Without that rest there is nothing to join.
   */
  #forgetRemainders(): void {
    for (const connection of this.#pool.pool) {
      if (connection.bytesBuffered === 0) connection.chunks = [];
    }
  }

  /**
   * kafkajs's time-out counts from the request. Over a slow line a response takes its time to come in, and
   * asking for it again would only begin anew: what counts is silence. The first answer is short, and whoever
   * drips it may be no broker.
   */
  #stayPatient(socket: Socket): void {
    this.#heardAt = performance.now();
    const connection = this.#pool.pool.find((one) => one.socket === socket);
    if (!connection || !this.#broker.versions) return;
    const now = Date.now();
    for (const request of connection.requestQueue.inflight.values()) request.sentAt = now;
  }

  #openSocket(options: {
    host: string;
    port: number;
    ssl: ConnectionOptions | null;
    onConnect: () => void;
  }): Socket {
    const { host, port, ssl, onConnect } = options;
    const socket: Socket = ssl
      ? tls.connect(tlsOptions(this.#place, ssl), onConnect)
      : connectFramed({ host, port }, onConnect, {
          before: () => {
            this.#forgetRemainders();
          },
          progress: () => {
            this.#stayPatient(socket);
          },
          isKafka: () => this.#broker.versions !== null,
          allocate: (size) => this.#responses.take(size),
        });
    socket.once('connect', () => {
      if (this.#opened === 'nothing') this.#opened = 'port';
    });
    if (ssl) {
      socket.once('secureConnect', () => {
        this.#opened = 'tls';
      });
      socket.on('data', () => {
        this.#stayPatient(socket);
      });
    }
    socket.once(ssl ? 'secureConnect' : 'connect', () => {
      this.#boundFirstAnswer(socket);
    });
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      // A connection that goes away without an error (kafkajs listens to `end` and `error` only)
      // would leave its requests waiting for their time-out.
      if (!this.#lost) this.close();
    });
    return socket;
  }

  /** What a request may take is longer than whoever connects waits for a sign that this is a broker. */
  #boundFirstAnswer(socket: Socket): void {
    if (this.#broker.versions) return;
    const timer = setTimeout(() => {
      if (!this.#broker.versions) socket.destroy(new Error('the first request timed out'));
    }, this.#connectTimeoutMs);
    socket.once('close', () => {
      clearTimeout(timer);
    });
  }
}

/** The certificate is for the name that the broker tells, also where it is reached at another place. */
export function tlsOptions(place: BrokerPlace, settings: ConnectionOptions): ConnectionOptions {
  const { host, port, name } = place;
  return {
    host,
    port,
    // A server name can't be an address; the certificate's is compared all the same.
    ...(net.isIP(name) ? {} : { servername: name }),
    checkServerIdentity: (_host, certificate) => wrongName(name, certificate),
    ...settings,
  };
}

/** Node does not always say which names the certificate has. */
function wrongName(name: string, certificate: PeerCertificate): Error | undefined {
  const error = tls.checkServerIdentity(name, certificate);
  const { subjectaltname } = certificate;
  if (error !== undefined && subjectaltname !== undefined) {
    error.message = `Hostname/IP does not match certificate's altnames: ${subjectaltname}`;
  }
  return error;
}

/** For kafkajs; a copy, since it writes an authenticator into it, with this login in it. */
function loginOf(sasl: SaslSettings): object {
  if (sasl.mechanism !== 'oauthbearer') return { ...sasl };
  const { mechanism, tokens, extensions } = sasl;
  return { mechanism, authenticationProvider: oauthBearerProvider(tokens, extensions) };
}

/** What a broker answers to the choice of a mechanism. */
interface Handshake {
  readonly errorCode: number;
  readonly enabledMechanisms: readonly string[];
}

/** A refusal says which mechanisms there are; kafkajs keeps that to itself. */
function listenToHandshake(
  connection: ConnectionPool.Connection,
  address: string,
  asked: string,
): void {
  const send = connection.send.bind(connection);
  connection.send = (request) => {
    if (request.request.apiName !== 'SaslHandshake') return send(request);
    const parse = (decoded: unknown): Promise<unknown> => {
      const { errorCode, enabledMechanisms } = decoded as Handshake;
      if (errorCode === CODE.unsupportedSaslMechanism) {
        return Promise.reject(mechanismRefused(address, asked, enabledMechanisms));
      }
      return request.response.parse(decoded);
    };
    const decode = (payload: Buffer): Promise<unknown> => request.response.decode(payload);
    return send({ ...request, response: { decode, parse } });
  };
}

/** How long before the end of a session one logs in again, at most; ms. */
const LOGIN_AHEAD_MS = 10_000;
const LOGIN_AHEAD_SHARE = 0.2;

/**
 * A session that is announced to end (KIP-368) is renewed by the first request in its last part. kafkajs takes
 * the last ten seconds, which of a short one is all of it, and a broker takes no login within a second of the last.
 */
function logInAgainInTime(connection: ConnectionPool.Connection): void {
  Object.defineProperty(connection, 'reauthenticationThreshold', {
    get: () => {
      const share = connection.sessionLifetime.toNumber() * LOGIN_AHEAD_SHARE;
      // kafkajs makes a BigInt of it.
      return Math.round(Math.min(LOGIN_AHEAD_MS, share));
    },
  });
}

const identity = (decoded: unknown): Promise<unknown> => Promise.resolve(decoded);

function connectionLost(address: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'CONNECTION_LOST',
    message: `the connection to ${address} was closed`,
    next: 'is the broker still up? reading goes on by itself when it is back',
  });
}

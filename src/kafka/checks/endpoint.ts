import { lookup } from 'node:dns/promises';
import net from 'node:net';
import tls, { type ConnectionOptions, type PeerCertificate, type TLSSocket } from 'node:tls';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { tlsOptions } from '../broker-link.js';
import type { BrokerPlace } from '../broker-place.js';
import { explain } from '../errors.js';
import type { ClusterSettings } from '../settings.js';
import { type Outcome, failed, passed, passedWith, plural, skipped } from './checklist.js';

/** One address, as far as it can be looked at without speaking Kafka. */
export interface Endpoint {
  readonly place: BrokerPlace;
  readonly settings: ClusterSettings;
  readonly signal: AbortSignal;
}

/** A certificate that ends sooner than this is worth a word. */
const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

export async function checkName({ place, settings }: Endpoint): Promise<Outcome> {
  const { host } = place;
  if (net.isIP(host) !== 0) return skipped(`${host} is an address`);
  const late = settings.connectTimeoutMs;
  try {
    const all = await within(late, lookup(host, { all: true }));
    return passed(`${host} is ${all.map(({ address }) => address).join(', ')}`);
  } catch (error) {
    if (error instanceof Late) throw nameTimeout(place, late);
    const { label: address } = place;
    const facts = { address, tls: false, login: null, reached: null, connectTimeoutMs: late };
    throw explain(error, facts);
  }
}

function nameTimeout({ host }: BrokerPlace, ms: number): KafkaTuiError {
  return new KafkaTuiError({
    code: 'HOST_NOT_FOUND',
    message: `nobody said within ${ms / 1000} s what address ${host} has (no answer from the name server)`,
    next: 'does this machine reach its name server? is a VPN needed?',
    exitCode: EXIT.unreachable,
  });
}

export async function checkPort(endpoint: Endpoint): Promise<Outcome> {
  const { host, port } = endpoint.place;
  const socket = net.connect({ host, port });
  await opened(socket, 'connect', endpoint);
  const reached = socket.remoteAddress ?? host;
  socket.destroy();
  return passed(`${reached.includes(':') ? `[${reached}]` : reached}:${port} answers`);
}

export async function checkTls(endpoint: Endpoint): Promise<Outcome> {
  const { tls: wanted } = endpoint.settings;
  if (wanted === null) return skipped('no TLS asked for');
  const options = tlsOptions(endpoint.place, wanted);
  try {
    const socket = await handshake(options, endpoint);
    return seen(socket, wanted);
  } catch (error) {
    return failed(error, await whoseCertificate(options, endpoint));
  }
}

function seen(socket: TLSSocket, wanted: ConnectionOptions): Outcome {
  const certificate = socket.getPeerCertificate();
  const found = `${socket.getProtocol() ?? 'TLS'}, ${describe(certificate)}`;
  const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / DAY_MS);
  const hints = [
    ...(wanted.rejectUnauthorized === false ? ['the certificate is not checked at all'] : []),
    ...(days < SOON_DAYS
      ? [
          `the certificate ends in ${plural(Math.max(0, days), 'day')}: tell whoever runs the broker`,
        ]
      : []),
  ];
  return passedWith(found, hints);
}

/** What stands in a certificate that was refused: looked at again, without believing it. */
async function whoseCertificate(options: ConnectionOptions, endpoint: Endpoint): Promise<string> {
  try {
    const socket = await handshake({ ...options, rejectUnauthorized: false }, endpoint);
    return describe(socket.getPeerCertificate());
  } catch {
    return '';
  }
}

async function handshake(options: ConnectionOptions, endpoint: Endpoint): Promise<TLSSocket> {
  const socket = tls.connect(options);
  await opened(socket, 'secureConnect', endpoint);
  // Its facts stay readable for a moment; nothing more is sent.
  setImmediate(() => socket.destroy());
  return socket;
}

function describe({ subject, issuer, valid_to, subjectaltname }: Partial<PeerCertificate>): string {
  const names = (subjectaltname ?? '').replace(/\b(?:DNS|IP Address):/g, '');
  const until = valid_to === undefined ? NaN : Date.parse(valid_to);
  return [
    `subject ${nameIn(subject)}`,
    `issuer ${nameIn(issuer)}`,
    Number.isNaN(until) ? '' : `until ${new Date(until).toISOString().slice(0, 10)}`,
    names === '' ? '' : `for ${names}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function nameIn(who: Partial<PeerCertificate['subject']> | undefined): string {
  // A name may hold several common names, whatever the types say.
  const name: unknown = who?.CN ?? who?.O ?? who?.OU;
  if (Array.isArray(name)) return name.join(' ');
  return typeof name === 'string' ? name : 'without a name';
}

/** Waits until a socket is open; destroys it and says why when it can't be, in bounded time. */
function opened(
  socket: net.Socket,
  event: 'connect' | 'secureConnect',
  { place, settings, signal }: Endpoint,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      const { connectTimeoutMs } = settings;
      const tls = event === 'secureConnect';
      const facts = { address: place.label, tls, login: null, reached, connectTimeoutMs };
      reject(explain(plainError(error), facts));
    };
    let reached: 'nothing' | 'port' = 'nothing';
    socket.once('connect', () => (reached = 'port'));
    const timer = setTimeout(() => {
      fail(new Error('Connection timeout'));
    }, settings.connectTimeoutMs);
    const abort = (): void => {
      fail(new Error('closed'));
    };
    socket.on('error', fail);
    socket.once('close', () => {
      fail(new Error('closed'));
    });
    signal.addEventListener('abort', abort, { once: true });
    socket.once(event, () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}

/** A name with several addresses fails as a bundle without words of its own: the first says it. */
function plainError(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}

class Late extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Late());
    }, ms);
  });
  return await Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

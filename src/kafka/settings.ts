import type { ConnectionOptions } from 'node:tls';
import type { BrokerRewrite } from './broker-place.js';
import type { Tokens } from './security/tokens.js';

export type SaslSettings =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  /** AWS MSK IAM as well: its tokens go this way. */
  | {
      readonly mechanism: 'oauthbearer';
      readonly tokens: Tokens;
      readonly extensions: Readonly<Record<string, string>>;
    };

/** Whose login it is, for messages; null where a token has not said it yet. */
export function loginName(sasl: SaslSettings): string | null {
  return sasl.mechanism === 'oauthbearer' ? sasl.tokens.subject : sasl.username;
}

/** How to get in. */
export interface ClusterSettings {
  /** `host:port`, in the order they are tried. */
  readonly bootstrap: readonly string[];
  /** Other places for addresses, told or given; none unless there are some. */
  readonly rewrites?: readonly BrokerRewrite[];
  readonly clientId: string;
  readonly tls: ConnectionOptions | null;
  readonly sasl: SaslSettings | null;
  /** ms to wait for a TCP or TLS connection, and for the first answer on it. */
  readonly connectTimeoutMs: number;
  /** ms to wait for the answer to a request. */
  readonly requestTimeoutMs: number;
}

/** Splits `host:port`; an IPv6 address stands in brackets; the port is 9092 where none is given. */
export function parseAddress(address: string): { host: string; port: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(address);
  if (bracketed) return { host: bracketed[1] ?? '', port: Number(bracketed[2] ?? 9092) };
  const colon = address.lastIndexOf(':');
  if (colon === -1 || address.indexOf(':') !== colon) return { host: address, port: 9092 };
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}

export function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

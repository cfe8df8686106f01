import type { TlsOptions } from 'node:tls';
import type { CodecName, Decompress } from './log/batch.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export type Mechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER';

/** Says until when a token is good (ms since the epoch), or null for one that is not. */
export type AcceptToken = (
  token: string,
  extensions: ReadonlyMap<string, string>,
) => { readonly until: number } | null;

export interface BrokerOptions {
  /** Port of the first broker; 0, the default, takes a free one. The others always take free ones. */
  readonly port?: number;
  /** How many brokers the cluster has; 1 by default, with ids from 1. */
  readonly brokers?: number;
  /** What a broker tells as its address, where that is not the one it listens on. */
  readonly advertise?: (own: Address) => Address;
  /** Users and their passwords; with any, clients must log in. */
  readonly users?: Readonly<Record<string, string>>;
  /** Ways to log in, where there are users or `acceptToken`; PLAIN. */
  readonly mechanisms?: readonly Mechanism[];
  /** OAUTHBEARER: takes a token or does not; with it, clients must log in. */
  readonly acceptToken?: AcceptToken;
  /** How long a login is good before it has to be renewed, in ms; 0, for ever. A token's own end comes first. */
  readonly sessionMs?: number;
  /** TLS on all ports: certificate, key, and whether clients must have a certificate. */
  readonly tls?: TlsOptions;
  /** Create a topic when metadata of an unknown one is asked for and the client allows it; false. */
  readonly autoCreateTopics?: boolean;
  /** Partitions of topics that are created without a number; 1. */
  readonly defaultPartitions?: number;
  /** Bytes of a segment, and so the step in which retention drops; 1 MiB. */
  readonly segmentBytes?: number;
  /** Bytes that a partition keeps at least before its oldest segment goes; 64 MiB. */
  readonly retentionBytes?: number;
  /** Segments that a partition keeps at most; 1000. */
  readonly retentionSegments?: number;
  /** The biggest batch that is taken; 1 MiB and a little, as Kafka has it. */
  readonly maxMessageBytes?: number;
  /** How many requests the log keeps; 10,000. */
  readonly requestLogSize?: number;
  /** How long a new group waits for more members before its first assignment; 0. */
  readonly groupInitialRebalanceDelayMs?: number;
  /** The clock, ms since the epoch. */
  readonly now?: () => number;
  /** For the codecs that Node has no function for: exact seeks by time within a batch. */
  readonly decompress?: Decompress;
  /** For the codecs that Node has no function for: `append` with that codec. */
  readonly compress?: (codec: CodecName, records: Buffer) => Buffer;
}

type Absent = 'users' | 'compress' | 'acceptToken' | 'tls';

export type Settings = Required<Omit<BrokerOptions, Absent>> & {
  /** Passwords by user; they may change while the broker runs. */
  readonly users: Map<string, string> | null;
  readonly acceptToken: AcceptToken | null;
  readonly tls: TlsOptions | null;
  readonly compress: NonNullable<BrokerOptions['compress']> | null;
};

export function settingsFrom(options: BrokerOptions): Settings {
  return {
    port: 0,
    brokers: 1,
    autoCreateTopics: false,
    defaultPartitions: 1,
    advertise: ({ host, port }) => ({ host, port }),
    segmentBytes: 2 ** 20,
    retentionBytes: 64 * 2 ** 20,
    retentionSegments: 1000,
    maxMessageBytes: 1_048_588,
    requestLogSize: 10_000,
    groupInitialRebalanceDelayMs: 0,
    now: Date.now,
    decompress: () => null,
    mechanisms: ['PLAIN'],
    acceptToken: null,
    sessionMs: 0,
    tls: null,
    compress: null,
    ...options,
    users: options.users === undefined ? null : new Map(Object.entries(options.users)),
  };
}

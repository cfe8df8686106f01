import type { Colour } from '../model/colour.js';

/** What the program was asked to do, validated; made from arguments by `parseArguments`. */
export interface Config {
  readonly brokers: readonly string[];
  /** `--rewrite-broker`: other places for addresses; the first that fits counts. */
  readonly rewrites: readonly Rewrite[];
  readonly topic: string;
  /** null for all partitions. */
  readonly partitions: readonly number[] | null;
  readonly start: StartAt;
  /** `-o` was given; otherwise `start` is the default of the mode. */
  readonly startGiven: boolean;
  /** `-o e@TIME`: reading ends before the first message of this time, ms since the epoch; null for no such end. */
  readonly end: number | null;
  readonly stopAtEnd: boolean;
  /** `-c`: stop after this many messages. */
  readonly limit: number | null;
  readonly filter: string | null;
  /** Where an exact key is trusted to be, and nowhere else; null to look everywhere. */
  readonly partitioner: 'murmur2' | 'crc32' | null;
  readonly output: Output;
  readonly isolation: 'read_committed' | 'read_uncommitted';
  readonly checkCrcs: boolean;
  readonly clientId: string;
  readonly security: Security;
  readonly quiet: boolean;
  /** What a profile has its cluster's name shown in; null for nothing special. */
  readonly colour: Colour | null;
  /** `--write` was given, and no source says `read_only`: the cluster may be changed when one asks for it. */
  readonly write: boolean;
  /** `-G`; null where no group is joined. */
  readonly membership: MembershipConfig | null;
  /** `--demo`: read from the embedded broker instead of `brokers`; null for a Kafka out there. */
  readonly demo: DemoConfig | null;
  /** Fields that the rows of a topic show where nothing was chosen for it, and where that is said; null for none. */
  readonly columns: { readonly text: string; readonly where: string } | null;
  /** Where what is chosen for topics is kept; null where it is forgotten at the end. */
  readonly keeping: Keeping | null;
  /** What was odd about the arguments, a line each, for stderr. */
  readonly warnings: readonly string[];
}

export interface Keeping {
  readonly path: string;
  /** Below which profile; null where none is in use. */
  readonly profile: string | null;
  /** As errors and messages name the file. */
  readonly file: string;
}

export interface MembershipConfig {
  readonly group: string;
  /** The first is `Config.topic`. */
  readonly topics: readonly string[];
  readonly commits: 'auto' | 'manual' | 'none';
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  /** null for a place that ends with this run. */
  readonly instanceId: string | null;
}

/** The same shape as the reader's start; the configuration knows nothing of the reader. */
export type StartAt =
  | { readonly kind: 'beginning' }
  | { readonly kind: 'end' }
  | { readonly kind: 'tail'; readonly count: number }
  | { readonly kind: 'before-end'; readonly count: bigint }
  | { readonly kind: 'offset'; readonly offset: bigint }
  | { readonly kind: 'time'; readonly timestamp: number };

export type Output =
  | { readonly kind: 'screen' }
  | { readonly kind: 'json' }
  | { readonly kind: 'format'; readonly format: string }
  | { readonly kind: 'count' };

export interface DemoConfig {
  /** null takes a free one. */
  readonly port: number | null;
  readonly seed: number;
  /** Play what can go wrong. */
  readonly chaos: boolean;
}

/** What is told as `from` is reached at `to`; null is any there, and as it is here. */
export interface Rewrite {
  readonly from: { readonly host: string | null; readonly port: number | null };
  readonly to: { readonly host: string | null; readonly port: number | null };
}

export interface Security {
  /** null: nothing is encrypted. */
  readonly tls: Tls | null;
  readonly sasl: Sasl | null;
}

/** Certificates or a key: the path of a file, or the text itself where it stands in the configuration. */
export interface Material {
  /** The property that says it, for errors. */
  readonly key: string;
  readonly kind: 'file' | 'text';
  readonly value: string;
}

export interface Tls {
  /** Who may vouch for brokers; null: whom this machine trusts. */
  readonly trust: { readonly from: Material; readonly password: string | null } | null;
  /** Who we are, where brokers ask for a certificate. */
  readonly identity: Identity | null;
  /** What is checked of a broker's certificate. */
  readonly check: 'all' | 'not the host name' | 'nothing';
}

export type Identity =
  | {
      readonly kind: 'pem';
      readonly certificate: Material;
      readonly key: Material;
      readonly password: string | null;
    }
  /** PKCS#12, or PEM with both in one file. */
  | { readonly kind: 'store'; readonly from: Material; readonly password: string | null };

export type Sasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | {
      readonly mechanism: 'oauthbearer';
      readonly token: TokenOrigin;
      /** Sent to the broker beside the token. */
      readonly extensions: Readonly<Record<string, string>>;
    }
  | { readonly mechanism: 'aws-msk-iam'; readonly aws: AwsLogin };

export type TokenOrigin =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'file'; readonly path: string }
  /** OIDC client credentials (RFC 6749, section 4.4). */
  | {
      readonly kind: 'oidc';
      readonly endpoint: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string | null;
      /** Who may vouch for the endpoint, besides whom this machine trusts. */
      readonly caFile: string | null;
    };

/** Null is what AWS's own tools would take. */
export interface AwsLogin {
  readonly region: string | null;
  readonly profile: string | null;
  readonly roleArn: string | null;
  readonly roleSession: string | null;
}

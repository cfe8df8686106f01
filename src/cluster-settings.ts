import type { Config, Security } from './config/config.js';
import type { ClusterSettings, SaslSettings } from './kafka/settings.js';

/** How long a broker may take to answer at all, and to answer a request; ms. */
const CONNECT_MS = 10_000;
const REQUEST_MS = 15_000;

/**
 * What was asked for → how to get in: reads the files that the configuration names. Throws a KafkaTuiError
 * with exit code 2 that names the file. What only some need is loaded when it is needed.
 */
export async function clusterSettings(config: Config): Promise<ClusterSettings> {
  const { tls } = config.security;
  return {
    bootstrap: config.brokers,
    rewrites: config.rewrites,
    clientId: config.clientId,
    tls: tls && (await import('./kafka/security/tls-options.js')).tlsOptions(tls),
    sasl: await saslSettings(config.security, config.brokers),
    connectTimeoutMs: CONNECT_MS,
    requestTimeoutMs: REQUEST_MS,
  };
}

async function saslSettings(
  { sasl, tls }: Security,
  brokers: readonly string[],
): Promise<SaslSettings | null> {
  if (sasl === null) return null;
  switch (sasl.mechanism) {
    case 'oauthbearer': {
      const { tokensFrom } = await import('./kafka/security/token-sources.js');
      const ca = tls && (await import('./kafka/security/tls-options.js')).ownCas(tls);
      return { ...sasl, tokens: tokensFrom(sasl.token, ca) };
    }
    case 'aws-msk-iam': {
      const { mskTokens } = await import('./kafka/security/msk-iam.js');
      const tokens = mskTokens(sasl.aws, brokers, process.env);
      return { mechanism: 'oauthbearer', tokens, extensions: {} };
    }
    case 'plain':
    case 'scram-sha-256':
    case 'scram-sha-512':
      return sasl;
  }
}

import { readFileSync } from 'node:fs';
import type { Config } from './config/config.js';
import type { ClusterSettings } from './kafka/settings.js';
import { EXIT, KafkaTuiError } from './model/problem.js';

/** How long a broker may take to answer at all, and to answer a request; ms. */
const CONNECT_MS = 10_000;
const REQUEST_MS = 15_000;

/**
 * What was asked for → how to get in: reads the files that the configuration names. Throws a KafkaTuiError
 * with exit code 2 that names the file. Asynchronous, since what only some need is loaded when it is needed.
 */
export function clusterSettings(config: Config): Promise<ClusterSettings> {
  return Promise.resolve().then(() => settingsOf(config));
}

function settingsOf(config: Config): ClusterSettings {
  const { tls, caFile, sasl } = config.security;
  return {
    bootstrap: config.brokers,
    rewrites: config.rewrites,
    clientId: config.clientId,
    tls: tls ? (caFile === null ? {} : { ca: readCa(caFile) }) : null,
    sasl,
    connectTimeoutMs: CONNECT_MS,
    requestTimeoutMs: REQUEST_MS,
  };
}

function readCa(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new KafkaTuiError({
      code: 'CA_FILE',
      message: `the CA file ${path} can't be read: ${error instanceof Error ? error.message : String(error)}`,
      next: 'name a PEM file that you may read: -X ssl.ca.location=FILE',
      exitCode: EXIT.usage,
    });
  }
}

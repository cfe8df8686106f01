import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import type { BrokerOptions } from '../../src/demo/broker/settings.js';
import { pair, tlsOf } from '../support/tls-fixtures.js';
import {
  type ConnectingLab,
  LISTENERS,
  LOGIN,
  type ListenerName,
  MESSAGES,
} from './connecting-lab.js';
import { connectingScenarios } from './connecting-scenarios.js';
import { acceptMskToken } from './msk-token.js';
import { TokenEndpoint } from './token-endpoint.js';

const PASSWORDS = {
  users: { [LOGIN.user]: LOGIN.password },
  mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'],
} as const satisfies BrokerOptions;

function options(name: ListenerName, tokens: TokenEndpoint): BrokerOptions {
  switch (name) {
    case 'plain':
      return {};
    case 'sasl':
      return PASSWORDS;
    case 'sasl-ssl':
      return { ...PASSWORDS, tls: pair('server') };
    case 'ssl':
      return { tls: pair('server') };
    case 'mtls':
      return { tls: { ...tlsOf('server'), requestCert: true, rejectUnauthorized: true } };
    case 'expired':
    case 'wrong-host':
      return { tls: pair(name) };
    case 'oauth':
      return {
        tls: pair('server'),
        mechanisms: ['OAUTHBEARER'],
        acceptToken: (token) => tokens.accept(token),
      };
    case 'msk':
      return {
        tls: pair('server'),
        mechanisms: ['OAUTHBEARER'],
        acceptToken: (token) => acceptMskToken(token, 'eu-central-1'),
      };
  }
}

/** A broker for each way in: the embedded one listens one way at a time. */
async function embeddedLab(): Promise<ConnectingLab & { close(): Promise<void> }> {
  const tokens = await TokenEndpoint.start();
  const topic = 'ways-in';
  const started = await Promise.all(
    LISTENERS.map(async (name): Promise<readonly [ListenerName, EmbeddedBroker]> => {
      const broker = await startBroker(options(name, tokens));
      broker.createTopic(topic);
      broker.append(
        topic,
        0,
        MESSAGES.map((value) => ({ key: null, value })),
      );
      return [name, broker];
    }),
  );
  const addresses = started.map(([name, { bootstrap }]) => [name, bootstrap] as const);
  return {
    at: Object.fromEntries(addresses) as ConnectingLab['at'],
    topic,
    tokens,
    close: async () => {
      await Promise.all(started.map(([, broker]) => broker.close()));
      await tokens.close();
    },
  };
}

connectingScenarios(embeddedLab);

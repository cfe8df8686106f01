import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ConnectingLab, ListenerName } from '../e2e/connecting-lab.js';
import { MESSAGES } from '../e2e/connecting-lab.js';
import { connectingScenarios } from '../e2e/connecting-scenarios.js';
import { AWS_KEYS } from '../e2e/msk-token.js';
import { TokenEndpoint } from '../e2e/token-endpoint.js';
import { fixture, pair } from '../support/tls-fixtures.js';
import { type ExtraListener, MODULES, passwordLogins } from './broker-config.js';
import { createTopic } from './cluster-setup.js';
import { kafkaJars } from './kafka-jars.js';
import { kcatProduce } from './kcat.js';
import { freePorts, startRealKafka } from './real-kafka.js';
import { describeKafka } from './suite.js';

const TOPIC = 'ways-in';
type Secure = Exclude<ListenerName, 'plain' | 'sasl'>;

/** One broker with a listener for each way in. */
async function realLab(): Promise<ConnectingLab & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-tui-ways-in-'));
  const tokens = await TokenEndpoint.start();
  const classes = join(folder, 'classes');
  const source = fileURLToPath(new URL('java/MskTokens.java', import.meta.url));
  const jars = await kafkaJars();
  await promisify(execFile)('javac', ['-cp', `${jars}/*`, '-d', classes, source]);
  const ports = await freePorts(7);
  const names: readonly Secure[] = [
    'sasl-ssl',
    'ssl',
    'mtls',
    'expired',
    'wrong-host',
    'oauth',
    'msk',
  ];
  const extra = names.map((name, index) => listener(name, ports[index] ?? 0, folder, tokens));
  const kafka = await startRealKafka({
    authorizer: false,
    extra,
    classes,
    javaFlags: [
      `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${tokens.keysUrl}`,
      `-Dkafka.tui.test.aws.key=${AWS_KEYS.id}`,
    ],
  });
  await createTopic(kafka.brokers, TOPIC, { partitions: 1 });
  const messages = MESSAGES.map((value) => ({ key: null, value }));
  await kcatProduce(kafka.brokers, TOPIC, messages, { partition: 0 });
  const secure = names.map((name, index) => [name, `127.0.0.1:${ports[index] ?? 0}`] as const);
  return {
    at: {
      plain: kafka.brokers,
      sasl: kafka.saslBrokers,
      ...(Object.fromEntries(secure) as Record<Secure, string>),
    },
    topic: TOPIC,
    tokens,
    close: async () => {
      await kafka.close();
      await tokens.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function listener(
  name: Secure,
  port: number,
  folder: string,
  tokens: TokenEndpoint,
): ExtraListener {
  const certificate = name === 'expired' || name === 'wrong-host' ? name : 'server';
  const { key, cert } = pair(certificate);
  const store = join(folder, `${certificate}.pem`);
  writeFileSync(store, Buffer.concat([key, cert]));
  const tls = { 'ssl.keystore.type': 'PEM', 'ssl.keystore.location': store };
  const properties = { ...tls, ...logins(name, tokens) };
  const protocol = ['sasl-ssl', 'oauth', 'msk'].includes(name) ? 'SASL_SSL' : 'SSL';
  return { name: name.replace('-', '_').toUpperCase(), protocol, port, properties };
}

function logins(name: Secure, { keysUrl }: TokenEndpoint): Readonly<Record<string, string>> {
  const tokens = {
    'sasl.enabled.mechanisms': 'OAUTHBEARER',
    'oauthbearer.sasl.jaas.config': `${MODULES}.oauthbearer.OAuthBearerLoginModule required;`,
  };
  const handler = 'oauthbearer.sasl.server.callback.handler.class';
  switch (name) {
    case 'sasl-ssl':
      return passwordLogins();
    case 'mtls':
      return {
        'ssl.client.auth': 'required',
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': fixture('ca.pem'),
      };
    case 'oauth':
      return {
        ...tokens,
        [handler]: `${MODULES}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
        'sasl.oauthbearer.jwks.endpoint.url': keysUrl,
        'sasl.oauthbearer.expected.audience': 'kafka',
      };
    case 'msk':
      return { ...tokens, [handler]: 'MskTokens' };
    case 'ssl':
    case 'expired':
    case 'wrong-host':
      return {};
  }
}

describeKafka('the ways in, on a real Kafka', () => {
  connectingScenarios(realLab);
});

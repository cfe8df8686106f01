import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { kafkajsClient } from '../demo/broker/kafkajs-client.js';
import { kcatClient } from '../demo/broker/kcat-client.js';
import { exchanges, prepare, unordered } from '../demo/broker/exchanges.js';
import { RawClient } from '../demo/broker/raw-client.js';
import { scenarios } from '../demo/broker/scenarios.js';
import { describeKafka, freshTopic } from './suite.js';

/*
 * The embedded broker is honest as far as this goes: the same scenarios, by two clients that share
 * no code, go the same way on it and on a real Kafka.
 */

const clients = [kafkajsClient, kcatClient];

describeKafka('a real Kafka', ({ brokers, saslBrokers }) => {
  describe.each(clients)('to $name', (client) => {
    it.each(scenarios)('$name', async (scenario) => {
      await scenario.run({ bootstrap: brokers, saslBootstrap: saslBrokers, client });
    });
  });
});

describeKafka('the embedded broker beside it', () => {
  let plain: EmbeddedBroker;
  let sasl: EmbeddedBroker;

  beforeAll(async () => {
    plain = await startBroker({ brokers: 3 });
    sasl = await startBroker({ users: { 'team-2': 'secret2' } });
  });

  afterAll(async () => {
    await Promise.all([plain.close(), sasl.close()]);
  });

  describe.each(clients)('to $name', (client) => {
    it.each(scenarios)('$name', async (scenario) => {
      await scenario.run({ bootstrap: plain.bootstrap, saslBootstrap: sasl.bootstrap, client });
    });
  });
});

/** A real broker makes its topics of offsets and transactions when it is first asked for them. */
async function prepareCoordinators(bootstrap: string): Promise<void> {
  const scenario = scenarios.find(({ name }) => name.startsWith('commits the offsets of a trans'));
  await scenario?.run({ bootstrap, saslBootstrap: '', client: kafkajsClient });
}

describeKafka('the embedded broker and a real Kafka', ({ brokers }) => {
  let embedded: EmbeddedBroker;
  let clients: readonly RawClient[] = [];

  beforeAll(async () => {
    embedded = await startBroker();
    const ports = [embedded.bootstrap, brokers].map((one) => Number(one.split(':')[1]));
    clients = await Promise.all(ports.map((port) => RawClient.connect(port)));
    await prepareCoordinators(brokers);
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    await embedded.close();
  });

  it.each(exchanges)('answer alike: $name', async (exchange) => {
    const topic = freshTopic('exchange');
    const answers: unknown[] = [];
    for (const client of clients) {
      await prepare(client, topic);
      answers.push(unordered(await exchange.run(client, topic)));
    }
    const [ours, theirs] = answers;
    expect(ours).toEqual(theirs);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../../src/demo/broker/broker.js';
import { kafkajsClient } from './kafkajs-client.js';
import { scenarios } from './scenarios.js';

describe.each([1, 3])('an embedded cluster of %i, to kafkajs', (brokers) => {
  let plain: EmbeddedBroker;
  let sasl: EmbeddedBroker;

  beforeAll(async () => {
    plain = await startBroker({ brokers });
    sasl = await startBroker({ users: { 'team-2': 'secret2' } });
  });

  afterAll(async () => {
    expect(plain.counters().lastFailure).toBeNull();
    expect(sasl.counters().lastFailure).toBeNull();
    await Promise.all([plain.close(), sasl.close()]);
  });

  it.each(scenarios)('$name', async (scenario) => {
    await scenario.run({
      bootstrap: plain.bootstrap,
      saslBootstrap: sasl.bootstrap,
      client: kafkajsClient,
    });
  });
});

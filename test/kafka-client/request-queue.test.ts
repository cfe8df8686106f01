import { afterEach, describe, expect, it, vi } from 'vitest';
import { startBroker } from '../../src/demo/broker/broker.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { settingsFor } from '../support/reading.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a connection that nothing is asked on', () => {
  it('plans no look at requests that wait, as none does', async () => {
    const broker = await startBroker({});
    broker.createTopic('t', { partitions: 1 });
    const cluster = new Cluster(settingsFor(broker.bootstrap));
    try {
      const timers = vi.spyOn(globalThis, 'setTimeout');
      await cluster.metadata(['t']);
      const planned = timers.mock.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 300));
      // One is the wait itself; without rest there is one a millisecond.
      expect(timers.mock.calls.length - planned).toBeLessThan(10);
    } finally {
      cluster.close();
      await broker.close();
    }
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { ClusterFacts } from '../../src/watch/cluster-facts.js';
import { type Ends, placeOf } from '../../src/watch/lag.js';
import { WaitingTimes } from '../../src/watch/waiting-times.js';
import { settingsFor } from '../support/reading.js';

const NOW = Date.now();
const AGES = [5000, 4000, 3000, 2000, 1000];

const commit = (topic: string, partition: number, offset: bigint) => ({
  ...{ topic, partition, offset, metadata: '' },
});

describe('since when messages wait', () => {
  let broker: EmbeddedBroker;
  let cluster: Cluster;
  let times: WaitingTimes;
  let ends: Map<string, bigint>;
  beforeEach(async () => {
    broker = await startBroker();
    broker.createTopic('orders', { partitions: 2 });
    for (const partition of [0, 1]) {
      for (const age of AGES) {
        broker.append('orders', partition, [{ value: 'x', timestamp: NOW - age }]);
      }
    }
    cluster = new Cluster(settingsFor(broker.bootstrap));
    const facts = new ClusterFacts(cluster, () => undefined);
    await facts.load();
    times = new WaitingTimes(cluster, facts);
    ends = new Map([0, 1].map((partition) => [placeOf('orders', partition), 5n]));
  });
  afterEach(async () => {
    cluster.close();
    await broker.close();
  });

  /** The places of every request of an API, as `topic:partition`. */
  const placesAsked = (api: string): string[][] =>
    broker
      .requests()
      .filter(({ apiName }) => apiName === api)
      .map(({ body }) =>
        (
          body as { topics: { topic: string; partitions: { partition: number }[] }[] }
        ).topics.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition }) => `${topic}:${partition}`),
        ),
      );

  it('are told apart where several groups wait on one partition, which no request names twice', async () => {
    const commits = [0n, 3n, 1n].map((offset) => commit('orders', 0, offset));
    commits.push(commit('orders', 1, 4n));
    await times.learn(commits, { ends, now: NOW });
    expect(commits.map((one) => times.ageOf(one, ends, NOW))).toEqual([5000, 2000, 4000, 1000]);
    for (const api of ['Fetch', 'ListOffsets']) {
      const asked = placesAsked(api);
      expect(asked.length).toBeGreaterThan(0);
      for (const places of asked) expect(new Set(places).size).toBe(places.length);
    }
  });

  it('are those of the first message in the log for all whose messages are gone', async () => {
    broker.faults.truncateHead('orders', 0, 3n);
    const commits = [0n, 2n, 3n, 4n].map((offset) => commit('orders', 0, offset));
    await times.learn(commits, { ends, now: NOW });
    expect(commits.map((one) => times.ageOf(one, ends, NOW))).toEqual([2000, 2000, 2000, 1000]);
  });

  it('are found for all in the end, however many cannot be', async () => {
    const gone = Array.from({ length: 700 }, (_, partition) => commit('gone', partition, 0n));
    const all: Ends = new Map([
      ...ends,
      ...gone.map(({ topic, partition }) => [placeOf(topic, partition), 9n] as const),
    ]);
    const last = commit('orders', 1, 2n);
    for (let look = 0; look < 2; look += 1) {
      expect(times.ageOf(last, all, NOW)).toBeNull();
      await times.learn([...gone, last], { ends: all, firsts: new Map(), now: NOW });
    }
    expect(times.ageOf(last, all, NOW)).toBe(3000);
  });
});

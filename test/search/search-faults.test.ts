import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { compileQuery } from '../../src/filter/compile-query.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { DirectReader } from '../../src/kafka/direct-reader.js';
import type { SearchAsk } from '../../src/model/search.js';
import { jsonLinesFiles } from '../../src/pipe/json-lines-file.js';
import { readerOptionsFor } from '../../src/search/reader-options.js';
import { TopicSearch } from '../../src/search/topic-search.js';
import { numbered } from '../support/batches.js';
import { settingsFor } from '../support/reading.js';

const EACH = 2_000;
/** Every hundredth in each of two partitions: v77, v177, … */
const FOUND = 2 * (EACH / 100);

let broker: EmbeddedBroker;
let reader: DirectReader | null = null;
let search: TopicSearch | null = null;

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: 2 });
  for (const partition of [0, 1]) {
    for (let at = 0; at < EACH; at += 20) broker.append('t', partition, numbered(20, at));
  }
  // Many small answers, so that there is a middle.
  broker.faults.slow({ api: 'Fetch', bytesPerTick: 2_000, tickMs: 2 });
});

afterEach(async () => {
  search?.stop();
  await broker.close();
});

function searching(text: string): TopicSearch {
  const query = compileQuery(text, { now: 0 });
  const ask: SearchAsk = { query, range: { kind: 'topic' }, partitioner: null, writeTo: null };
  search = new TopicSearch({
    ask,
    topic: 't',
    openReader: (events) => {
      const fixed = {
        topic: 't',
        partitions: null,
        isolation: 'read_committed',
        checkCrcs: true,
      } as const;
      const options = { ...fixed, ...readerOptionsFor(ask) };
      reader = new DirectReader(new Cluster(settingsFor(broker.bootstrap)), options, events);
      return reader;
    },
    openFile: jsonLinesFiles('t'),
    keep: { entries: 1000, bytes: 1_000_000 },
    now: () => performance.now(),
  });
  return search;
}

/** All of it, once. */
function expectWhole(search: TopicSearch): void {
  const { state, found, entries, progress } = search.current();
  expect(state).toEqual({ state: 'done' });
  expect(progress).toMatchObject({ messages: 2 * EACH, fraction: 1, total: BigInt(2 * EACH) });
  expect(found).toBe(FOUND);
  const places = new Set(entries.map(({ partition, offset }) => `${partition}:${offset}`));
  expect(places.size).toBe(FOUND);
}

describe('a search', () => {
  it('is told that the broker was lost, goes on where it was, and finds all of it once', async () => {
    const one = searching('/^v\\d*77$/');
    await expect
      .poll(() => one.current().progress.messages, { timeout: 20_000 })
      .toBeGreaterThan(0);
    await broker.faults.loseBroker(1);
    await expect.poll(() => one.current().state.state, { timeout: 20_000 }).toBe('lost');
    const { found, progress } = one.current();
    expect(progress.fraction).toBeLessThan(1);
    await broker.faults.returnBroker(1);
    reader?.retry();
    await one.ended;
    expect(one.current().found).toBeGreaterThanOrEqual(found);
    expectWhole(one);
  });

  it('finds all of it once where connections end again and again, in the middle of answers too', async () => {
    broker.faults.cutResponse({ api: 'Fetch' }, 3);
    const one = searching('/^v\\d*77$/');
    for (let round = 1; round <= 3; round++) {
      await expect
        .poll(() => one.current().progress.messages, { timeout: 20_000 })
        .toBeGreaterThanOrEqual(round * 500);
      broker.faults.dropConnections();
    }
    await one.ended;
    expectWhole(one);
  });

  it('that is stopped while the broker is gone keeps what it has found', async () => {
    const one = searching('v*');
    await expect.poll(() => one.current().found, { timeout: 20_000 }).toBeGreaterThan(0);
    await broker.faults.loseBroker(1);
    await expect.poll(() => one.current().state.state, { timeout: 20_000 }).toBe('lost');
    one.stop();
    await one.ended;
    expect(one.current().state).toEqual({ state: 'stopped' });
    expect(one.current().kept).toBeGreaterThan(0);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { compileQuery } from '../../src/filter/compile-query.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { DirectReader } from '../../src/kafka/direct-reader.js';
import type { SearchAsk, SearchRange } from '../../src/model/search.js';
import { jsonLinesFiles } from '../../src/pipe/json-lines-file.js';
import { readerOptionsFor } from '../../src/search/reader-options.js';
import { TopicSearch } from '../../src/search/topic-search.js';
import { holdsAny } from '../support/queries.js';
import { settingsFor } from '../support/reading.js';

/** Out of order, in batches of two, in each of three partitions. */
const TIMES = [
  [10, 50, 20, 30, 60, 5, 70, 15],
  [40, 40, 1, 2, 3, 90, 45],
  [80, 70, 60, 50, 40, 30, 20, 10],
];

interface Written {
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: number;
  readonly key: null;
}

const LOG: Written[] = TIMES.flatMap((times, partition) =>
  times.map((timestamp, at) => ({ partition, offset: BigInt(at), timestamp, key: null })),
);

let broker: EmbeddedBroker;

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: TIMES.length });
  for (const [partition, times] of TIMES.entries()) {
    for (let at = 0; at < times.length; at += 2) {
      const batch = times.slice(at, at + 2);
      broker.append(
        't',
        partition,
        batch.map((timestamp) => ({ value: `at ${timestamp}`, timestamp })),
      );
    }
  }
});

afterEach(async () => {
  await broker.close();
});

/** Partition and offset of what a search finds. */
async function found(text: string, range: SearchRange): Promise<string[]> {
  const query = compileQuery(text, { now: 0 });
  const ask: SearchAsk = { query, range, partitioner: null, writeTo: null };
  const fixed = {
    topic: 't',
    partitions: null,
    isolation: 'read_committed',
    checkCrcs: true,
  } as const;
  const search = new TopicSearch({
    ask,
    topic: 't',
    openReader: (events) =>
      new DirectReader(
        new Cluster(settingsFor(broker.bootstrap)),
        { ...fixed, ...readerOptionsFor(ask) },
        events,
      ),
    openFile: jsonLinesFiles('t'),
    keep: { entries: 1000, bytes: 1_000_000 },
    now: () => performance.now(),
  });
  await search.ended;
  expect(search.current().state).toEqual({ state: 'done' });
  return search.current().entries.map(placeOf).sort();
}

function placeOf({ partition, offset }: Pick<Written, 'partition' | 'offset'>): string {
  return `${partition}:${offset}`;
}

describe('a search of a range of time', () => {
  it.each([
    [20, 50],
    [null, 40],
    [45, null],
    [1, 2],
    [91, null],
    [60, 20],
  ])(
    'from %s to before %s finds every message of that time, out of order as they are',
    async (from, to) => {
      const wanted = LOG.filter(
        ({ timestamp }) => timestamp >= (from ?? 0) && (to === null || timestamp < to),
      );
      expect(await found('at', { kind: 'time', from, to })).toEqual(wanted.map(placeOf).sort());
    },
  );
});

describe('a search of the whole topic', () => {
  it.each([
    'partition:>1',
    'partition:[1 TO 2]',
    'partition:0 OR partition:2',
    'NOT partition:1',
    'offset:<2 OR offset:>5',
    '(partition:0 offset:[1 TO 3]) OR (partition:2 offset:7)',
    '(partition:0 timestamp:>30) OR (partition:1 timestamp:<3)',
    'timestamp:[2 TO 10] OR timestamp:>80',
    'NOT (timestamp:>15 OR partition:2)',
    'partition:1 AND partition:2',
  ])('for %s finds what testing every message finds', async (text) => {
    const query = compileQuery(text, { now: 0 });
    const wanted = LOG.filter((message) =>
      query.matches({ ...message, value: Buffer.from('at'), headers: [] }),
    );
    expect(wanted.every((message) => holdsAny(query.bounds, message))).toBe(true);
    expect(await found(text, { kind: 'topic' })).toEqual(wanted.map(placeOf).sort());
  });
});

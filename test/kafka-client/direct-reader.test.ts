import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import type { Start } from '../../src/kafka/start.js';
import { TEST_CODECS, batchAt, compress, numbered } from '../support/batches.js';
import { Reading, range } from '../support/reading.js';

let broker: EmbeddedBroker;
const open: Reading[] = [];

function reading(
  ...args: ConstructorParameters<typeof Reading> extends [string, ...infer R] ? R : never
): Reading {
  const one = new Reading(broker.bootstrap, ...args);
  open.push(one);
  return one;
}

async function toEnd(...args: Parameters<typeof reading>): Promise<Reading> {
  const one = reading({ stopAtEnd: true, ...args[0] });
  await one.open();
  return await one.toEnd();
}

beforeEach(async () => {
  broker = await startBroker({
    brokers: 3,
    compress: (codec, records) => compress(codec, records),
  });
  broker.createTopic('t', { partitions: 4 });
});

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await broker.close();
});

describe('reading a topic to its end', () => {
  it('brings every message of every partition once and in order', async () => {
    for (let partition = 0; partition < 4; partition++) {
      for (let batch = 0; batch < 20; batch++)
        broker.append('t', partition, numbered(50, batch * 50));
    }
    const read = await toEnd();
    for (let partition = 0; partition < 4; partition++)
      expect(read.of(partition)).toEqual(range(0, 1000));
    expect(read.damage).toEqual([]);
  });

  it('ends at once where there is nothing', async () => {
    expect(await toEnd()).toMatchObject({ count: 0, ended: true });
  });

  it('stops at the end that was there at start, though more comes in', async () => {
    broker.append('t', 0, numbered(10));
    const one = reading({ stopAtEnd: true });
    await one.open();
    broker.append('t', 0, numbered(10));
    expect((await one.toEnd()).of(0)).toEqual(range(0, 10));
  });

  it('reads only the partitions asked for', async () => {
    for (let partition = 0; partition < 4; partition++) broker.append('t', partition, numbered(3));
    const read = await toEnd({ partitions: [1, 3] });
    expect([...read.offsets.keys()].sort()).toEqual([1, 3]);
  });

  it.each(TEST_CODECS.filter((codec) => codec !== 'xerial'))(
    'reads batches of %s',
    async (codec) => {
      broker.append('t', 0, numbered(500), { codec });
      expect((await toEnd()).of(0)).toEqual(range(0, 500));
    },
  );

  it('reads a batch that is larger than a response may be', async () => {
    const value = 'x'.repeat(1_500_000);
    broker.append('t', 0, [{ value: 'a' }, { value }]);
    broker.append('t', 0, [{ value: 'b' }]);
    expect((await toEnd()).values.map(({ length }) => length)).toEqual([1, 1_500_000, 1]);
  });

  it('passes over what compaction has left out', async () => {
    broker.append('t', 0, numbered(5));
    broker.skipOffsets('t', 0, 1000n);
    broker.append('t', 0, numbered(5));
    expect((await toEnd()).of(0)).toEqual([...range(0, 5), ...range(1005, 1010)]);
  });

  it('ends where compaction has left out the last offsets', async () => {
    broker.append('t', 0, numbered(5));
    broker.appendAborted('t', 0, numbered(5));
    expect((await toEnd()).of(0)).toEqual(range(0, 5));
  });
});

describe('where it starts', () => {
  beforeEach(() => {
    for (let index = 0; index < 20; index++)
      broker.append('t', 0, [{ value: `v${index}`, timestamp: 1_000_000 + index * 1000 }]);
  });

  it.each<[string, Start, bigint]>([
    ['at the beginning', { kind: 'beginning' }, 0n],
    ['at the end', { kind: 'end' }, 20n],
    ['before the end', { kind: 'before-end', count: 3n }, 17n],
    ['before the beginning', { kind: 'before-end', count: 300n }, 0n],
    ['at an offset', { kind: 'offset', offset: 12n }, 12n],
    ['at a time', { kind: 'time', timestamp: 1_007_000 }, 7n],
    ['at a time between two messages', { kind: 'time', timestamp: 1_007_001 }, 8n],
    ['at a time to come', { kind: 'time', timestamp: 9_000_000 }, 20n],
  ])('%s', async (_, start, first) => {
    const one = reading({ start, stopAtEnd: true, partitions: [0] });
    const { partitions, backlog } = await one.open();
    expect(partitions).toMatchObject([
      { partition: 0, first: 0n, next: first, high: 20n, stable: 20n },
    ]);
    expect(backlog).toEqual([]);
    expect((await one.toEnd()).of(0)).toEqual(range(first, 20));
  });

  it('says so where the offset is gone, or not there yet', async () => {
    broker.faults.truncateHead('t', 0, 5n);
    for (const [offset, note] of [
      [2n, 'partition 0: offset 2 is gone by retention; reading from 5'],
      [99n, 'partition 0: offset 99 is behind the end; reading from 20'],
    ] as const) {
      const one = reading({ start: { kind: 'offset', offset }, partitions: [0] });
      await one.open();
      expect(one.notices).toEqual([note]);
    }
  });

  it('goes on with what comes in from there', async () => {
    const one = reading({ start: { kind: 'end' }, partitions: [0] });
    await one.open();
    broker.append('t', 0, [{ value: 'new' }]);
    await one.until(() => one.count > 0);
    expect([one.values, one.of(0)]).toEqual([['new'], [20n]]);
  });
});

describe('transactions', () => {
  beforeEach(() => {
    broker.append('t', 0, numbered(2));
    broker.appendAborted('t', 0, numbered(3));
    broker.appendCommitted('t', 0, numbered(4));
    broker.appendAborted('t', 0, numbered(5));
    broker.append('t', 0, numbered(1));
  });

  it('that were aborted are passed over and counted, with the markers', async () => {
    const read = await toEnd();
    expect(read.of(0)).toEqual([...range(0, 2), ...range(6, 10), 17n]);
    expect(read).toMatchObject({ aborted: 8, control: 3 });
  });

  it('that were aborted are there for who reads uncommitted', async () => {
    const read = await toEnd({ isolation: 'read_uncommitted' });
    expect(read.count).toBe(15);
    expect(read).toMatchObject({ aborted: 0, control: 3 });
  });

  it('that are open hold the reader at the last stable offset, until they end', async () => {
    const end = broker.appendOpen('t', 0, [{ value: 'open' }]);
    broker.append('t', 0, [{ value: 'behind' }]);
    const stopping = await toEnd();
    expect(stopping.values).not.toContain('behind');
    const following = reading({ start: { kind: 'end' }, partitions: [0] });
    expect((await following.open()).partitions).toMatchObject([
      { next: 18n, stable: 18n, high: 20n },
    ]);
    end(true);
    await following.until(() => following.count >= 2);
    expect(following.values).toEqual(['open', 'behind']);
  });
});

describe('bounds', () => {
  it('are kept by who does not pull: two answers a broker, no more', async () => {
    for (let batch = 0; batch < 60; batch++)
      broker.append('t', 0, [{ value: 'x'.repeat(100_000) }]);
    const one = reading({ partitions: [0] });
    await one.open();
    const fetches = (): number =>
      broker.requests().filter(({ apiName }) => apiName === 'Fetch').length;
    await settled(fetches);
    expect(fetches()).toBe(2);
    await one.until(() => one.count === 60);
    expect(one.of(0)).toEqual(range(0, 60));
  });

  it('do not starve a partition behind others that are full', async () => {
    for (let partition = 0; partition < 4; partition++) {
      for (let batch = 0; batch < 20; batch++)
        broker.append('t', partition, [{ value: 'x'.repeat(200_000) }]);
    }
    const one = reading({ partitions: [0, 3] }); // led by the same broker
    await one.open();
    await one.until(() => one.of(3).length > 0);
    expect(one.of(0).length).toBeLessThan(20);
  });
});

describe('watermarks', () => {
  it('are asked for without reading', async () => {
    broker.append('t', 0, numbered(5));
    const one = reading({ partitions: [0] });
    await one.open();
    broker.append('t', 0, numbered(5));
    broker.faults.truncateHead('t', 0, 3n);
    expect(await one.reader.watermarks()).toEqual([{ partition: 0, first: 3n, high: 10n }]);
  });
});

describe('closing', () => {
  it('ends a read under way, and every connection', async () => {
    const one = reading();
    await one.open();
    const pulling = one.toEnd();
    one.close();
    expect((await pulling).ended).toBe(true);
    await expect.poll(() => broker.counters().connectionsOpen).toBe(0);
  });

  it('ends an opening that waits for a broker that does not answer', async () => {
    broker.faults.silence();
    const one = reading();
    const opening = one.open();
    await expect.poll(() => broker.counters().connectionsOpen).toBeGreaterThan(0);
    one.close();
    await expect(opening).rejects.toThrow();
  });
});

/** Waits until a number has stopped to change. */
async function settled(read: () => number): Promise<void> {
  let last = -1;
  await expect
    .poll(
      () => {
        const now = read();
        const same = now === last && now > 0;
        last = now;
        return same;
      },
      { interval: 100 },
    )
    .toBe(true);
}

it('takes batches that a log holds as they are', async () => {
  broker.append('t', 0, batchAt(0n, numbered(3)));
  expect((await toEnd()).of(0)).toEqual(range(0, 3));
});

import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import type { Narrowing } from '../../src/kafka/narrowing.js';
import { partitionOf } from '../../src/kafka/partitioners.js';
import type { DirectReaderOptions } from '../../src/kafka/reader-options.js';
import type { Region } from '../../src/model/query.js';
import { spansOf } from '../../src/kafka/regions.js';
import { holdsAny, region } from '../support/queries.js';
import { numbered } from '../support/batches.js';
import { Reading, range } from '../support/reading.js';

let broker: EmbeddedBroker;
const open: Reading[] = [];

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: 4 });
});

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await broker.close();
});

async function toEnd(options: Partial<DirectReaderOptions>): Promise<Reading> {
  const one = new Reading(broker.bootstrap, { stopAtEnd: true, ...options });
  open.push(one);
  await one.open();
  return await one.toEnd();
}

function within(
  bounds: Partial<Region> | readonly Region[],
  partitioner: Narrowing['partitioner'] = null,
): { readonly narrowing: Narrowing } {
  return { narrowing: { bounds: isList(bounds) ? bounds : [region(bounds)], partitioner } };
}

function isList(bounds: Partial<Region> | readonly Region[]): bounds is readonly Region[] {
  return Array.isArray(bounds);
}

/** Partitions that were asked for in fetches, in the order in which they were. */
function fetched(): number[] {
  const asked = broker.requests().flatMap(({ apiName, body }) => {
    if (apiName !== 'Fetch') return [];
    const { topics } = body as { topics: { partitions: { partition: number }[] }[] };
    return topics.flatMap(({ partitions }) => partitions.map(({ partition }) => partition));
  });
  return [...new Set(asked)];
}

describe('where a key is put', () => {
  it('by murmur2 is where kafkajs puts it, as Java does', () => {
    const kafkajs = Partitioners.DefaultPartitioner();
    const partitionMetadata = Array.from({ length: 7 }, (_, partitionId) => ({
      ...{ partitionId, leader: 1, partitionErrorCode: 0, replicas: [], isr: [] },
    }));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const key = Buffer.from(bytes);
        const theirs = kafkajs({ topic: 't', partitionMetadata, message: { key, value: null } });
        expect(partitionOf(key, 7, 'murmur2')).toBe(theirs);
      }),
      { numRuns: 500 },
    );
  });

  it('by crc32 is its CRC-32 modulo the partitions, and nowhere for an empty one', () => {
    // The check value of CRC-32: that of "123456789" is 0xcbf43926.
    expect(partitionOf(Buffer.from('123456789'), 1000, 'crc32')).toBe(0xcbf43926 % 1000);
    expect(partitionOf(Buffer.alloc(0), 5, 'crc32')).toBeNull();
  });
});

describe('what can not hold a match', () => {
  it('is no partition that the query leaves out', async () => {
    for (let partition = 0; partition < 4; partition++) broker.append('t', partition, numbered(3));
    const read = await toEnd(within({ partitions: { from: 1, to: 2 } }));
    expect([...read.offsets.keys()].sort()).toEqual([1, 2]);
    expect(fetched().sort()).toEqual([1, 2]);
    expect((await toEnd(within({ partitions: { from: 9, to: null } }))).count).toBe(0);
  });

  it('is no offset before or behind those of the query', async () => {
    for (let batch = 0; batch < 10; batch++) broker.append('t', 0, numbered(10, batch * 10));
    const read = await toEnd(within({ offsets: { from: 37n, to: 52n } }));
    expect(read.of(0)).toEqual(range(37, 53));
    expect((await toEnd(within({ offsets: { from: 300n, to: null } }))).count).toBe(0);
    const both = within({ offsets: { from: 1n, to: 60n } });
    expect((await toEnd({ ...both, start: { kind: 'offset', offset: 55n } })).of(0)).toEqual(
      range(55, 61),
    );
  });

  it('is no offset between those of the query, where that is worth a jump', async () => {
    for (let batch = 0; batch < 30; batch++) broker.append('t', 0, numbered(1_000, batch * 1_000));
    broker.append('t', 1, numbered(10));
    const bounds = [
      region({ partitions: { from: 0, to: 0 }, offsets: { from: 10n, to: 20n } }),
      region({ partitions: { from: 0, to: 0 }, offsets: { from: 25_500n, to: 25_600n } }),
      region({ partitions: { from: 1, to: 1 }, offsets: { from: 3n, to: 4n } }),
    ];
    const read = await toEnd({ ...within(bounds), responseBytes: 20_000 });
    const offsets = read.of(0);
    expect(offsets).toEqual(expect.arrayContaining([...range(10, 21), ...range(25_500, 25_601)]));
    expect(offsets.length).toBeLessThan(10_000);
    expect(offsets.at(-1)).toBe(25_600n);
    expect(read.of(1)).toEqual(range(3, 5));
  });

  it('leaves out nothing that a region holds, however they lie', () => {
    const bound = fc.option(fc.bigInt(0n, 30n));
    const time = fc.option(fc.integer({ min: 0, max: 30 }));
    const regions = fc.array(
      fc
        .record({
          offsets: fc.option(fc.record({ from: bound, to: bound })),
          timestamps: fc.option(fc.record({ from: time, to: time })),
        })
        .map(region),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(
        regions,
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 }),
        fc.bigInt(0n, 3n),
        (bounds, times, least) => {
          const begins = (from: number): bigint => {
            const at = times.findIndex((one) => one >= from);
            return BigInt(at < 0 ? times.length : at);
          };
          const spans = spansOf(bounds, 0, begins, least);
          for (const [at, timestamp] of times.entries()) {
            const message = { partition: 0, offset: BigInt(at), timestamp, key: null };
            if (!holdsAny(bounds, message)) continue;
            const isRead = spans.some(
              ({ from, to }) => from <= message.offset && (to === null || message.offset <= to),
            );
            expect(isRead).toBe(true);
          }
          for (const [at, { from, to }] of spans.entries()) {
            // Where the last of them ends, reading ends.
            expect(to === null || from <= to).toBe(true);
            const before = spans[at - 1];
            if (before) expect(from > (before.to ?? from)).toBe(true);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('is none of a region whose time begins behind its offsets, and all of the others', async () => {
    const records = Array.from({ length: 50 }, (_, at) => ({ value: `${at}`, timestamp: at }));
    broker.append('t', 0, records);
    const empty = { offsets: { from: null, to: 10n }, timestamps: { from: 40, to: null } };
    const both = [region({ offsets: { from: 20n, to: 30n } }), region(empty)];
    expect((await toEnd(within(both))).of(0)).toEqual(expect.arrayContaining(range(20, 31)));
    expect((await toEnd(within([region(empty)]))).count).toBe(0);
  });

  it('is looked for no further than the log goes, while more comes', async () => {
    broker.append('t', 0, numbered(10));
    const bounds = [
      region({ offsets: { from: null, to: 4n } }),
      region({ offsets: { from: 1_000_000n, to: null } }),
    ];
    const one = new Reading(broker.bootstrap, { ...within(bounds), start: { kind: 'beginning' } });
    open.push(one);
    await one.open();
    await one.until(() => one.of(0).length >= 5);
    for (const from of [10, 20]) {
      broker.append('t', 0, numbered(10, from));
      await one.until(() => one.of(0).includes(BigInt(from + 9)));
    }
    expect([one.notices, one.lost]).toEqual([[], []]);
  });

  it('ends reading behind the last offset of the query, though nobody asked to stop at the end', async () => {
    broker.append('t', 0, numbered(10));
    const bounds = { partitions: { from: 0, to: 0 }, offsets: { from: null, to: 4n } };
    const read = await toEnd({ ...within(bounds), stopAtEnd: false });
    expect(read.of(0)).toEqual(range(0, 5));
  });

  it("is nothing before the first message of a time, by the broker's own index", async () => {
    const times = [10, 50, 20, 30, 60, 5, 70];
    broker.append(
      't',
      0,
      times.map((timestamp) => ({ value: `${timestamp}`, timestamp })),
    );
    const since = (from: number) => toEnd(within({ timestamps: { from, to: null } }));
    expect((await since(20)).values).toEqual(['50', '20', '30', '60', '5', '70']);
    expect((await since(55)).values).toEqual(['60', '5', '70']);
    expect((await since(71)).values).toEqual([]);
    // An upper bound ends nothing: what is older may come later.
    const until = await toEnd(within({ timestamps: { from: null, to: 20 } }));
    expect(until.count).toBe(times.length);
  });
});

describe('an end', () => {
  const times = [10, 20, 30, 40, 50];

  beforeEach(() => {
    for (const timestamp of times) broker.append('t', 2, [{ value: `${timestamp}`, timestamp }]);
  });

  it('stands before the first message of its time or later', async () => {
    expect((await toEnd({ before: 30 })).values).toEqual(['10', '20']);
    expect((await toEnd({ before: 31 })).values).toEqual(['10', '20', '30']);
    expect((await toEnd({ before: 5 })).values).toEqual([]);
    const start = { kind: 'time', timestamp: 20 } as const;
    expect((await toEnd({ start, before: 40 })).values).toEqual(['20', '30']);
  });

  it('is the end of the log where nothing is as young yet, and ends reading there', async () => {
    expect((await toEnd({ before: 1_000, stopAtEnd: false })).values).toHaveLength(5);
  });

  it('before the start leaves nothing, and that is said', async () => {
    const read = await toEnd({
      start: { kind: 'offset', offset: 4n },
      partitions: [2],
      before: 20,
    });
    expect(read.values).toEqual([]);
    expect(read.notices.join()).toContain('partition 2: a message of the time to end before');
  });
});

describe('an exact key', () => {
  const key = Buffer.from('lara');
  const murmur2 = partitionOf(key, 4, 'murmur2') ?? -1;
  const crc32 = partitionOf(key, 4, 'crc32') ?? -1;

  beforeEach(() => {
    const value = 'x'.repeat(300_000);
    for (let partition = 0; partition < 4; partition++) {
      for (let batch = 0; batch < 8; batch++) broker.append('t', partition, [{ value }]);
    }
  });

  it('is looked for first where the usual partitioners put it, and then everywhere', async () => {
    expect(murmur2).not.toBe(crc32);
    const read = await toEnd(within({ key }));
    expect(read.count).toBe(32);
    expect(fetched().slice(0, 2).sort()).toEqual([murmur2, crc32].sort());
    const order = read.slices.filter(({ parts }) => parts.length > 0).map((one) => one.partition);
    expect(
      new Set(
        order.slice(
          0,
          order.findIndex((one) => one !== murmur2 && one !== crc32),
        ),
      ),
    ).toEqual(new Set([murmur2, crc32]));
  });

  it.each([
    ['murmur2', murmur2],
    ['crc32', crc32],
  ] as const)(
    'with %s is looked for in the one partition, and that is said',
    async (name, only) => {
      const read = await toEnd(within({ key }, name));
      expect(fetched()).toEqual([only]);
      expect(read.of(only)).toEqual(range(0, 8));
      expect(read.notices).toEqual([
        `only partition ${only} of 4 is read: ${name} puts the key there`,
      ]);
    },
  );

  it('that is empty may be anywhere for crc32', async () => {
    const read = await toEnd(within({ key: Buffer.alloc(0) }, 'crc32'));
    expect(read.count).toBe(32);
    expect(read.notices.join()).toContain('every partition is read');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker, type EmbeddedBroker } from '../../src/demo/broker/broker.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { type Edges, type Page, TopicPages } from '../../src/kafka/pages.js';

const SIZE = { count: 70, bytes: 1_000_000 };
const NOTHING: Edges = new Map();

let broker: EmbeddedBroker;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(async () => {
  await broker.close();
});

function pagesOf(topic: string): TopicPages {
  const settings = {
    ...{ bootstrap: [broker.bootstrap], clientId: 'pages', tls: null, sasl: null },
    ...{ connectTimeoutMs: 5_000, requestTimeoutMs: 5_000 },
  };
  return new TopicPages(() => Promise.resolve(new Cluster(settings)), {
    ...{ topic, partitions: null, isolation: 'read_committed', checkCrcs: true },
  });
}

/** Messages in three partitions, one a second over all of them, with a rolled back transaction among them. */
function filled(topic: string): TopicPages {
  broker.createTopic(topic, { partitions: 3 });
  for (let at = 0; at < 600; at++) {
    const one = { key: null, value: `v${at}`, timestamp: 1_000_000 + at * 1000 };
    broker.append(topic, at % 3, [one]);
    if (at === 300) broker.appendAborted(topic, 0, [{ key: null, value: 'never' }]);
  }
  return pagesOf(topic);
}

function valuesOf(page: Page): number[] {
  return page.entries.map((entry) =>
    entry.kind === 'message' ? Number(entry.value?.toString().slice(1)) : -1,
  );
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('pages of a topic', () => {
  it('going forward bring every message once, by time, from the first to the last', async () => {
    const pages = filled('forward');
    const spot = await pages.find({ partition: null, place: { kind: 'beginning' } }, [0, 1, 2]);
    const values: number[] = [];
    let edges = spot.offsets;
    for (let isLast = false; !isLast;) {
      const page = await pages.after(edges, NOTHING, SIZE);
      values.push(...valuesOf(page));
      expect(page.entries.length).toBeLessThanOrEqual(SIZE.count);
      ({ edges, isLast } = page);
    }
    expect(values).toEqual(upTo(600));
    // Where nothing more is, nothing more comes, and the edges stay.
    const beyond = await pages.after(edges, NOTHING, SIZE);
    expect(beyond).toEqual({ entries: [], edges, gaps: NOTHING, isLast: true });
    pages.close();
  });

  it('are not taken for empty while a quota makes the broker answer with nothing', async () => {
    const pages = filled('throttled');
    const spot = await pages.find({ partition: null, place: { kind: 'beginning' } }, [0, 1, 2]);
    const over = () => broker.faults.throttle(20, { api: 'Fetch', withoutData: true }, 2);
    const first = over();
    const forward = await pages.after(spot.offsets, NOTHING, SIZE);
    expect(valuesOf(forward)).toEqual(upTo(SIZE.count));
    const second = over();
    const end = await pages.find({ partition: null, place: { kind: 'end' } }, [0, 1, 2]);
    const back = await pages.before(end.offsets, SIZE);
    expect(valuesOf(back)).toEqual(upTo(600).slice(-SIZE.count));
    expect([first.hits, second.hits]).toEqual([2, 2]);
    pages.close();
  });

  it('going back bring every message once, by time, from the last to the first', async () => {
    const pages = filled('backward');
    const spot = await pages.find({ partition: null, place: { kind: 'end' } }, [0, 1, 2]);
    let values: number[] = [];
    let edges = spot.offsets;
    for (let isLast = false; !isLast;) {
      const page = await pages.before(edges, SIZE);
      values = [...valuesOf(page), ...values];
      ({ edges, isLast } = page);
    }
    expect(values).toEqual(upTo(600));
    expect([...edges.values()]).toEqual([0n, 0n, 0n]);
    pages.close();
  });

  it('end where they are told to, and with a few messages where these are large', async () => {
    const pages = filled('bounded');
    const edges = new Map([
      [0, 0n],
      [1, 0n],
      [2, 0n],
    ]);
    const until = new Map([
      [0, 5n],
      [1, 5n],
      [2, 0n],
    ]);
    const page = await pages.after(edges, until, SIZE);
    expect(page.edges).toEqual(until);
    expect(valuesOf(page)).toEqual([0, 1, 3, 4, 6, 7, 9, 10, 12, 13]);
    expect((await pages.after(edges, NOTHING, { count: 70, bytes: 1 })).entries).toHaveLength(1);
    pages.close();
  });

  it('find a message, and put the other partitions to its time', async () => {
    const pages = filled('found');
    const spot = await pages.find(
      { partition: 1, place: { kind: 'offset', offset: 42n } },
      [0, 1, 2],
    );
    // 1:42 is the message with number 127; the first ones not before it are 129 and 128.
    expect(spot).toEqual({
      offsets: new Map([
        [0, 43n],
        [2, 42n],
        [1, 42n],
      ]),
      target: { partition: 1, offset: 42n },
      timestamp: 1_127_000,
      note: null,
    });
    const page = await pages.after(spot.offsets, NOTHING, { count: 3, bytes: 1_000 }, 1);
    expect(valuesOf(page)).toEqual([127, 128, 129]);
    pages.close();
  });

  it('say what is not where it was looked for', async () => {
    const pages = filled('missing');
    const find = (partition: number, offset: bigint) =>
      pages.find({ partition, place: { kind: 'offset', offset } }, [0, 1, 2]);
    expect((await find(1, 900n)).note).toBe('1:900 is not there yet: the end is 1:200');
    // The rolled back message, and the marker behind it.
    const gone = await find(0, 101n);
    expect(gone.target).toEqual({ partition: 0, offset: 103n });
    expect(gone.note).toBe('0:101 was rolled back: this is 0:103');
    expect((await find(0, 102n)).note).toBe("0:102 is a transaction's abort marker: this is 0:103");
    await expect(find(7, 1n)).rejects.toMatchObject({
      code: 'NO_PARTITION',
      next: 'those that are: 0, 1, 2',
    });
    broker.skipOffsets('missing', 2, 5n);
    broker.append('missing', 2, [{ value: 'v1000', timestamp: 1_000_000 }]);
    broker.appendCommitted('missing', 2, [{ value: 'v1001', timestamp: 1_000_000 }]);
    expect((await find(2, 203n)).note).toBe(
      '2:203 is not in the log any more, as compaction leaves it: this is 2:205',
    );
    const end = await find(2, 207n);
    expect(end).toMatchObject({ target: null });
    expect(end.note).toBe("2:207 is a transaction's commit marker: no message is behind it");
    const late = { partition: null, place: { kind: 'time', timestamp: 9e12 } } as const;
    expect((await pages.find(late, [0, 1, 2])).note).toContain('no message is as young as');
    pages.close();
  });

  it('follow retention, and go on over a connection that broke', async () => {
    const pages = filled('retained');
    const edges = new Map([[1, 10n]]);
    expect((await pages.after(edges, NOTHING, SIZE)).entries[0]).toMatchObject({ offset: 10n });
    broker.faults.truncateHead('retained', 1, 50n);
    broker.faults.dropConnections();
    expect((await pages.after(edges, NOTHING, SIZE)).entries[0]).toMatchObject({ offset: 50n });
    const gone = await pages.find({ partition: 1, place: { kind: 'offset', offset: 3n } }, [1]);
    expect(gone.note).toBe('1:3 is gone: retention left 1:50 as the first');
    pages.close();
  });
});

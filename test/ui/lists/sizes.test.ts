import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/store/places.js';
import { broker, group, lab, offsets, topic, TRACKER } from '../support/cluster.js';
import { NOW } from '../support/fake-session.js';
import { FakeWatch } from '../support/fake-watch.js';
import { BROKERS, GROUPS, listStage, TOPICS, TRACKER_GROUP } from './stage.js';

/** Names that begin and are as long as those of others. */
const LONG = (word: string, index: number): string =>
  `com.example.warehouse.${word}.${'replicated-'.repeat(4)}${index}`;
const WIDE = '注文システム.顧客管理.配送状況.更新通知.日本東京第一倉庫.あ';
const MANY = 60;

const names = (word: string): string[] => [
  ...Array.from({ length: MANY }, (_, index) => LONG(word, index)),
  `${WIDE}い`,
  `${WIDE}う`,
  'e\u0301'.repeat(60),
];

function crowded(): FakeWatch {
  const trouble = 'the end of 3 partitions is not known; the lag is that of the others';
  const lines = names('setting').map((name) => ({
    ...{ name, value: 'v'.repeat(120), source: 'default' },
  }));
  const members = names('client').map((clientId, index) => ({
    ...{ clientId, memberId: `${clientId}-${index}-8b7a0c11`, host: '/10.120.130.140' },
    assignment: [{ topic: LONG('orders', 1), partitions: [index, index + 1] }],
  }));
  const partitions = names('orders').map((name, index) =>
    offsets(index, { topic: name, committed: 10n ** 15n, end: 10n ** 16n, lag: 9n * 10n ** 15n }),
  );
  const row = group(LONG('group', 1), { trouble, lag: 10n ** 17n, timeLagMs: 10 ** 9 });
  return new FakeWatch()
    .rows(
      'topics',
      names('topic').map((name) => topic(name, { messages: 10n ** 12n, trouble })),
    )
    .rows(
      'groups',
      names('group').map((id) => group(id, { lag: 10n ** 12n, kind: 'consumer' })),
    )
    .rows(
      'brokers',
      names('broker').map((address, id) => broker(id, { address, rack: address })),
    )
    .set({ group: { row, members, partitions, at: NOW } })
    .set({
      description: { kind: 'topics', name: LONG('topic', 1), lines, problem: null, at: NOW },
    });
}

const PLACES: readonly Place[] = [
  TOPICS,
  GROUPS,
  BROKERS,
  { kind: 'group', id: LONG('group', 1) },
  { kind: 'description', of: 'topics', name: LONG('topic', 1) },
];
const SIZES = [
  [20, 6],
  [40, 10],
  [80, 24],
  [100, 30],
  [160, 50],
] as const;

describe('lists at every size', () => {
  it.each(SIZES)(
    'keep to %i columns and %i lines, however much there is',
    { timeout: 60_000 },
    async (columns, rows) => {
      const within = (lines: readonly string[]) => {
        expect(lines.length).toBeLessThanOrEqual(rows);
        expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
      };
      for (const place of PLACES) {
        const stage = await listStage({ cluster: crowded(), place, columns, rows });
        for (const keys of ['', 'G', '\t', 'd']) within(await stage.type(keys).lines());
        for (const cluster of [new FakeWatch(), emptyCluster()])
          within(await (await listStage({ cluster, place, columns, rows })).lines());
      }
    },
  );

  it.each([
    [40, 10],
    [60, 12],
    [80, 24],
  ])('say what a reset comes to and what to type, at %ix%i', async (columns, rows) => {
    const cluster = lab().set({ group: TRACKER, writable: true });
    cluster.left = [{ topic: 'orders', partition: 3, why: 'has no leader' }];
    const stage = await listStage({ cluster, place: TRACKER_GROUP, columns, rows });
    stage.type('o-1\r');
    await new Promise((resolve) => setImmediate(resolve));
    const lines = await stage.lines();
    expect(lines.length).toBeLessThanOrEqual(rows);
    const text = lines.join('').replace(/[│ ]+/g, ' ');
    expect(text).toContain('3 partitions: 0 skipped, 2 replayed');
    expect(text).toMatch(/To do it, type the name of the group ?: order-tracker/);
    expect(text).toMatch(/ part from to (skipped replayed )?(orders )?0 40 39 /);
    expect(text.includes('esc leaves everything')).toBe(rows > 10);
  });

  it('tell names apart that begin alike, at 80x24', async () => {
    for (const place of PLACES.filter(({ kind }) => kind !== 'group')) {
      const stage = await listStage({ cluster: crowded(), place });
      const rows = (await stage.lines()).filter((line) => /^│[ ▌]⚠? *(\d+ +)?com\./.test(line));
      expect(rows.length).toBeGreaterThan(10);
      expect(new Set(rows.map((line) => line.slice(2))).size).toBe(rows.length);
      const firstColumns = rows.map((line) => /com\.\S+/.exec(line)?.[0]);
      expect(new Set(firstColumns).size).toBe(rows.length);
    }
  });

  it('say aloud that things can be changed, however long names are', async () => {
    for (const columns of [60, 80, 160]) {
      const cluster = crowded().set({ writable: true });
      const stage = await listStage({
        cluster,
        columns,
        place: { kind: 'group', id: LONG('group', 1) },
      });
      const [header = ''] = await stage.lines();
      expect(header).toContain(' WRITE');
      expect(header).toMatch(/group com.*-1/);
    }
  });

  it('change nothing but the age in their frame while nothing else changes', async () => {
    let now = NOW;
    const stage = await listStage({ cluster: crowded(), now: () => now });
    const before = await stage.lines();
    now += 61_000;
    const after = await stage.lines();
    const changed = after.flatMap((line, index) => (line === before[index] ? [] : [index]));
    expect(changed).toEqual([1]);
    expect(after[1]).toContain('61 s ago');
  });

  it('say which groups are of the new kind, at 80x24 too', async () => {
    const cluster = new FakeWatch().rows('groups', [
      group(LONG('group', 1), { kind: 'classic', lag: 10n }),
      group(LONG('group', 2), { kind: 'consumer', lag: 10n }),
      group(LONG('group', 3), { kind: 'share', lag: null }),
    ]);
    const words = async (columns: number) =>
      (await (await listStage({ cluster, place: GROUPS, columns })).lines())
        .filter((line) => line.includes('com.'))
        .map((line) => /Stable +(\S+)/.exec(line)?.[1]);
    expect(await words(80)).toEqual(['old', 'new', 'share']);
    expect(await words(160)).toEqual(['classic', 'consumer', 'share']);
  });
});

/** Asked, and answered that there is nothing. */
function emptyCluster(): FakeWatch {
  return new FakeWatch().rows('topics', []).rows('groups', []).rows('brokers', []);
}

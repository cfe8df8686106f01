import { describe, expect, it } from 'vitest';
import type { NewRecord } from '../../../src/demo/broker/batch-writer.js';
import { type Beat, DEMO_TOPICS, FeedStream } from '../../../src/demo/feed/stream.js';

function beats(seed: number, count: number): Beat[] {
  const stream = new FeedStream(seed);
  return Array.from({ length: count }, () => stream.next());
}

function records(of: readonly Beat[]): NewRecord[] {
  return of.flatMap(({ what }) => what.records);
}

function parsed({ value }: NewRecord): Record<string, unknown> | null {
  try {
    return JSON.parse(String(value)) as Record<string, unknown>;
  } catch {
    return null;
  }
}

const USER = [
  'email',
  'credit_card_number',
  'company_name',
  'company_slogan',
  'industry',
  'user_name',
  'avatar',
  'name',
  'profession',
  'field',
  'premium',
  'credit',
  'time_zone',
  'user_agent',
  'pack',
];

describe('the stream of the demo', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(beats(7, 500)).toEqual(beats(7, 500));
    expect(beats(8, 20)).not.toEqual(beats(7, 20));
  });

  it('is not changed by another one that runs beside it', () => {
    const [one, other] = [new FeedStream(7), new FeedStream(8)];
    const mixed = Array.from({ length: 200 }, () => {
      other.next();
      return one.next();
    });
    expect(mixed).toEqual(beats(7, 200));
  });

  it('brings about five messages a second, in bursts now and then', () => {
    const many = beats(7, 20_000);
    const seconds = many.reduce((sum, { afterMs }) => sum + afterMs, 0) / 1000;
    expect(records(many).length / seconds).toBeGreaterThan(4);
    expect(records(many).length / seconds).toBeLessThan(6);
    const quick = many.filter(({ afterMs }) => afterMs < 70).length;
    expect(quick / many.length).toBeGreaterThan(0.1);
    expect(quick / many.length).toBeLessThan(0.4);
  });

  it('has messages for every partition of every topic', () => {
    const seen = new Set(beats(7, 500).map(({ topic, partition }) => `${topic}:${partition}`));
    const all = Object.entries(DEMO_TOPICS).flatMap(([topic, partitions]) =>
      Array.from({ length: partitions }, (_, partition) => `${topic}:${partition}`),
    );
    expect([...seen].sort()).toEqual(all.sort());
  });

  it('gives a key to one partition only, as producers do', () => {
    const homes = new Map<string, number>();
    for (const { topic, partition, what } of beats(7, 3000)) {
      const key = what.records[0]?.key ?? null;
      if (key === null) continue;
      const place = `${topic} ${String(key)}`;
      expect(homes.get(place) ?? partition).toBe(partition);
      homes.set(place, partition);
    }
  });

  it.each([
    ['new_users', USER],
    ['orders', ['order_id', 'user', 'item', 'quantity']],
    ['bus-stop-alerts', ['parent_name', 'child_name', 'location', 'message']],
  ])('brings to %s what is at home there', (topic, fields) => {
    const values = records(beats(7, 600).filter((beat) => beat.topic === topic)).map(parsed);
    const shaped = values.filter(
      (value) => JSON.stringify(Object.keys(value ?? {})) === JSON.stringify(fields),
    );
    expect(shaped.length / values.length).toBeGreaterThan(0.8);
  });

  it('keys users by their names, some by none, and orders by their ids', () => {
    const users = records(beats(7, 600)).map((record) => ({ record, value: parsed(record) }));
    const named = users.filter(({ record, value }) => record.key === value?.['user_name']);
    expect(named.length).toBeGreaterThan(100);
    expect(users.some(({ record, value }) => record.key === null && value !== null)).toBe(true);
    for (const { record, value } of users) {
      if (value !== null && 'order_id' in value) expect(record.key).toBe(value['order_id']);
    }
  });

  it('lets people order who have signed up', () => {
    const all = records(beats(7, 600)).map(parsed);
    const names = new Set(all.map((value) => value?.['user_name']));
    const orders = all.filter((value) => value !== null && 'order_id' in value);
    const known = orders.filter((value) => names.has(value?.['user']));
    expect(known.length / orders.length).toBeGreaterThan(0.9);
  });
});

describe('odd messages', () => {
  const isText = (record: NewRecord, test: RegExp): boolean =>
    typeof record.value === 'string' && test.test(record.value);
  const kinds: readonly [string, (beat: Beat, record: NewRecord) => boolean][] = [
    ['a tombstone', (_, { value }) => value === null],
    ['an empty value', (_, { value }) => value === ''],
    ['broken JSON', (_, record) => isText(record, /^\{/) && parsed(record) === null],
    ['bytes', (_, { value }) => Buffer.isBuffer(value)],
    ['a huge integer', (_, record) => isText(record, /:9007199254740993\b/)],
    [
      'an escape sequence in key and value',
      (_, record) => isText(record, /\u001B\[2J/) && String(record.key).includes('\u001B['),
    ],
    ['wide text', (_, record) => isText(record, /日本/)],
    ['right-to-left text', (_, record) => isText(record, /שלום/)],
    ['emoji', (_, record) => isText(record, /👩‍🚀/u)],
    ['text that is no JSON', (_, record) => isText(record, /please call back/)],
    ['headers', (_, { headers = [] }) => headers.length > 2],
    ['an aborted transaction', ({ what }) => what.kind === 'aborted'],
    ['a gap', ({ what }) => what.kind === 'gap'],
  ];

  it.each([1, 7, 99])('all come by within 400 messages (seed %i)', (seed) => {
    const first = beats(seed, 400);
    const missing = kinds.filter(
      ([, is]) => !first.some((beat) => beat.what.records.some((record) => is(beat, record))),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  it('are rare', () => {
    const odd = beats(7, 4000).filter((beat) =>
      beat.what.records.some((record) => kinds.some(([, is]) => is(beat, record))),
    );
    expect(odd.length).toBeLessThan(400);
  });
});

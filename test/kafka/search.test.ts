import kafkajs from 'kafkajs';
import { beforeAll, describe, expect, it } from 'vitest';
import { partitionOf } from '../../src/kafka/partitioners.js';
import { quietKafka } from '../demo/broker/scenario-lab.js';
import { linesOf, runProgram } from '../e2e/program.js';
import { createTopic } from './cluster-setup.js';
import { type KcatEnvelope, kcatConsume, kcatProduce } from './kcat.js';
import { fillCorpus } from './search-corpus.js';
import { describeKafka, freshTopic } from './suite.js';

/*
 * What the program finds is what a script finds that shares no code with it: kcat reads every message, and
 * a function in plain JavaScript looks at each.
 */

interface User {
  readonly email?: string;
  readonly name?: string;
  readonly premium?: boolean;
  readonly credit?: number;
  readonly user?: { readonly address?: { readonly city?: string } };
  readonly items?: readonly { readonly sku?: string }[];
}

function userOf({ payload }: KcatEnvelope): User {
  try {
    return JSON.parse(payload ?? '{}') as User;
  } catch {
    return {};
  }
}

/** All text of a message: as it is written, and as its JSON means it. */
function textOf(message: KcatEnvelope): string {
  const written = [message.key, message.payload, ...(message.headers ?? [])].join('\n');
  return `${written}\n${JSON.stringify(userOf(message))}`.toLowerCase();
}

const placed = ({ partition, offset }: { partition: number; offset: number }): string =>
  `${partition}:${offset}`;

type Judge = (message: KcatEnvelope) => boolean;

const QUERIES: readonly (readonly [query: string, judge: Judge])[] = [
  ['needle', (one) => textOf(one).includes('needle')],
  [
    'email:user1*@example.com AND credit:<0',
    (one) =>
      /^user1.*@example\.com$/.test(userOf(one).email ?? '') && (userOf(one).credit ?? 0) < 0,
  ],
  ['key:k12', ({ key }) => key === 'k12'],
  ['key:k12 OR key:k7', ({ key }) => key === 'k12' || key === 'k7'],
  [
    'partition:1 offset:[10 TO 50]',
    (one) => one.partition === 1 && one.offset >= 10 && one.offset <= 50,
  ],
  [
    'premium:true name:/ro[sz]/i',
    (one) => userOf(one).premium === true && /ro[sz]/i.test(userOf(one).name ?? ''),
  ],
  ['user.address.city:Paris', (one) => userOf(one).user?.address?.city === 'Paris'],
  ['items[*].sku:A1', (one) => userOf(one).items?.some(({ sku }) => sku === 'A1') ?? false],
  [
    'headers.src:signup credit:>=100',
    (one) => (one.headers ?? []).includes('signup') && (userOf(one).credit ?? 0) >= 100,
  ],
  ['zoë', (one) => textOf(one).includes('zoë')],
  [
    'needle AND NOT premium:true',
    (one) => textOf(one).includes('needle') && userOf(one).premium !== true,
  ],
  ['nowhere', () => false],
];

describeKafka('a search of a topic', ({ brokers }) => {
  const topic = freshTopic('search');
  let all: KcatEnvelope[] = [];

  beforeAll(async () => {
    await createTopic(brokers, topic, { partitions: 3 });
    await fillCorpus(brokers, topic);
    all = await kcatConsume(brokers, topic);
  });

  it.each(QUERIES)('finds what a script finds: %s', async (query, judge) => {
    const expected = all.filter(judge).map(placed).sort();
    if (query !== 'nowhere') expect(expected.length).toBeGreaterThan(0);
    const args = [topic, '-b', brokers, '-o', 'beginning', '-e', '-q', '--filter', query];
    const found = (await linesOf([...args, '-J'])).map((line) => JSON.parse(line) as KcatEnvelope);
    expect(found.map(placed).sort()).toEqual(expected);
    expect(await linesOf([...args, '--count'])).toEqual([String(expected.length)]);
  });

  it('finds what a script finds between two times, in the query and as a range', async () => {
    const times = all.map(({ ts }) => ts).sort((a, b) => a - b);
    const [from = 0, to = 0] = [
      times[Math.floor(times.length / 3)],
      times[Math.floor(times.length / 1.5)],
    ];
    const expected = all
      .filter(({ ts }) => ts >= from && ts < to)
      .map(placed)
      .sort();
    const count = ['-b', brokers, '-e', '-q', '-f', '%p:%o\\n'];
    const query = `timestamp:[${from} TO ${to - 1}]`;
    const asked = [topic, ...count, '-o', 'beginning', '--filter', query];
    expect((await linesOf(asked)).sort()).toEqual(expected);
    const range = ['-o', `s@${from}`, '-o', `e@${to}`];
    const theirs = await kcatConsume(brokers, topic, range);
    expect((await linesOf([topic, ...count, ...range])).sort()).toEqual(theirs.map(placed).sort());
  });
});

describeKafka('a key', ({ brokers }) => {
  const keys = Array.from({ length: 60 }, (_, n) => `${'long '.repeat(n % 7)}key-${n * n}-ë`);

  async function placesBy(partitioner: 'murmur2' | 'crc32'): Promise<[string, KcatEnvelope[]]> {
    const topic = freshTopic(`keys-${partitioner}`);
    await createTopic(brokers, topic, { partitions: 7 });
    const messages = keys.map((key) => ({ key, value: `value of ${key}` }));
    if (partitioner === 'crc32') await kcatProduce(brokers, topic, messages);
    else {
      const { DefaultPartitioner } = kafkajs.Partitioners;
      const producer = quietKafka(brokers).producer({ createPartitioner: DefaultPartitioner });
      await producer.connect();
      await producer.send({ topic, messages });
      await producer.disconnect();
    }
    return [topic, await kcatConsume(brokers, topic)];
  }

  describe.each([
    ['kafkajs', 'murmur2'],
    ['kcat', 'crc32'],
  ] as const)('of %s', (_, partitioner) => {
    it(`is where ${partitioner} says, and is found there alone`, async () => {
      const [topic, all] = await placesBy(partitioner);
      expect(all).toHaveLength(keys.length);
      for (const { key, partition } of all)
        expect(partitionOf(Buffer.from(key ?? ''), 7, partitioner)).toBe(partition);
      const { key, partition } = all[11] ?? { key: '', partition: -1 };
      const args = [topic, '-b', brokers, '-o', 'beginning', '-e', '-f', '%p %k\\n'];
      const filter = ['--filter', `key:"${key ?? ''}"`];
      const { stdout, stderr } = await runProgram([
        ...args,
        ...filter,
        '--partitioner',
        partitioner,
      ]);
      expect(stdout.toString()).toBe(`${partition} ${key ?? ''}\n`);
      expect(stderr).toContain(`only partition ${partition} of 7 is read: ${partitioner}`);
      expect(await linesOf([...args, ...filter])).toEqual([`${partition} ${key ?? ''}`]);
    });
  });
});

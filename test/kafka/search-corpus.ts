import kafkajs from 'kafkajs';
import { quietKafka } from '../demo/broker/scenario-lab.js';
import { type KcatMessage, kcatProduce } from './kcat.js';

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Some of the characters in a JSON's strings as `\uXXXX`, which means the same. */
function escaped(json: string, random: () => number): string {
  const escape = (char: string): string =>
    random() < 0.3 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char;
  return json.replace(/"[^"\\]*"/g, (text) => text.replace(/[^"]/g, escape));
}

const NAMES = ['Lara', 'ROSZ', 'Ilene Rosa', 'Zoë Needle', 'Omar'];
const CITIES = ['Paris', 'Oslo', 'Parish'];

function message(n: number, random: () => number): KcatMessage {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const key = random() < 0.1 ? null : `k${Math.floor(random() * 30)}`;
  const kind = random();
  if (kind < 0.05) return { key, value: null };
  if (kind < 0.15) return { key, value: `not JSON ${n}: needless {"email":"user1"` };
  const value = JSON.stringify({
    id: n,
    email: `user${Math.floor(random() * 30)}@example.${random() < 0.5 ? 'com' : 'org'}`,
    name: pick(NAMES),
    premium: random() < 0.5,
    credit: Math.floor(random() * 400) - 100,
    user: { address: { city: pick(CITIES) } },
    items: [{ sku: pick(['A1', 'B2']) }, { sku: pick(['C3', 'A11']) }],
  });
  return { key, value: kind < 0.4 ? escaped(value, random) : value };
}

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** Fills a topic with what one finds in topics: keys or none, tombstones, text, escapes, every codec, headers. */
export async function fillCorpus(brokers: string, topic: string): Promise<void> {
  const random = numbers(17);
  let n = 0;
  const some = (count: number): KcatMessage[] =>
    Array.from({ length: count }, () => message(n++, random));
  for (const compression of CODECS) {
    await kcatProduce(brokers, topic, some(150), { compression });
    const headers = ['src=signup', 'by=needlework'];
    await kcatProduce(brokers, topic, some(20), { compression, headers });
  }
  await transaction(brokers, topic, some(20), true);
  await transaction(brokers, topic, some(20), false);
  await kcatProduce(brokers, topic, some(50), { compression: 'lz4' });
}

async function transaction(
  brokers: string,
  topic: string,
  messages: readonly KcatMessage[],
  commits: boolean,
): Promise<void> {
  const producer = quietKafka(brokers).producer({
    transactionalId: `${topic}-${String(commits)}`,
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const open = await producer.transaction();
  await open.send({
    topic,
    messages: messages.map(({ key = null, value }) => ({ key, value })),
  });
  await (commits ? open.commit() : open.abort());
  await producer.disconnect();
}

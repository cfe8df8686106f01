import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createTopic, withAdmin } from '../kafka/cluster-setup.js';

const PARTITIONS = 5;
const VALUE_BYTES = 400;
const CHUNK_MESSAGES = 20_000;

/** What a topic is filled with. */
export interface Filling {
  /** So many `key<TAB>value` lines, from the message of this number on, as kcat's -K takes them. */
  readonly lines: (from: number, count: number) => Buffer;
  readonly codec: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
}

const first = memoized((count: number) => chunk(count));
const PEOPLE: Filling = { lines: (_from, count) => first(count), codec: 'none' };

/** The same lines again and again need to be made only once. */
function memoized(make: (count: number) => Buffer): (count: number) => Buffer {
  const made = new Map<number, Buffer>();
  return (count) => {
    const known = made.get(count) ?? make(count);
    made.set(count, known);
    return known;
  };
}

/** JSON of 400 bytes, keys of some hundred people. */
function chunk(messages: number): Buffer {
  const lines: string[] = [];
  for (let n = 0; n < messages; n++) {
    const name = `user-${(n * 7919) % 997}`;
    const start = `{"email":"${name}@example.org","name":"${name}","premium":${n % 3 === 0},"credit":${n % 500},"note":"`;
    lines.push(
      `${name}\t${start}${'lorem ipsum '.repeat(40).slice(0, VALUE_BYTES - start.length - 2)}"}\n`,
    );
  }
  return Buffer.from(lines.join(''));
}

/** Messages that a topic holds; 0 when it does not exist. */
async function messagesIn(brokers: string, topic: string): Promise<number> {
  return withAdmin(brokers, async (admin) => {
    const topics = await admin.listTopics();
    if (!topics.includes(topic)) return 0;
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  });
}

/** Makes sure that a topic holds exactly so many messages; one that already does is used again. */
export async function fillTopic(
  brokers: string,
  topic: string,
  messages: number,
  { lines, codec }: Filling = PEOPLE,
): Promise<void> {
  const present = await messagesIn(brokers, topic);
  if (present === messages) return;
  if (present > 0)
    throw new Error(`${topic} holds ${present} messages, not ${messages}: delete it`);
  await createTopic(brokers, topic, { partitions: PARTITIONS });
  const producer = startProducer(brokers, topic, codec);
  for (let sent = 0; sent < messages; sent += CHUNK_MESSAGES) {
    const ok = producer.stdin.write(lines(sent, Math.min(CHUNK_MESSAGES, messages - sent)));
    if (!ok) await once(producer.stdin, 'drain');
  }
  producer.stdin.end();
  await once(producer, 'close');
  const filled = await messagesIn(brokers, topic);
  if (filled !== messages) throw new Error(`${topic} holds ${filled} messages after the fill`);
}

function startProducer(
  brokers: string,
  topic: string,
  codec: string,
): ReturnType<typeof spawnKcat> {
  return spawnKcat(['-P', '-q', '-b', brokers, '-t', topic, '-z', codec, '-K', '\t']);
}

function spawnKcat(args: readonly string[]): ReturnType<typeof spawnPiped> {
  const tuned = ['-X', 'queue.buffering.max.messages=500000', '-X', 'linger.ms=20'];
  return spawnPiped([...args, ...tuned, '-X', 'batch.size=200000']);
}

function spawnPiped(args: readonly string[]) {
  return spawn('kcat', args, { stdio: ['pipe', 'ignore', 'inherit'] });
}

/** Produces at a steady rate until stopped. */
export async function startFeed(
  brokers: string,
  topic: string,
  perSecond: number,
): Promise<() => Promise<void>> {
  if ((await messagesIn(brokers, topic)) === 0) {
    await createTopic(brokers, topic, { partitions: PARTITIONS }).catch(() => undefined);
  }
  const lines = chunk(perSecond).toString().split('\n');
  const child = spawnPiped(['-P', '-q', '-b', brokers, '-t', topic, '-K', '\t']);
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * perSecond);
    let text = '';
    for (; sent < due; sent++) text += `${lines[sent % perSecond] ?? ''}\n`;
    child.stdin.write(text);
  }, 10);
  return async () => {
    clearInterval(timer);
    child.stdin.end();
    await once(child, 'close');
  };
}

import { spawn, spawnSync } from 'node:child_process';
import type { Bench } from './bench.js';
import { type Filling, fillTopic } from './fill.js';
import { OURS } from './processes.js';
import { type Figure, median, seconds, times } from './table.js';
import { NEEDLE, userLines } from './users.js';

const CODECS: readonly Filling['codec'][] = ['none', 'zstd', 'lz4', 'snappy', 'gzip'];
const KEY = 'k4512';

interface Contest {
  readonly name: string;
  readonly topic: string;
  /** Flags of ours behind the topic and the range. */
  readonly ours: readonly string[];
  /** Flags of kcat, and what its output goes through: that prints the number. */
  readonly theirs: string;
  readonly target: number;
}

/** Whole processes that search a topic from its beginning to its end, ours and kcat's by turns. */
export async function search(bench: Bench): Promise<Figure[]> {
  const topicOf = (codec: Filling['codec']): string => `bench-search-${bench.messages}-${codec}`;
  const lines = userLines(bench.messages);
  for (const codec of CODECS)
    await fillTopic(bench.brokers, topicOf(codec), bench.messages, { lines, codec });
  const figures: Figure[] = [];
  for (const contest of contests(topicOf)) figures.push(await figureOf(bench, contest));
  return figures;
}

function contests(topicOf: (codec: Filling['codec']) => string): Contest[] {
  const topic = topicOf('none');
  const query = 'email:user4*@example.com AND credit:<0';
  const email = { topic, ours: ['--filter', query] };
  const all: Contest[] = [
    {
      name: 'a literal in one message',
      topic,
      ours: ['--filter', NEEDLE],
      theirs: `| grep -c ${NEEDLE}`,
      target: 1.5,
    },
    {
      name: query,
      ...email,
      theirs: `| grep -cE '"email":"user4[^"]*@example[.]com".*"credit":-'`,
      target: 0.8,
    },
    {
      name: `key:${KEY} --partitioner crc32`,
      topic,
      ours: ['--filter', `key:${KEY}`, '--partitioner', 'crc32'],
      theirs: `-f '%k\\n' | grep -cx ${KEY}`,
      target: 4,
    },
  ];
  if (spawnSync('jq', ['--version']).status === 0) {
    const filter = 'select((.email | test("^user4.*@example[.]com$")) and .credit < 0) | .id';
    const name = 'the same, against kcat | jq';
    all.push({ name, ...email, theirs: `| jq '${filter}' | wc -l`, target: 5 });
  }
  for (const codec of CODECS.slice(1)) {
    const name = `a literal in one message, ${codec}`;
    const rest = { ours: ['--filter', NEEDLE], theirs: `| grep -c ${NEEDLE}`, target: 0.9 };
    all.push({ name, topic: topicOf(codec), ...rest });
  }
  return all;
}

async function figureOf({ brokers, runs }: Bench, contest: Contest): Promise<Figure> {
  const { name, topic, ours, theirs, target } = contest;
  const range = ['-b', brokers, '-o', 'beginning', '-e', '-q'];
  const mine = [...OURS, topic, ...range, '--count', ...ours];
  const kcat = ['sh', '-c', `kcat -C -t ${topic} ${range.join(' ')} ${theirs}`];
  const [a, b]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    const [one, other] = [await timedAnswer(mine), await timedAnswer(kcat)];
    if (one.answer !== other.answer)
      throw new Error(`${name}: we found ${one.answer}, they found ${other.answer}`);
    a.push(one.ms);
    b.push(other.ms);
  }
  const ratio = median(b) / median(a);
  return {
    name,
    ours: seconds(median(a)),
    theirs: seconds(median(b)),
    ratio: times(ratio),
    target: `at least ${target} × as fast`,
    ok: ratio >= target,
  };
}

/** Runs a process from start to exit; gives ms, and what it has printed. */
function timedAnswer([file = '', ...args]: readonly string[]): Promise<{
  readonly ms: number;
  readonly answer: string;
}> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [answer, stderr] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (answer += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      // grep leaves with 1 where it has found nothing.
      if (code === 0 || answer.trim() === '0')
        resolve({ ms: performance.now() - start, answer: answer.trim() });
      else
        reject(new Error(`${file} ${args.join(' ')} exited with ${code ?? 'a signal'}: ${stderr}`));
    });
  });
}

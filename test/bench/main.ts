import { parseArgs } from 'node:util';
import { kafkaAvailable, startRealKafka } from '../kafka/real-kafka.js';
import { openOn, type Bench } from './bench.js';
import { fillTopic } from './fill.js';
import { memory } from './memory.js';
import { bytes, flatOut, searching, slowLink } from './screen.js';
import { formatTable, type Figure } from './table.js';
import { search } from './search.js';
import { startUp, throughput } from './throughput.js';
import { watch } from './watch.js';

const SECTIONS: Readonly<Record<string, (bench: Bench) => Promise<Figure[]>>> = {
  throughput,
  search,
  startUp,
  memory,
  flatOut,
  searching,
  bytes,
  slowLink,
  watch,
};

const HELP = `npm run bench -- [options]
  --brokers LIST         use this Kafka instead of starting one
  --messages N           messages to read for throughput (default 2000000)
  --long-messages N      messages to read for memory and keys (default 5000000)
  --runs N               runs of which the median is taken (default 5)
  --only NAME,…          ${Object.keys(SECTIONS).join(', ')}
`;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Measures what the program promises and prints a table; exit code 1 when a promise is not kept. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      brokers: { type: 'string' },
      messages: { type: 'string', default: '2000000' },
      'long-messages': { type: 'string', default: '5000000' },
      runs: { type: 'string', default: '5' },
      only: { type: 'string', default: Object.keys(SECTIONS).join(',') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(HELP);
    return;
  }
  const { available, reason } = kafkaAvailable();
  if (!available) {
    say(`the benchmark needs a real Kafka and kcat; ${reason}`);
    process.exitCode = 1;
    return;
  }
  const own =
    values.brokers === undefined
      ? await startRealKafka({ authorizer: false, throughput: true })
      : null;
  try {
    const messages = Number(values.messages);
    const longMessages = Number(values['long-messages']);
    const brokers = values.brokers ?? own?.brokers ?? '';
    const bench: Bench = {
      brokers,
      given: values.brokers !== undefined,
      topic: `bench-${messages}`,
      messages,
      longTopic: `bench-${longMessages}`,
      longMessages,
      runs: Number(values.runs),
      open: openOn(brokers),
    };
    const figures = await measure(bench, values.only.split(','));
    say(`\n${formatTable(figures)}`);
    if (figures.some(({ ok }) => !ok)) process.exitCode = 1;
  } finally {
    await own?.close();
  }
}

async function measure(bench: Bench, names: readonly string[]): Promise<Figure[]> {
  // Watching and searching have topics of their own.
  if (names.some((name) => name !== 'watch' && name !== 'search')) {
    say(`filling ${bench.topic} and ${bench.longTopic}`);
    await fillTopic(bench.brokers, bench.topic, bench.messages);
    await fillTopic(bench.brokers, bench.longTopic, bench.longMessages);
  }
  const figures: Figure[] = [];
  for (const name of names) {
    const section = SECTIONS[name];
    if (section === undefined) throw new Error(`no section ${name}; see --help`);
    say(`measuring ${name}`);
    try {
      figures.push(...(await section(bench)));
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      figures.push({ name, ours: 'failed', theirs: '', ratio: '', target: '', ok: false });
    }
  }
  return figures;
}

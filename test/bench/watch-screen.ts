import { readFileSync } from 'node:fs';
import type { PtyTerminal } from '../e2e/terminal.js';
import type { Bench } from './bench.js';
import { CROWD } from './crowd.js';
import { startFeed } from './fill.js';
import { sleep } from './processes.js';
import { figure, marked, openWithStats, SLOW_LINK } from './screen.js';
import { type Figure, median, milliseconds, seconds } from './table.js';

const LONGEST_MS = 60_000;
const IDLE_MS = 20_000;
/** The first looks at everything are over by then. */
const SETTLED_MS = 12_000;
const KEYS = 15;
/** Messages a second to one of the topics on screen: its rate, and its number of messages, change with each look. */
const FEED = 50;

/** A list of the crowd, by what is typed to get there from the first screen. */
const LISTS = [
  { name: 'topics', typed: '', row: 'crowd-0010' },
  { name: 'groups', typed: ':groups\r', row: 'crowd-group-010' },
] as const;
type List = (typeof LISTS)[number];

function has(row: string): (lines: readonly string[]) => boolean {
  return (lines) => lines.some((line) => line.includes(row));
}

async function goTo(pty: PtyTerminal, { typed, row }: List): Promise<void> {
  await pty.waitFor(has(LISTS[0].row), LONGEST_MS);
  if (typed !== '') pty.type(typed);
  await pty.waitFor(has(row), LONGEST_MS);
}

/** ms from a key that moves the cursor to its effect. */
async function keyLatencies(pty: PtyTerminal): Promise<number[]> {
  const latencies: number[] = [];
  for (let i = 0; i < KEYS; i += 1) {
    const before = marked(pty.screen());
    const pressed = performance.now();
    pty.press('down');
    await pty.waitFor((lines) => ![before, ''].includes(marked(lines)), LONGEST_MS);
    latencies.push(performance.now() - pressed);
    await sleep(120 + (i % 5) * 23);
  }
  return latencies;
}

async function timeToScreen(bench: Bench): Promise<Figure> {
  const firsts: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    const start = performance.now();
    const pty = bench.open([]);
    try {
      await goTo(pty, LISTS[0]);
      firsts.push(performance.now() - start);
    } finally {
      await pty.close();
    }
  }
  const first = median(firsts);
  return figure(`screen of ${CROWD.topics} topics`, seconds(first), 'under 2 s', first < 2000);
}

/** While everything is looked at for the first time. */
async function firstLooks(bench: Bench, list: List): Promise<Figure[]> {
  const { pty, stats } = openWithStats(bench, []);
  try {
    await goTo(pty, list);
    const keys = median(await keyLatencies(pty));
    await sleep(5000);
    const { p99, max } = await stats();
    const what = `${list.name}, first looks`;
    return [
      figure(`${what}: key to effect`, milliseconds(keys), 'at most 60 ms (median)', keys <= 60),
      figure(
        `${what}: event loop p99 (longest ${milliseconds(max)})`,
        ...([milliseconds(p99), 'under 30 ms', p99 < 30] as const),
      ),
    ];
  } finally {
    await pty.close();
  }
}

/** Clock ticks of a process so far; a hundred make a second on Linux. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before it may hold spaces, but no parenthesis comes after its own.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** What it takes to stand there. */
async function idle(bench: Bench, list: List): Promise<Figure[]> {
  const { pty, stats } = openWithStats(bench, []);
  try {
    await goTo(pty, list);
    await sleep(SETTLED_MS);
    const ticks = ticksOf(pty.pid);
    const { bytes } = pty;
    await sleep(IDLE_MS);
    const share = (ticksOf(pty.pid) - ticks) / 100 / (IDLE_MS / 1000);
    const rate = Math.round((pty.bytes - bytes) / (IDLE_MS / 1000));
    const keys = median(await keyLatencies(pty));
    const { p99 } = await stats();
    const what = `${list.name}, idle`;
    const percent = `${(share * 100).toFixed(1)} %`;
    return [
      figure(`${what}: processor`, percent, 'under 5 % of a core', share < 0.05),
      figure(`${what}: to the terminal`, `${rate} B/s`, 'under 500 B/s', rate < 500),
      figure(`${what}: key to effect`, milliseconds(keys), 'at most 60 ms (median)', keys <= 60),
      figure(`${what}: event loop p99`, milliseconds(p99), 'under 30 ms', p99 < 30),
    ];
  } finally {
    await pty.close();
  }
}

async function slowLink(bench: Bench, list: List): Promise<Figure> {
  const pty = bench.open([], { bytesPerSecond: SLOW_LINK });
  try {
    await goTo(pty, list);
    const keys = median(await keyLatencies(pty));
    const name = `${list.name} over 10 KB/s: key to effect`;
    return figure(name, milliseconds(keys), 'at most 300 ms (median)', keys <= 300);
  } finally {
    await pty.close();
  }
}

/** The program started without a topic: its first screens, and what it takes to stand there. */
export async function watchScreens(bench: Bench): Promise<Figure[]> {
  const figures = [await timeToScreen(bench)];
  const stop = await startFeed(bench.brokers, 'crowd-0003', FEED);
  try {
    for (const list of LISTS) {
      figures.push(...(await firstLooks(bench, list)));
      figures.push(...(await idle(bench, list)));
      figures.push(await slowLink(bench, list));
    }
  } finally {
    await stop();
  }
  return figures;
}

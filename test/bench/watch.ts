import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Watch, WatchSnapshot } from '../../src/model/watch.js';
import { openWatch } from '../../src/watch/open-watch.js';
import { settingsFor } from '../support/reading.js';
import type { Bench } from './bench.js';
import { CROWD, fillCrowd } from './crowd.js';
import { sleep } from './processes.js';
import { type Figure, median, milliseconds, seconds } from './table.js';

/** Rows that a screen of 40 lines shows. */
const ON_SCREEN = 35;
const IDLE_MS = 20_000;
const LONGEST_MS = 60_000;

function figure(name: string, ours: string, target: string, ok: boolean): Figure {
  return { name, ours, theirs: '', ratio: '', target, ok };
}

async function until(watch: Watch, condition: (now: WatchSnapshot) => boolean): Promise<void> {
  const deadline = performance.now() + LONGEST_MS;
  while (!condition(watch.current())) {
    if (performance.now() > deadline) {
      const { topics, groups } = watch.current();
      const rows = `${topics.rows.length} topics, ${groups.rows.length} groups`;
      const why = (topics.problem ?? groups.problem)?.message ?? 'no problem is told';
      throw new Error(`what was waited for did not come (${rows}): ${why}`);
    }
    await sleep(10);
  }
}

/** Looks at the topics until those on screen are whole; gives ms. */
async function lookAtTopics(watch: Watch): Promise<number> {
  const start = performance.now();
  watch.commands.look({ kind: 'topics', visible: [] });
  await until(watch, ({ topics: { rows } }) => rows.length >= CROWD.topics);
  const visible = watch
    .current()
    .topics.rows.slice(0, ON_SCREEN)
    .map(({ name }) => name);
  watch.commands.look({ kind: 'topics', visible });
  await until(watch, ({ topics: { rows } }) =>
    rows.slice(0, ON_SCREEN).every(({ messages }) => messages !== null),
  );
  return performance.now() - start;
}

/** What watching itself takes: no screen, no frames. */
async function watcherFigures(bench: Bench): Promise<Figure[]> {
  const firsts: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    const watch = openWatch(settingsFor(bench.brokers), { name: 'bench', write: false });
    firsts.push(await lookAtTopics(watch));
    watch.close();
  }
  const watch = openWatch(settingsFor(bench.brokers), { name: 'bench', write: false });
  await lookAtTopics(watch);
  await until(watch, ({ topics: { rows } }) =>
    rows.every(({ messages, groups }) => messages !== null && groups !== null),
  );
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const before = process.cpuUsage();
  const start = performance.now();
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(before);
  delays.disable();
  const share = (user + system) / 1000 / (performance.now() - start);
  const { requestsPerSecond } = watch.current();
  const p99 = delays.percentile(99) / 1e6;
  watch.commands.look({
    kind: 'groups',
    visible: watch
      .current()
      .groups.rows.slice(0, ON_SCREEN)
      .map(({ id }) => id),
  });
  const groupsStart = performance.now();
  await until(watch, ({ groups: { rows } }) =>
    rows.slice(0, ON_SCREEN).every(({ lag }) => lag !== null),
  );
  const groups = performance.now() - groupsStart;
  watch.close();
  const first = median(firsts);
  return [
    figure(
      `watch: ${CROWD.topics} topics, those on screen whole`,
      seconds(first),
      'under 2 s',
      first < 2000,
    ),
    figure('watch: event loop p99, topics', milliseconds(p99), 'under 20 ms', p99 < 20),
    figure(
      `watch: processor, topics (${requestsPerSecond.toFixed(1)} requests/s)`,
      `${(share * 100).toFixed(1)} %`,
      'under 5 % of a core',
      share < 0.05,
    ),
    figure(
      `watch: ${CROWD.groups} groups, the lag of those on screen`,
      seconds(groups),
      'under 2 s',
      groups < 2000,
    ),
  ];
}

/** Clock ticks of a process so far; a hundred make a second on Linux. */
function ticksOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name before it may hold spaces, but no parenthesis comes after its own.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** The program started without a topic: its first screen, and what it takes to stand there. */
async function screenFigures(bench: Bench): Promise<Figure[]> {
  const firsts: number[] = [];
  let share = NaN;
  for (let run = 0; run < bench.runs; run += 1) {
    const start = performance.now();
    const pty = bench.open([]);
    try {
      await pty.waitFor((lines) => lines.some((line) => line.includes('crowd-0010')), LONGEST_MS);
      firsts.push(performance.now() - start);
      if (run > 0) continue;
      // What is swept slowly at first is not what it takes to stand there.
      await sleep(5000);
      const ticks = ticksOf(pty.pid);
      await sleep(IDLE_MS);
      share = (ticksOf(pty.pid) - ticks) / 100 / (IDLE_MS / 1000);
    } finally {
      await pty.close();
    }
  }
  const first = median(firsts);
  return [
    figure(`screen of ${CROWD.topics} topics`, seconds(first), 'under 2 s', first < 2000),
    figure(
      `screen of ${CROWD.topics} topics, idle`,
      `${(share * 100).toFixed(1)} %`,
      'under 5 % of a core',
      share < 0.05,
    ),
  ];
}

/** A thousand topics and five hundred groups: how soon they are there, and what it takes to watch them. */
export async function watch(bench: Bench): Promise<Figure[]> {
  await fillCrowd(bench.brokers);
  return [...(await watcherFigures(bench)), ...(await screenFigures(bench))];
}

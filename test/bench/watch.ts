import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Watch, WatchSnapshot } from '../../src/model/watch.js';
import { openWatch } from '../../src/watch/open-watch.js';
import { settingsFor } from '../support/reading.js';
import { startRealKafka } from '../kafka/real-kafka.js';
import { openOn, type Bench } from './bench.js';
import { CROWD, fillCrowd } from './crowd.js';
import { sleep } from './processes.js';
import { figure } from './screen.js';
import { type Figure, median, milliseconds, seconds } from './table.js';
import { watchScreens } from './watch-screen.js';

/** Rows that a screen of 40 lines shows. */
const ON_SCREEN = 35;
const IDLE_MS = 20_000;
const LONGEST_MS = 60_000;

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

/** How late the event loop's turns came while something was done. */
async function loopDuring(act: () => Promise<void>): Promise<{ p99: number; max: number }> {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  await act();
  delays.disable();
  return { p99: delays.percentile(99) / 1e6, max: delays.max / 1e6 };
}

/** The share of a core that watching takes while nothing new is looked at. */
async function standing(): Promise<number> {
  const before = process.cpuUsage();
  const start = performance.now();
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - start);
}

/** All rows are whole: the slow looks have been taken once. */
function whole({ topics, groups }: WatchSnapshot): boolean {
  return (
    topics.rows.every((row) => row.messages !== null && row.groups !== null) &&
    groups.rows.length >= CROWD.groups
  );
}

async function lookAtGroups(watch: Watch): Promise<number> {
  const { rows: known } = watch.current().groups;
  const visible = known.slice(0, ON_SCREEN).map(({ id }) => id);
  const start = performance.now();
  watch.commands.look({ kind: 'groups', visible });
  await until(watch, ({ groups: { rows } }) =>
    rows.slice(0, ON_SCREEN).every(({ lag }) => lag !== null),
  );
  return performance.now() - start;
}

function processor(what: string, share: number, watch: Watch): Figure {
  const { requestsPerSecond } = watch.current();
  const name = `watch: processor, ${what} (${requestsPerSecond.toFixed(1)} requests/s)`;
  return figure(name, `${(share * 100).toFixed(1)} %`, 'under 5 % of a core', share < 0.05);
}

function turns(what: string, { p99, max }: { p99: number; max: number }): Figure {
  const name = `watch: event loop p99, ${what} (longest ${milliseconds(max)})`;
  return figure(name, milliseconds(p99), 'under 20 ms', p99 < 20);
}

/** What watching itself takes: no screen, no frames. */
async function watcherFigures(bench: Bench): Promise<Figure[]> {
  const open = () => openWatch(settingsFor(bench.brokers), { name: 'bench', write: false });
  const firsts: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    const watch = open();
    firsts.push(await lookAtTopics(watch));
    watch.close();
  }
  const watch = open();
  try {
    const firstTurns = await loopDuring(async () => {
      await lookAtTopics(watch);
      await until(watch, whole);
    });
    const first = median(firsts);
    const name = `watch: ${CROWD.topics} topics, those on screen whole`;
    const figures = [
      figure(name, seconds(first), 'under 2 s', first < 2000),
      turns('first looks', firstTurns),
      processor('topics', await standing(), watch),
    ];
    let groups = NaN;
    const groupTurns = await loopDuring(async () => {
      groups = await lookAtGroups(watch);
      await until(watch, ({ groups: { rows } }) => rows.every(({ lag }) => lag !== null));
    });
    const lags = `watch: ${CROWD.groups} groups, the lag of those on screen`;
    figures.push(
      figure(lags, seconds(groups), 'under 2 s', groups < 2000),
      turns('all groups', groupTurns),
      processor('groups', await standing(), watch),
    );
    return figures;
  } finally {
    watch.close();
  }
}

/**
 * A thousand topics and five hundred groups: how soon they are there, and what it takes to watch them. On a
 * cluster of three, as one broker may not have all the files open that so many partitions take.
 */
export async function watch(bench: Bench): Promise<Figure[]> {
  if (bench.given) return await measureOn(bench);
  const own = await startRealKafka({ nodes: 3, authorizer: false });
  try {
    return await measureOn({ ...bench, brokers: own.brokers, open: openOn(own.brokers) });
  } finally {
    await own.close();
  }
}

async function measureOn(bench: Bench): Promise<Figure[]> {
  await fillCrowd(bench.brokers);
  return [...(await watcherFigures(bench)), ...(await watchScreens(bench))];
}

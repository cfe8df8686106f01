import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { checkFor } from './check-for.js';
import { clusterSettings } from './cluster-settings.js';
import type { Config, StartAt } from './config/config.js';
import { DEFAULT_TAIL } from './config/range.js';
import { compileQuery } from './filter/compile-query.js';
import { Inspector } from './inspector/inspector.js';
import { describeStart } from './kafka/start.js';
import type { Preferences } from './model/preferences.js';
import { EXIT, type ExitCode } from './model/problem.js';
import { LazyWatch } from './lazy-watch.js';
import { openPreferences } from './open-preferences.js';
import { pagesFor } from './pages-for.js';
import type { Places } from './store/places.js';
import type { ReaderFor } from './reader-for.js';
import { searchesOf } from './start-search.js';
import { TopicWorkspace } from './topic-workspace.js';
import type { WayOut } from './ui/keys/context.js';

/** What the stream keeps to look at: the newest messages, within both bounds. */
const KEEP = { entries: 10_000, bytes: 32 * 1024 * 1024 };

/** A broker that answers sooner than this is not worth a frame that says `connecting`. */
const CONNECTING_AFTER_MS = 120;

const DEFAULT_START: StartAt = { kind: 'tail', count: DEFAULT_TAIL };

/** How each topic is read that is opened from the screen. */
function inspectorOf(config: Config, readerFor: ReaderFor): Inspector {
  const startSearch = searchesOf(config, readerFor);
  return new Inspector({
    openReader: readerFor(config),
    startSearch: (text, range, writeTo) =>
      startSearch({
        query: compileQuery(text, { now: Date.now() }),
        range,
        partitioner: config.partitioner,
        writeTo,
      }),
    check: checkFor(config),
    compileFilter: (text) => compileQuery(text, { now: Date.now() }),
    // A member reads where its group goes on, now and then a second time: that is no window onto the log.
    openPages: config.membership === null ? pagesFor(config) : null,
    cluster: clusterName(config),
    topic: config.topic,
    mode: config.membership === null ? 'direct, no group' : `group ${config.membership.group}`,
    membership: config.membership,
    startedFrom: describeStart(config.start),
    unverified: unverifiedMark(config),
    filter: config.filter,
    limit: config.limit,
    keep: KEEP,
    now: Date.now,
  });
}

/** What was said of one topic is not meant for another one. */
function forTopic(config: Config, topic: string): Config {
  if (topic === config.topic) return config;
  const nothing = { partitions: null, limit: null, filter: null, membership: null };
  // A member's way to begin is not how one looks into a topic.
  const start = config.membership === null ? config.start : DEFAULT_START;
  return { ...config, topic, ...nothing, stopAtEnd: false, start };
}

function workspaceOf(
  config: Config,
  readerFor: ReaderFor,
  preferences: Preferences,
): TopicWorkspace {
  const inspect = (topic: string): Inspector => {
    const wanted = forTopic(config, topic);
    return inspectorOf(wanted, readerFor);
  };
  const unverified = unverifiedMark(config);
  const options = { name: clusterName(config), write: config.write, unverified };
  return new TopicWorkspace(
    inspect,
    () =>
      new LazyWatch(
        async () => {
          const { openWatch } = await import('./watch/open-watch.js');
          return openWatch(await clusterSettings(config), options);
        },
        { cluster: options.name, writable: options.write, unverified },
      ),
    preferences,
  );
}

/** Where one is to begin with: on the topic that was named, or among all of them. */
function startOf({ topic }: Config): Places {
  return [topic === '' ? { kind: 'list', of: 'topics' } : { kind: 'stream', topic }];
}

/** Shows topics full screen until the user quits. Throws what was wrong then, if anything was. */
export async function runScreen(config: Config, readerFor: ReaderFor): Promise<ExitCode> {
  const stopStats = measureLoop(process.env['KAFKA_TUI_LOOP_STATS']);
  const workspace = workspaceOf(config, readerFor, await openPreferences(config));
  // Connecting goes on while the screen's code is still being loaded.
  const first = config.topic === '' ? null : workspace.open(config.topic);
  const { runUi } = await import('./ui/run.js');
  const { openTerminal } = await import('./ui/terminal/terminal.js');
  const { guardProcess, hangUp, LONGEST_GOODBYE } = await import('./ui/terminal/process-guard.js');
  if (first !== null) await Promise.race([first.inspector.opened, pause(CONNECTING_AFTER_MS)]);
  const { stdin, stdout, env } = process;
  const terminal = openTerminal({ stdin, stdout, env });
  const removeGuard = guardProcess({
    terminal,
    onSignal: () => {
      workspace.close();
      return workspace.ended();
    },
  });
  let wayOut: WayOut | undefined;
  try {
    wayOut = await runUi({
      workspace,
      places: startOf(config),
      env,
      colour: config.colour,
      terminal,
    });
  } finally {
    workspace.close();
    terminal.restore();
    // Nobody waits for this one at a terminal; its group does.
    if (wayOut === 'gone') await Promise.race([workspace.ended(), pause(LONGEST_GOODBYE)]);
    removeGuard();
    stopStats();
  }
  if (wayOut === 'gone') {
    hangUp();
    // The signal ends the process; nothing here may do it first.
    await pause(1_000);
  }
  await workspace.ended();
  if (wayOut === 'interrupted') return EXIT.interrupted;
  // What stood on the screen stands on stderr once more, where the screen is gone.
  const failure = workspace.running?.inspector.failure ?? null;
  if (failure !== null) throw failure;
  return EXIT.done;
}

/** Loading the screen's code is not what is measured. */
const MEASURE_AFTER_MS = 1_000;

/** What stays in sight of a check that was turned off. */
function unverifiedMark({ security: { tls } }: Config): string | null {
  if (tls === null || tls.check === 'all') return null;
  return tls.check === 'nothing' ? 'TLS NOT VERIFIED' : 'HOST NAME NOT CHECKED';
}

function clusterName({ demo, brokers: [first = ''] }: Config): string {
  if (demo === null) return first;
  // Who chose the port means to join from elsewhere.
  return demo.port === null ? 'DEMO' : `DEMO ${first}`;
}

/** For measuring: writes how late the event loop's turns came, in ms, to a file at the end. */
function measureLoop(file: string | undefined): () => void {
  if (file === undefined || file === '') return () => undefined;
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const begin = setTimeout(() => {
    delays.reset();
  }, MEASURE_AFTER_MS);
  return () => {
    clearTimeout(begin);
    delays.disable();
    const ms = (ns: number): number => Math.round(ns / 1e4) / 100;
    const stats = {
      mean: ms(delays.mean),
      p50: ms(delays.percentile(50)),
      p99: ms(delays.percentile(99)),
      max: ms(delays.max),
    };
    writeFileSync(file, `${JSON.stringify(stats)}\n`);
  };
}

// The composition root: arguments → configuration → mode → exit code.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import tty from 'node:tty';
import { clusterSettings } from './cluster-settings.js';
import type { Config } from './config/config.js';
import { reportAsJson, reportAsText } from './config/describe.js';
import { type Task, resolveConfig } from './config/resolve.js';
import { writeStarterFile } from './config/starter-file.js';
import { QueryError } from './filter/query-error.js';
import { Cluster } from './kafka/cluster.js';
import { DirectReader } from './kafka/direct-reader.js';
import type { Reader, ReaderEvents } from './kafka/reader.js';
import type { ClusterSettings } from './kafka/settings.js';
import { EXIT, type ExitCode, KafkaTuiError } from './model/problem.js';
import type { ReaderFor } from './reader-for.js';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** No key waits for a pipe: with 4 MB a topic is searched a quarter faster than with 1 MB. */
const PIPE_RESPONSE_BYTES = 4 * 1024 * 1024;

/** How long the rest of a group waits for this member when it is shared out anew; as kafkajs has it. */
const REBALANCE_MS = 60_000;

/** Runs the program and leaves the process with its exit code. */
export async function main(): Promise<void> {
  // Left to themselves, Node's warnings would be written over the screen (kafkajs causes one on Node 24).
  process.removeAllListeners('warning');
  process.on('warning', () => undefined);
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    process.exitCode = await report(error);
  }
  // Sockets and timers of a library that did not notice the end must not hold the process.
  process.exit();
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  const task = await resolveTask(argv);
  switch (task.kind) {
    case 'print':
      process.stdout.write(task.text);
      return EXIT.done;
    case 'config':
      warn(task.report);
      process.stdout.write(task.json ? reportAsJson(task.report) : reportAsText(task.report));
      return EXIT.done;
    case 'init':
      writeStarterFile(task.path);
      process.stdout.write(`wrote ${task.path}\n`);
      return EXIT.done;
    case 'doctor':
      warn(task.config);
      return await (await import('./run-doctor.js')).runDoctor(task);
    case 'topics':
      warn(task.config);
      if (task.config.output.kind !== 'screen') throw await topicMissing(task.config);
      return await runMode(task.config, await readersOf(task.config));
    case 'run': {
      const { config } = task;
      warn(config);
      if (config.demo === null) return await runMode(config, await readersOf(config));
      const { runDemo } = await import('./run-demo.js');
      return await runDemo(config, config.demo, { readersOf, run: runMode });
    }
  }
}

function resolveTask(argv: readonly string[]): Promise<Task> {
  return resolveConfig(argv, {
    version: readVersion(),
    stdoutIsTerminal: tty.isatty(STDOUT),
    env: process.env,
    home: homedir(),
    // The question goes to stderr, so that it is seen where stdout is a pipe.
    ask:
      tty.isatty(STDIN) && tty.isatty(STDERR)
        ? async (question) => {
            const { askPassword } = await import('./config/password.js');
            return askPassword(question, process.stdin, process.stderr);
          }
        : null,
    runCommand: async (command) => {
      const { runPasswordCommand } = await import('./config/password.js');
      return runPasswordCommand(command);
    },
  });
}

function warn({ warnings }: { readonly warnings: readonly string[] }): void {
  for (const warning of warnings) say(`warning: ${warning}`);
}

async function runMode(config: Config, readerFor: ReaderFor): Promise<ExitCode> {
  return config.output.kind === 'screen'
    ? await (await import('./run-screen.js')).runScreen(config, readerFor)
    : await (await import('./run-pipe.js')).runPipeMode(config, readerFor);
}

async function readersOf(cluster: Config): Promise<ReaderFor> {
  const settings = await clusterSettings(cluster);
  const memberFor = cluster.membership === null ? null : await memberReaders(settings);
  return (config, instead) => (events) =>
    // Looking at something beside the session is no member's business.
    (instead === undefined ? memberFor?.(config, events) : null) ??
    new DirectReader(
      new Cluster(settings),
      {
        topic: config.topic,
        partitions: config.partitions,
        start: config.start,
        before: config.end,
        stopAtEnd: config.stopAtEnd,
        isolation: config.isolation,
        checkCrcs: config.checkCrcs,
        whenRefused: whenRefused(config),
        ...(config.output.kind === 'screen' ? {} : { responseBytes: PIPE_RESPONSE_BYTES }),
        ...instead,
      },
      events,
    );
}

/** Who looks on has the panes still, and R; a script has to know. */
function whenRefused({ output }: Config): 'fail' | 'wait' {
  return output.kind === 'screen' ? 'wait' : 'fail';
}

/** As a member of the group that a configuration names; null for one that names none. Loaded only for members. */
async function memberReaders(
  settings: ClusterSettings,
): Promise<(config: Config, events: ReaderEvents) => Reader | null> {
  const { GroupReader } = await import('./kafka/group-reader.js');
  return (config, events) => {
    const { membership, start, stopAtEnd, isolation, checkCrcs } = config;
    if (membership === null) return null;
    const permissions = { changes: false, membership: true };
    return new GroupReader(
      {
        ...membership,
        ...{ start, stopAtEnd, isolation, checkCrcs },
        rebalanceTimeoutMs: REBALANCE_MS,
        whenRefused: whenRefused(config),
        makeCluster: () => new Cluster(settings, permissions),
        now: Date.now,
      },
      events,
    );
  };
}

/** No topic was named: say which there are. */
async function topicMissing(config: Config): Promise<KafkaTuiError> {
  const cluster = new Cluster(await clusterSettings(config));
  try {
    const { topics } = await cluster.metadata(null);
    const names = topics.filter((topic) => !topic.isInternal).map(({ topic }) => topic);
    const shown = names.sort().slice(0, 20).join(', ');
    return new KafkaTuiError({
      code: 'USAGE',
      message: 'no topic was named',
      next:
        names.length === 0
          ? `${cluster.name} has no topic that you may see`
          : `name one: kafka-tui TOPIC; ${cluster.name} has ${shown}${names.length > 20 ? ', …' : ''}`,
      exitCode: EXIT.usage,
    });
  } finally {
    cluster.close();
  }
}

function readVersion(): string {
  const manifest = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  return manifest.version;
}

/** An error on stderr, as two lines: what is wrong, and what to do next. */
async function report(error: unknown): Promise<ExitCode> {
  if (error instanceof KafkaTuiError) {
    const where = error instanceof QueryError ? await underlined(error) : '';
    say(`${error.message}${where}\n  next: ${error.next}`);
    return error.exitCode;
  }
  say(
    `something went wrong inside kafka-tui: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return EXIT.failed;
}

/** The query with a mark under the mistake, as two more lines. */
async function underlined({ query, column }: QueryError): Promise<string> {
  const { underline } = await import('./ui/text/underline.js');
  return underline(query, column)
    .map((line) => `\n    ${line}`)
    .join('');
}

function say(text: string): void {
  process.stderr.write(`kafka-tui: ${text}\n`);
}

import tty from 'node:tty';
import type { Config } from './config/config.js';
import type { OpenReader } from './kafka/reader.js';
import type { ExitCode } from './model/problem.js';
import type { Query } from './model/query.js';
import { type LineWriter, compileFormat } from './pipe/format.js';
import { jsonEnvelope } from './pipe/json-envelope.js';
import { Output } from './pipe/output.js';
import { runPipe } from './pipe/run.js';

const STDOUT = 1;
const STDERR = 2;

/** Prints lines or a count on stdout until all was read, the pipe closes, or a signal comes. */
export async function runPipeMode(config: Config, openReader: OpenReader): Promise<ExitCode> {
  const line = lineWriter(config);
  const query = await queryOf(config);
  const abort = new AbortController();
  let interrupts = 0;
  const interrupt = (): void => {
    // The second one does not wait for a reader of the pipe that reads no more.
    if (++interrupts > 1) process.exit(130);
    abort.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);
  const stderr = (text: string): void => {
    process.stderr.write(text);
  };
  return await runPipe({
    openReader,
    line,
    query,
    limit: config.limit,
    output: new Output(STDOUT),
    stderr,
    showProgress: !config.quiet && tty.isatty(STDERR) && !tty.isatty(STDOUT),
    opened:
      config.startGiven || config.output.kind === 'count'
        ? null
        : 'reading from the last 100 messages on; -o beginning reads all',
    quiet: config.quiet,
    signal: abort.signal,
  });
}

function lineWriter(config: Config): LineWriter | null {
  switch (config.output.kind) {
    case 'json':
      return jsonEnvelope(config.topic);
    case 'format':
      return compileFormat(config.output.format, config.topic);
    case 'count':
    case 'screen':
      return null;
  }
}

/** Throws a QueryError. Who asks for nothing does not wait for the parser. */
async function queryOf({ filter }: Config): Promise<Query | null> {
  if (filter === null) return null;
  const { compileQuery } = await import('./filter/compile-query.js');
  return compileQuery(filter, { now: Date.now() });
}

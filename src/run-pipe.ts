import tty from 'node:tty';
import type { Config } from './config/config.js';
import { requiredOf } from './kafka/ahead/job.js';
import type { DirectReaderOptions } from './kafka/reader-options.js';
import { EXIT, type ExitCode, KafkaTuiError } from './model/problem.js';
import { ANYWHERE, type Query } from './model/query.js';
import { partitionOf, topicIndexOf } from './model/slot.js';
import { type LineWriter, compileFormat } from './pipe/format.js';
import { jsonEnvelope } from './pipe/json-envelope.js';
import { Output } from './pipe/output.js';
import { runPipe } from './pipe/run.js';
import type { ReaderFor } from './reader-for.js';

const STDOUT = 1;
const STDERR = 2;

/** Prints lines or a count on stdout until all was read, the pipe closes, or a signal comes. */
export async function runPipeMode(config: Config, readerFor: ReaderFor): Promise<ExitCode> {
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
    // A member passes by everything that is its own, matching or not.
    openReader: readerFor(config, config.membership ? undefined : reading(query, config)),
    topics: config.membership?.topics ?? [config.topic],
    line,
    query,
    limit: config.limit,
    output: new Output(STDOUT),
    stderr,
    showProgress: !config.quiet && tty.isatty(STDERR) && !tty.isatty(STDOUT),
    opened:
      config.startGiven || config.output.kind === 'count' || config.membership !== null
        ? null
        : 'reading from the last 100 messages on; -o beginning reads all',
    quiet: config.quiet,
    signal: abort.signal,
  });
}

function reading(query: Query | null, config: Config): Partial<DirectReaderOptions> {
  const narrowed = narrowedTo(query, config);
  if (query === null) return narrowed;
  return { ...narrowed, lookAhead: { required: requiredOf(query) } };
}

/**
 * What cannot match is not even read. The newest messages of a topic are those, matching or not: where reading
 * starts with them, only a partitioner that is trusted leaves anything out.
 */
function narrowedTo(
  query: Query | null,
  { start, partitioner }: Config,
): Partial<DirectReaderOptions> {
  const hasKey = query?.bounds.every(({ key }) => key !== null) ?? false;
  if (partitioner !== null && !hasKey) throw keyMissing(partitioner);
  if (query === null) return {};
  const bounds =
    start.kind === 'tail' ? query.bounds.map(({ key }) => ({ ...ANYWHERE, key })) : query.bounds;
  return { narrowing: { bounds, partitioner } };
}

function keyMissing(partitioner: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'USAGE',
    message: `--partitioner ${partitioner}: there is no key to be looked for`,
    next: 'name one: --filter key:K, with an exact K and nothing beside it but AND',
    exitCode: EXIT.usage,
  });
}

function lineWriter({ output, topic, membership }: Config): LineWriter | null {
  switch (output.kind) {
    case 'json':
      return forTopics(membership?.topics ?? [topic], jsonEnvelope);
    case 'format':
      return forTopics(membership?.topics ?? [topic], (name) => compileFormat(output.format, name));
    case 'count':
    case 'screen':
      return null;
  }
}

/** Lines name the topic of each message; a member may read several. */
function forTopics(topics: readonly string[], writerOf: (topic: string) => LineWriter): LineWriter {
  const writers = topics.map(writerOf);
  const [only] = writers;
  if (only && writers.length === 1) return only;
  return (out, record, slot) => {
    writers[topicIndexOf(slot)]?.(out, record, partitionOf(slot));
  };
}

/** Throws a QueryError. Who asks for nothing does not wait for the parser. */
async function queryOf({ filter }: Config): Promise<Query | null> {
  if (filter === null) return null;
  const { compileQuery } = await import('./filter/compile-query.js');
  return compileQuery(filter, { now: Date.now() });
}

import { COLOURS } from '../model/colour.js';
import { readBrokers } from './brokers.js';
import type { Config, Output } from './config.js';
import { defaultReset, readMembership } from './membership.js';
import { DEMO_TOPIC, readDemo } from './demo.js';
import type { Flags, GivenFlags, Surroundings } from './flags.js';
import { type Found, type Key, KEYS, type Layer, found, isAboutSecurity, pick } from './layer.js';
import { type Source, readFlagProperties } from './properties.js';
import { readRewrites } from './rewrites.js';
import { readRange } from './range.js';
import { readSecurity } from './security.js';
import { splitOffsets } from './start-at.js';
import { tlsWarnings } from './tls.js';
import { ValueError, badValue, readOne } from './value-error.js';

export type Invocation =
  | { readonly kind: 'run'; readonly config: Config }
  /** `--help` or `--version`: print and leave with 0. */
  | { readonly kind: 'print'; readonly text: string }
  /** No topic was named. */
  | { readonly kind: 'topics'; readonly config: Config };

export const DEFAULT_BROKERS = 'localhost:9092';
/** What the command line says: first what has a flag of its own, then `-X`. */
export function flagSources({ words, flags }: GivenFlags): Source[] {
  const own = new Map<Key, Found>();
  const set = (key: Key, value: string | undefined, origin: string): void => {
    if (value !== undefined) own.set(key, found(value, origin));
  };
  set('bootstrap.servers', flags.brokers, 'flag -b');
  set('rewrite_broker', flags.rewriteBroker?.join(','), 'flag --rewrite-broker');
  set('topic', words[0], 'argument');
  set('topic', flags.topic, 'flag -t');
  set('start', splitOffsets(flags.offset ?? []).start, 'flag -o');
  set('filter', flags.filter, 'flag --filter');
  set('group', flags.group === true ? undefined : flags.group, 'flag -G');
  return [{ layer: own, warnings: [] }, readFlagProperties(flags.property)];
}

/** Flags, and what the other sources say in their order → what to do. Throws a ValueError. */
export function toInvocation(
  given: GivenFlags,
  around: Surroundings,
  others: readonly Source[],
): Invocation {
  const { words, flags } = given;
  const sources = [...flagSources(given), ...others];
  const layers = sources.map(({ layer }) => layer);
  const topic = pick(layers, 'topic') ?? found(flags.demo ? DEMO_TOPIC : '', 'default');
  const extra = flags.topic === undefined ? words.slice(1) : words;
  if (extra.length > 0 && flags.group === undefined) {
    throw new ValueError(
      `one topic at a time: "${topic.value}" and "${extra.join('", "')}" were given`,
    );
  }
  const brokers = pick(layers, 'bootstrap.servers');
  const output = readOutput(flags, around);
  const demo = readDemo(flags, brokers?.origin.replace(/^flag /, '') ?? null);
  const membership = readMembership(flags, layers, [...new Set([topic.value, ...extra])], output);
  const reset = membership === null ? null : defaultReset(layers);
  const writing = readWrite(flags, layers);
  const security = demo === null ? readSecurity(layers) : OPEN;
  const config: Config = {
    brokers: readBrokers(brokers ?? found(DEFAULT_BROKERS, 'default')),
    rewrites: readRewrites(pick(layers, 'rewrite_broker')),
    topic: topic.value,
    partitions: flags.partition?.map(readPartition) ?? null,
    ...readRange(flags.offset ?? [], layers, output, reset),
    stopAtEnd: flags.exit ?? output.kind === 'count',
    limit: flags.max === undefined ? null : readLimit(flags.max),
    filter: filterOf(layers),
    partitioner: readPartitioner(flags),
    output,
    quiet: flags.quiet ?? false,
    write: writing.write,
    membership,
    demo,
    colour: demo === null ? readColour(layers) : null,
    clientId: pick(layers, 'client.id')?.value ?? 'kafka-tui',
    columns: columnsOf(layers),
    keeping: null,
    checkCrcs: readCheckCrcs(layers),
    isolation: readIsolation(layers),
    security,
    warnings: [
      ...sources.flatMap(({ warnings }) => warnings),
      ...tlsWarnings(security.tls),
      ...(demo === null ? [] : idleInDemo(layers)),
      ...writing.warnings,
    ],
  };
  if (topic.value === '') return { kind: 'topics', config };
  checkTopic(topic);
  for (const name of extra) checkTopic(found(name, 'argument'));
  return { kind: 'run', config };
}

/** A login that was given for nothing is said; secrets stay unsaid, as only the origin is. */
function idleInDemo(layers: readonly Layer[]): string[] {
  const idle = KEYS.flatMap((key) => {
    const given = isAboutSecurity(key) ? pick(layers, key) : undefined;
    return given === undefined ? [] : [given.origin];
  });
  if (idle.length === 0) return [];
  const have = idle.length === 1 ? 'has' : 'have';
  return [`the demo is open and on this machine: ${idle.join(', ')} ${have} no effect there`];
}

/** The embedded broker asks nobody who they are. */
const OPEN: Config['security'] = { tls: null, sasl: null };

/** An empty one is none, and so takes away what a profile says. */
function filterOf(layers: readonly Layer[]): string | null {
  const text = pick(layers, 'filter')?.value ?? '';
  return text === '' ? null : text;
}

function columnsOf(layers: readonly Layer[]): Config['columns'] {
  const given = pick(layers, 'columns');
  if (given === undefined || given.value.trim() === '') return null;
  return { text: given.value, where: given.where ?? given.origin };
}

function readPartitioner({ partitioner }: Flags): Config['partitioner'] {
  if (partitioner === undefined) return null;
  if (partitioner === 'murmur2' || partitioner === 'crc32') return partitioner;
  throw new ValueError(
    `--partitioner ${partitioner}: write murmur2 (Java, kafkajs) or crc32 (librdkafka, kcat)`,
  );
}

function readOutput(flags: Flags, around: Surroundings): Output {
  if (flags.count) return { kind: 'count' };
  if (flags.json && flags.format !== undefined)
    throw new ValueError('-J and -f exclude each other; give one');
  if (flags.json) return { kind: 'json' };
  if (flags.format !== undefined) return { kind: 'format', format: flags.format };
  return around.stdoutIsTerminal ? { kind: 'screen' } : { kind: 'format', format: '%s\\n' };
}

function readCheckCrcs(layers: readonly Layer[]): boolean {
  const given = pick(layers, 'check.crcs');
  return given !== undefined && readOne('check.crcs', given, ['true', 'false']) === 'true';
}

function readIsolation(layers: readonly Layer[]): Config['isolation'] {
  const given = pick(layers, 'isolation.level');
  if (given === undefined) return 'read_committed';
  return readOne('isolation.level', given, ['read_committed', 'read_uncommitted'] as const);
}

/** A profile that says `read_only` can't be overruled by a flag that stands in somebody's habits. */
function readWrite(
  flags: Flags,
  layers: readonly Layer[],
): { readonly write: boolean; readonly warnings: readonly string[] } {
  const given = pick(layers, 'read_only');
  const readOnly = given !== undefined && readOne('read_only', given, ['true', 'false']) === 'true';
  if (!flags.write) return { write: false, warnings: [] };
  if (!readOnly) return { write: true, warnings: [] };
  const warning = `--write has no effect: read_only is set in ${given.where ?? given.origin}`;
  return { write: false, warnings: [warning] };
}

function readColour(layers: readonly Layer[]): Config['colour'] {
  const given = pick(layers, 'colour');
  return given === undefined ? null : readOne('colour', given, COLOURS);
}

function readPartition(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new ValueError(`-p ${text}: a partition is a number from 0 on`);
  return Number(text);
}

function readLimit(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new ValueError(`-c ${text}: write how many messages, 1 or more`);
  return Number(text);
}

/** Kafka's own rule for names, so that a typing error is not sent around the world first. */
function checkTopic(topic: Found): void {
  const { value } = topic;
  if (/^[\w.-]{1,249}$/.test(value) && value !== '.' && value !== '..') return;
  throw badValue(
    topic,
    `"${topic.written}" can't be a topic; names have letters, digits, ".", "_" and "-", at most 249`,
  );
}

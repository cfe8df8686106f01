import { Command, CommanderError, Option } from 'commander';
import { EXIT, KafkaTuiError } from '../model/problem.js';
import type { Config, Output, StartAt } from './config.js';
import { DEMO_TOPIC, type DemoFlags, addDemoOptions, readDemo } from './demo.js';
import { type PropertySettings, readProperties, splitBrokers } from './properties.js';
import { ValueError, parseStart } from './start-at.js';

export type Invocation =
  | { readonly kind: 'run'; readonly config: Config }
  /** `--help` or `--version`: print and leave with 0. */
  | { readonly kind: 'print'; readonly text: string }
  /** No topic was named. */
  | { readonly kind: 'topics'; readonly config: Config };

interface Flags extends DemoFlags {
  topic?: string;
  brokers?: string;
  partition?: string[];
  offset?: string;
  exit?: true;
  max?: string;
  property: string[];
  json?: true;
  format?: string;
  filter?: string;
  count?: true;
  quiet?: true;
}

const DEFAULT_BROKERS = 'localhost:9092';
/** What one wants to see first: the newest messages of the topic, then those that come. */
const DEFAULT_TAIL = 100;

export interface Surroundings {
  readonly version: string;
  readonly stdoutIsTerminal: boolean;
}

/** Arguments (without node and script) → what to do. Throws a KafkaTuiError with exit code 2. */
export function parseArguments(argv: readonly string[], around: Surroundings): Invocation {
  let printed = '';
  const command = addDemoOptions(buildCommand(around.version)).configureOutput({
    writeOut: (text) => (printed += text),
    writeErr: () => undefined,
  });
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: printed };
    throw usage(plain(error));
  }
  try {
    return toInvocation(command.args, command.opts<Flags>(), around);
  } catch (error) {
    if (error instanceof ValueError) throw usage(error.message);
    throw error;
  }
}

function buildCommand(version: string): Command {
  return (
    new Command('kafka-tui')
      .exitOverride()
      .usage('[options] TOPIC')
      .description(
        'See what is in a Kafka topic: live, decoded, with every partition counted.\n' +
          'Reads without a group: joins nothing, commits nothing, creates nothing.',
      )
      .argument('[topic]', 'the topic to read')
      .allowExcessArguments(true)
      .addOption(
        new Option(
          '-b, --brokers <host:port,…>',
          `brokers to ask first (default: ${DEFAULT_BROKERS})`,
        ),
      )
      .addOption(new Option('-t, --topic <topic>', 'the topic, as kcat takes it'))
      .addOption(
        new Option('-p, --partition <n>', 'read this partition only; may be repeated').argParser(
          collect,
        ),
      )
      .addOption(
        new Option(
          '-o, --offset <start>',
          `where to start: beginning, end, -N, N or s@TIME (default: the last ${DEFAULT_TAIL} messages)`,
        ),
      )
      .addOption(new Option('-e, --exit', 'stop at the end that is there at start'))
      .addOption(new Option('-c, --max <n>', 'stop after this many messages'))
      .addOption(
        new Option('--filter <text>', 'only messages with this text in key, value or headers'),
      )
      .addOption(new Option('-J, --json', "print messages as JSON, a line each (kcat's envelope)"))
      .addOption(
        new Option(
          '-f, --format <format>',
          'print messages so: %t %p %o %k %K %s %S %T %h %% \\n \\t',
        ),
      )
      .addOption(new Option('--count', 'print only how many messages there are'))
      .addOption(
        new Option('-X, --property <name=value>', 'a client property; may be repeated')
          .argParser(collect)
          .default([], 'none'),
      )
      .addOption(new Option('-q, --quiet', 'no progress on stderr'))
      // kcat's own, so that its command lines run as they are.
      .addOption(new Option('-C').hideHelp())
      .addOption(new Option('-u').hideHelp())
      .version(version, '--version', 'print the version')
      .helpOption('-h, --help', 'print this')
      .addHelpText('after', EXAMPLES)
  );
}

const EXAMPLES = `
Examples:
  kafka-tui new_users -b lab:9092                    look at a topic, live
  kafka-tui new_users -b lab:9092 -o beginning       … from its first message
  kafka-tui new_users -o -10 -e -f '%p:%o %k %s\\n'    print the last ten of each partition
  kafka-tui new_users -J | jq .payload               follow as JSON
  kafka-tui new_users -o beginning -e --count        how many messages are there?
  kafka-tui --demo                                   no Kafka at hand? look around in this one

Exit codes: 0 done, 1 failed while running, 2 wrong usage, 3 could not connect, 4 not authorised, 130 interrupted.
`;

const collect = (value: string, previous: string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];

function toInvocation(args: readonly string[], flags: Flags, around: Surroundings): Invocation {
  const given = flags.topic ?? args[0];
  const topic = given ?? (flags.demo ? DEMO_TOPIC : '');
  const extra = flags.topic === undefined ? args.slice(1) : args;
  if (extra.length > 0) {
    throw new ValueError(`one topic at a time: "${topic}" and "${extra.join('", "')}" were given`);
  }
  const properties = readProperties(flags.property, { checkCrcs: false });
  const output = readOutput(flags, around);
  const demo = readDemo(flags, brokersFrom(flags, properties));
  const config: Config = {
    brokers:
      flags.brokers === undefined
        ? (properties.brokers ?? [DEFAULT_BROKERS])
        : splitBrokers(flags.brokers),
    topic,
    partitions: flags.partition?.map(readPartition) ?? null,
    start: flags.offset === undefined ? defaultStart(output) : readStart(flags.offset),
    startGiven: flags.offset !== undefined,
    stopAtEnd: flags.exit ?? output.kind === 'count',
    limit: flags.max === undefined ? null : readLimit(flags.max),
    filter: flags.filter === undefined || flags.filter === '' ? null : flags.filter,
    output,
    quiet: flags.quiet ?? false,
    demo,
    ...withoutBrokers(properties),
    ...(demo === null ? {} : { security: OPEN }),
  };
  if (topic === '') return { kind: 'topics', config };
  checkTopic(topic);
  return { kind: 'run', config };
}

/** The embedded broker asks nobody who they are. */
const OPEN: Config['security'] = { tls: false, caFile: null, sasl: null };

function brokersFrom(flags: Flags, properties: PropertySettings): string | null {
  if (flags.brokers !== undefined) return '-b';
  return properties.brokers === null ? null : '-X bootstrap.servers';
}

function withoutBrokers(properties: PropertySettings): Omit<PropertySettings, 'brokers'> {
  const { clientId, checkCrcs, isolation, security, warnings } = properties;
  return { clientId, checkCrcs, isolation, security, warnings };
}

function readOutput(flags: Flags, around: Surroundings): Output {
  if (flags.count) return { kind: 'count' };
  if (flags.json && flags.format !== undefined)
    throw new ValueError('-J and -f exclude each other; give one');
  if (flags.json) return { kind: 'json' };
  if (flags.format !== undefined) return { kind: 'format', format: flags.format };
  return around.stdoutIsTerminal ? { kind: 'screen' } : { kind: 'format', format: '%s\\n' };
}

/** Counting without a start counts the topic. */
function defaultStart(output: Output): StartAt {
  return output.kind === 'count' ? { kind: 'beginning' } : { kind: 'tail', count: DEFAULT_TAIL };
}

function readStart(text: string): StartAt {
  try {
    return parseStart(text);
  } catch (error) {
    throw error instanceof ValueError ? new ValueError(`-o ${error.message}`) : error;
  }
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
function checkTopic(topic: string): void {
  if (/^[\w.-]{1,249}$/.test(topic) && topic !== '.' && topic !== '..') return;
  throw new ValueError(
    `"${topic}" can't be a topic; names have letters, digits, ".", "_" and "-", at most 249`,
  );
}

function usage(message: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'USAGE',
    message,
    next: 'kafka-tui --help shows what can be given',
    exitCode: EXIT.usage,
  });
}

/** Commander's message without its prefix, on one line: it already names the nearest option. */
function plain(error: CommanderError): string {
  return error.message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

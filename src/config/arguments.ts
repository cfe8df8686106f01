import { Command, CommanderError, Option } from 'commander';
import { EXIT, KafkaTuiError } from '../model/problem.js';
import { addDemoOptions } from './demo.js';
import type { CommandLine, Flags, GivenFlags, Surroundings } from './flags.js';
import { DEFAULT_BROKERS, type Invocation, toInvocation } from './invocation.js';
import { DEFAULT_TAIL } from './range.js';
import type { Source } from './properties.js';
import { ValueError } from './value-error.js';

/** The command line alone → what to do. Throws a KafkaTuiError with exit code 2. */
export function parseArguments(argv: readonly string[], around: Surroundings): Invocation {
  const line = parseCommandLine(argv, around.version);
  return line.kind === 'print' ? line : invocationOf(line, around, []);
}

/** The command line and what other sources say, in their order → what to do. */
export function invocationOf(
  given: GivenFlags,
  around: Surroundings,
  sources: readonly Source[],
): Invocation {
  try {
    return toInvocation(given, around, sources);
  } catch (error) {
    throw error instanceof ValueError ? usage(error) : error;
  }
}

/** Takes the command line apart; no value is looked at yet. */
export function parseCommandLine(argv: readonly string[], version: string): CommandLine {
  let printed = '';
  const command = addDemoOptions(buildCommand(version)).configureOutput({
    writeOut: (text) => (printed += text),
    writeErr: () => undefined,
  });
  try {
    command.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'print', text: printed };
    throw usage(new ValueError(plain(error)));
  }
  const flags = command.opts<Flags>();
  return { kind: 'flags', words: command.args, flags };
}

function buildCommand(version: string): Command {
  return (
    new Command('kafka-tui')
      .exitOverride()
      .usage('[options] TOPIC')
      .description(
        'See what is in a Kafka topic: live, decoded, with every partition counted.\n' +
          'Reads without a group: joins nothing, commits nothing, creates nothing; -G is the exception.',
      )
      .argument('[topic]', 'the topic to read; with -G one or more')
      .allowExcessArguments(true)
      .addOption(
        new Option(
          '-b, --brokers <host:port,…>',
          `brokers to ask first (default: ${DEFAULT_BROKERS})`,
        ),
      )
      .addOption(
        new Option(
          '--rewrite-broker <from=to>',
          'reach a broker that names itself FROM at TO (tunnels); may be repeated',
        ).argParser(collect),
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
          `where to start: beginning, end, -N, N or s@TIME (default: the last ${DEFAULT_TAIL} messages); ` +
            'and where to end: e@TIME, a second time',
        ).argParser(collect),
      )
      .addOption(new Option('-e, --exit', 'stop at the end that is there at start'))
      .addOption(new Option('-c, --max <n>', 'stop after this many messages'))
      .addOption(
        new Option(
          '--filter <query>',
          'only messages that match: words, or fields as in email:*@hotmail.com',
        ),
      )
      .addOption(
        new Option(
          '--partitioner <name>',
          'read only the partition where murmur2 (Java) or crc32 (librdkafka) puts the key of the filter',
        ),
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
      .addOption(
        new Option('-F, --file <file>', "kcat's or a Java client's property file; none for none"),
      )
      .addOption(
        new Option('--profile <name>', 'a cluster of config.yaml; none for none (see: config)'),
      )
      .addOption(
        new Option(
          '-G, --group [group]',
          'be a member of this group; topics follow (alone: the group of TEAM_NAME)',
        ),
      )
      .addOption(
        new Option('--commit <when>', 'as a member: auto, manual (key C) or none (default: auto)'),
      )
      .addOption(new Option('-q, --quiet', 'no progress on stderr'))
      .addOption(
        new Option('--write', 'allow changes: reset the offsets of a group, delete a group'),
      )
      // kcat's own, so that its command lines run as they are.
      .addOption(new Option('-C').hideHelp())
      .addOption(new Option('-u').hideHelp())
      .version(version, '--version', 'print the version')
      .helpOption('-h, --help', 'print this')
      .addHelpText('after', EXAMPLES)
  );
}

const EXAMPLES = `
Commands:
  kafka-tui doctor [-J] [-G GROUP] [TOPIC]           check the way in, step by step; joins no group
  kafka-tui config [-J]                              what is configured, and where it comes from
  kafka-tui config init                              write a file for profiles to start from

Examples:
  kafka-tui new_users -b lab:9092                    look at a topic, live
  kafka-tui new_users -b lab:9092 -o beginning       … from its first message
  kafka-tui new_users -o -10 -e -f '%p:%o %k %s\\n'    print the last ten of each partition
  kafka-tui new_users -J | jq .payload               follow as JSON
  kafka-tui new_users -o beginning -e --count        how many messages are there?
  kafka-tui -G team-2 new_users -b lab:9092          be a member: share, commit, rebalance
  kafka-tui --demo                                   no Kafka at hand? look around in this one

Exit codes: 0 done, 1 failed while running, 2 wrong usage, 3 could not connect, 4 not authorised, 130 interrupted.
`;

const collect = (value: string, previous: string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];

/** What is wrong with what was given: exit code 2. */
export function usage(error: ValueError): KafkaTuiError {
  return new KafkaTuiError({
    code: 'USAGE',
    message: error.message,
    next: error.next ?? 'kafka-tui --help shows what can be given',
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

import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/config/arguments.js';
import type { Config } from '../../src/config/config.js';
import type { Surroundings } from '../../src/config/flags.js';
import { KafkaTuiError } from '../../src/model/problem.js';

const terminal: Surroundings = { version: '1.2.3', stdoutIsTerminal: true };
const pipe: Surroundings = { version: '1.2.3', stdoutIsTerminal: false };

/** A line as one types it in a shell, without quotes. */
function parsed(line: string, around = pipe): Config {
  const invocation = parseArguments(line.split(' '), around);
  if (invocation.kind !== 'run') throw new Error(`it was ${invocation.kind}`);
  return invocation.config;
}

function refused(args: readonly string[]): KafkaTuiError {
  try {
    parseArguments(args, pipe);
  } catch (error) {
    if (error instanceof KafkaTuiError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a line that was written for kcat', () => {
  it.each<[string, Partial<Config>]>([
    [
      '-C -b h:1 -t topic -o -10 -e -q',
      {
        brokers: ['h:1'],
        topic: 'topic',
        start: { kind: 'before-end', count: 10n },
        stopAtEnd: true,
        quiet: true,
      },
    ],
    ['-b h:1,i:2 -C -t topic -p1 -c10', { brokers: ['h:1', 'i:2'], partitions: [1], limit: 10 }],
    [
      '-C -b h -t t -o s@1700000000000',
      { brokers: ['h'], start: { kind: 'time', timestamp: 1_700_000_000_000 } },
    ],
    ['-C -b h -t t -o-5', { start: { kind: 'before-end', count: 5n } }],
    ['-Ceqt t -b h', { topic: 't', stopAtEnd: true, quiet: true }],
    ['-b h -t t -o beginning -e -J', { start: { kind: 'beginning' }, output: { kind: 'json' } }],
    ['-b h -t t -o end -u', { start: { kind: 'end' } }],
    ['-b h -t t -o 42', { start: { kind: 'offset', offset: 42n } }],
    ['-b h -t t -f %p:%o\\n', { output: { kind: 'format', format: '%p:%o\\n' } }],
    [
      '-b h -t t -X check.crcs=true -X isolation.level=read_uncommitted',
      { checkCrcs: true, isolation: 'read_uncommitted' },
    ],
    ['-X metadata.broker.list=h:1 -t t', { brokers: ['h:1'] }],
    ['-X bootstrap.servers=h:1 -b i:2 -t t', { brokers: ['i:2'] }],
  ])('runs as it is: %s', (line, config) => {
    expect(parsed(line)).toMatchObject(config);
  });
});

describe('what was not said', () => {
  it('is the newest messages of all partitions, read committed, from localhost', () => {
    expect(parsed('new_users')).toEqual({
      brokers: ['localhost:9092'],
      rewrites: [],
      topic: 'new_users',
      partitions: null,
      start: { kind: 'tail', count: 100 },
      startGiven: false,
      end: null,
      stopAtEnd: false,
      limit: null,
      membership: null,
      filter: null,
      partitioner: null,
      output: { kind: 'format', format: '%s\\n' },
      isolation: 'read_committed',
      checkCrcs: false,
      colour: null,
      columns: null,
      keeping: null,
      clientId: 'kafka-tui',
      security: { tls: null, sasl: null },
      quiet: false,
      demo: null,
      write: false,
      warnings: [],
    });
  });

  it('is the screen where stdout is a terminal, and lines where it is not', () => {
    expect(parsed('t', terminal).output).toEqual({ kind: 'screen' });
    expect(parsed('t -J', terminal).output).toEqual({ kind: 'json' });
    expect(parsed('t -f %s', terminal).output).toEqual({ kind: 'format', format: '%s' });
    expect(parsed('t', pipe).output.kind).toBe('format');
  });

  it('for a count is the whole topic, to its end', () => {
    expect(parsed('t --count', terminal)).toMatchObject({
      output: { kind: 'count' },
      start: { kind: 'beginning' },
      stopAtEnd: true,
    });
    expect(parsed('t --count -o -5').start).toEqual({ kind: 'before-end', count: 5n });
  });

  it('is asked of the cluster where it is the topic', () => {
    expect(parseArguments(['-b', 'h:1'], pipe)).toMatchObject({
      kind: 'topics',
      config: { brokers: ['h:1'] },
    });
  });
});

describe('what is given', () => {
  it('may be given more than once where that makes sense', () => {
    expect(parsed('t -p 1 -p 3 -p2').partitions).toEqual([1, 3, 2]);
  });

  it('may be a range, from -o to -o e@', () => {
    expect(parsed('t -o s@1000 -o e@2000')).toMatchObject({
      start: { kind: 'time', timestamp: 1000 },
      end: 2000,
      startGiven: true,
    });
    expect(parsed('t -o e@2000 -o 17')).toMatchObject({ start: { kind: 'offset', offset: 17n } });
    // What lies before an end alone is all of it.
    expect(parsed('t -o e@2000')).toMatchObject({ start: { kind: 'beginning' }, end: 2000 });
  });

  it.each([
    ['t -o s@5 -o s@6', 'only one start can be given'],
    ['t -o e@5 -o e@6', 'only one end can be given'],
    ['t -o s@6 -o e@6', 'the end has to be behind the start'],
    ['t -o e@soon', '"soon" is not a time'],
    ['t --partitioner fnv', 'write murmur2 (Java, kafkajs) or crc32 (librdkafka, kcat)'],
  ])('is refused where it makes no range: %s', (line, why) => {
    expect(() => parsed(line)).toThrow(why);
  });

  it('may be the partitioner that a key is trusted to', () => {
    expect(parsed('t --filter key:k --partitioner crc32').partitioner).toBe('crc32');
  });

  it('is a filter in plain text; an empty one is none', () => {
    expect(parsed('t --filter lara').filter).toBe('lara');
    expect(parseArguments(['t', '--filter', ''], pipe)).toMatchObject({ config: { filter: null } });
  });

  it('may be an address of IPv6, in brackets', () => {
    expect(parsed('t -b [::1]:9093,[fe80::1],h:1').brokers).toEqual([
      '[::1]:9093',
      '[fe80::1]',
      'h:1',
    ]);
  });
});

describe('--help and --version', () => {
  it('are printed', () => {
    expect(parseArguments(['--version'], pipe)).toEqual({ kind: 'print', text: '1.2.3\n' });
    const help = parseArguments(['--help'], pipe);
    const text = help.kind === 'print' ? help.text : '';
    for (const word of ['--brokers', '--offset', '--filter', 'Examples:', 'Exit codes:'])
      expect(text).toContain(word);
    expect(text).not.toMatch(/ -C\b/);
  });
});

describe('a wrong value', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['an offset', ['t', '-o', 'start'], /-o "start".*beginning, end, -N.*s@TIME/],
    [
      'an offset that is too large',
      ['t', '-o', '99999999999999999999'],
      /-o "99999999999999999999" is larger/,
    ],
    ['a time', ['t', '-o', 's@tomorrow'], /"tomorrow" is not a time; write ms since the epoch/],
    ['a stored offset', ['t', '-o', 'stored'], /-o "stored" needs a group/],
    ['a partition', ['t', '-p', 'one'], /-p one: a partition is a number from 0 on/],
    ['a negative partition', ['t', '-p', '-1'], /-p -1/],
    ['a count', ['t', '-c', '0'], /-c 0: write how many messages, 1 or more/],
    ['a broker', ['t', '-b', 'host:port'], /-b: "host:port".*HOST:PORT/],
    ['a port', ['t', '-b', 'h:70000'], /"h:70000"/],
    ['an address of IPv6 without brackets', ['t', '-b', '::1'], /"::1".*\[ADDRESS\]:PORT/],
    ['no broker', ['t', '-b', ','], /-b: no broker address/],
    ['a topic', ['a/b'], /"a\/b" can't be a topic; names have letters, digits/],
    ['a second topic', ['a', 'b'], /one topic at a time: "a" and "b"/],
    ['a second topic behind -t', ['-t', 'a', 'b'], /"a" and "b"/],
    ['both ways to print', ['t', '-J', '-f', '%s'], /-J and -f exclude each other/],
    ['a value that is missing', ['t', '-o'], /-o, --offset/],
    ['a property without a value', ['t', '-X', 'check.crcs'], /-X check\.crcs: .*NAME=VALUE/],
    ['a boolean', ['t', '-X', 'check.crcs=maybe'], /check\.crcs=maybe.*true, false/],
    [
      'an isolation level',
      ['t', '-X', 'isolation.level=dirty'],
      /read_committed, read_uncommitted/,
    ],
    [
      'a protocol',
      ['t', '-X', 'security.protocol=TLS'],
      /security\.protocol=TLS.*PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL/,
    ],
    ['half a login', ['t', '-X', 'sasl.username=lara'], /needs both/],
    ['an option', ['t', '--ofset', '1'], /--ofset.*Did you mean --offset/],
    ['another option', ['t', '--fromat', '%s'], /--fromat.*--format/],
    ['an option that nothing is like', ['t', '--zzzzzz'], /unknown option '--zzzzzz'/],
  ])('is refused with what may stand there: %s', (_, args, message) => {
    const error = refused(args);
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    expect(error.next).toContain('--help');
  });
});

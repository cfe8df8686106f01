import { expect } from 'vitest';
import { linesOf, runProgram } from './program.js';
import type { Scenario } from './screen-scenarios.js';
import { type Stage, user, users } from './stage.js';

const ALL = ['-o', 'beginning', '-e'] as const;

/** `on(stage, topic)` is where; the rest is what. */
const on = (stage: Stage, topic: string, ...rest: readonly string[]): string[] => [
  topic,
  '-b',
  stage.brokers,
  ...rest,
];

const formats: Scenario = {
  name: "prints kcat's format for every message, byte for byte, in the order of each partition",
  async run(stage) {
    const topic = await stage.topic('formats', 2);
    await stage.send(topic, 0, users('ann', 500));
    await stage.send(topic, 1, [
      { key: null, value: 'no key' },
      { key: 'tombstone', value: null },
      { key: 'bytes', value: Buffer.from([0xff, 0x00, 0x0a, 0x80]) },
    ]);
    const lines = await linesOf(on(stage, topic, ...ALL, '-p', '0', '-f', '%t %p %o %k %S\\n'));
    expect(lines).toEqual(
      users('ann', 500).map(
        ({ key, value }, index) => `${topic} 0 ${index} ${String(key)} ${(value as string).length}`,
      ),
    );
    const nulls = await linesOf(on(stage, topic, ...ALL, '-p', '1', '-f', '%o,%K,%S,%k\\n'));
    expect(nulls).toEqual(['0,-1,6,', '1,9,-1,tombstone', '2,5,4,bytes']);
    const raw = await runProgram(on(stage, topic, '-p', '1', '-o', '2', '-e', '-f', '%s'));
    expect(raw.stdout).toEqual(Buffer.from([0xff, 0x00, 0x0a, 0x80]));
  },
};

const json: Scenario = {
  name: "prints kcat's JSON envelope, a line each",
  async run(stage) {
    const topic = await stage.topic('json', 1);
    await stage.send(topic, 0, [
      { key: 'k"1', value: '{"a":\n9007199254740993}' },
      { key: null, value: null },
    ]);
    const lines = await linesOf(on(stage, topic, ...ALL, '-J'));
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(parsed).toMatchObject([
      {
        topic,
        partition: 0,
        offset: 0,
        tstype: 'create',
        key: 'k"1',
        payload: '{"a":\n9007199254740993}',
      },
      { topic, partition: 0, offset: 1, key: null, payload: null },
    ]);
    expect(typeof parsed[0]?.['ts']).toBe('number');
  },
};

const starts: Scenario = {
  name: 'starts where it is told: the beginning, the end, N before it, an offset, a time; and the last 100 of all',
  async run(stage) {
    const topic = await stage.topic('starts', 2);
    await stage.send(topic, 0, users('old', 150));
    await new Promise((resolve) => setTimeout(resolve, 30));
    const between = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await stage.send(topic, 1, users('new', 60));
    const offsets = async (...args: readonly string[]): Promise<string[]> =>
      await linesOf(on(stage, topic, '-e', '-q', '-f', '%p:%o\\n', ...args));
    expect(await offsets('-o', 'beginning')).toHaveLength(210);
    expect(await offsets('-o', 'end')).toEqual([]);
    expect((await offsets('-o', '-2')).sort()).toEqual(['0:148', '0:149', '1:58', '1:59']);
    expect(await offsets('-o', '148', '-p', '0')).toEqual(['0:148', '0:149']);
    expect((await offsets('-o', `s@${between}`)).sort()).toEqual(
      users('', 60)
        .map((_, at) => `1:${at}`)
        .sort(),
    );
    const newest = await offsets();
    expect(newest).toHaveLength(100);
    expect(newest.filter((place) => place.startsWith('1:'))).toHaveLength(60);
    // In order of time: what is older comes first.
    expect(newest.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, at) => `0:${110 + at}`));
  },
};

const counting: Scenario = {
  name: 'counts messages, and with a filter those that match; aborted ones and markers are not among them',
  async run(stage) {
    const topic = await stage.topic('counting', 2);
    await stage.send(topic, 0, [...users('ann', 40), { key: 'x', value: user('Lara') }]);
    await stage.sendAborted(topic, 1, users('void', 7));
    await stage.send(topic, 1, users('lara', 3));
    expect(await linesOf(on(stage, topic, '--count'))).toEqual(['44']);
    expect(await linesOf(on(stage, topic, ...ALL, '--count'))).toEqual(['44']);
    expect(await linesOf(on(stage, topic, ...ALL, '--count', '-p', '1'))).toEqual(['3']);
    expect(await linesOf(on(stage, topic, ...ALL, '--count', '--filter', 'lara'))).toEqual(['4']);
    expect(await linesOf(on(stage, topic, ...ALL, '--count', '--filter', 'Lara'))).toEqual(['1']);
    const email = ['--filter', 'email:*@example.org -(name:Lara OR key:x)'];
    expect(await linesOf(on(stage, topic, ...ALL, '--count', ...email))).toEqual(['43']);
    expect(await linesOf(on(stage, topic, '-e', '-q', '--count', '-o', '38', '-p', '0'))).toEqual([
      '3',
    ]);
    const { stderr } = await runProgram(on(stage, topic, ...ALL, '--count'));
    expect(stderr).toMatch(/passed over: 7 messages of aborted transactions, \d control record/);
  },
};

const limits: Scenario = {
  name: 'stops after -c messages, and quietly when the pipe closes',
  async run(stage) {
    const topic = await stage.topic('limits', 1);
    await stage.send(topic, 0, users('u', 20_000));
    expect(await linesOf(on(stage, topic, '-o', 'beginning', '-c', '3', '-f', '%k\\n'))).toEqual([
      'u0',
      'u1',
      'u2',
    ]);
    const cut = await runProgram(on(stage, topic, '-o', 'beginning', '-q', '-f', '%o %s\\n'), {
      closeAfter: 10,
    });
    expect(cut).toMatchObject({ code: 0, stderr: '' });
  },
};

const following: Scenario = {
  name: 'follows what comes when it is not told to end, until it is interrupted',
  async run(stage) {
    const topic = await stage.topic('following', 1);
    await stage.send(topic, 0, users('before', 2));
    const abort = new AbortController();
    const running = runProgram(on(stage, topic, '-q', '-f', '%k\\n'), { signal: abort.signal });
    const feed = setInterval(() => {
      void stage.send(topic, 0, users('live', 1));
    }, 200);
    setTimeout(() => {
      abort.abort();
    }, 2500);
    const { code, stdout } = await running;
    clearInterval(feed);
    const lines = stdout.toString().split('\n');
    expect(lines.slice(0, 2)).toEqual(['before0', 'before1']);
    expect(lines).toContain('live0');
    expect(code).toBe(130);
  },
};

const mistakes: Scenario = {
  name: 'names what is wrong and what to do next, one error each, on stderr alone',
  async run(stage) {
    const topic = await stage.topic('orders', 3);
    const cases: readonly [readonly string[], number, RegExp][] = [
      [
        on(stage, topic.replace('orders', 'order'), '-e'),
        1,
        new RegExp(`no topic[\\s\\S]*did you mean "${topic}"`),
      ],
      [on(stage, topic, '-p', '7', '-e'), 2, /no partition 7[\s\S]*0 to 2/],
      [
        [topic, '-b', '127.0.0.1:1', '-e'],
        3,
        /nothing listens on 127\.0\.0\.1:1 \(connection refused\)[\s\S]*is Kafka running/,
      ],
      [
        [topic, '-b', 'no-such-host.invalid:9092', '-e'],
        3,
        /host name of no-such-host\.invalid:9092[\s\S]*spelled right/,
      ],
      [on(stage, topic, '--filtr', 'x'), 2, /unknown option '--filtr'[\s\S]*--filter/],
      [
        on(stage, topic, '-o', 'begining'),
        2,
        /"begining" is not a place to start; write beginning, end/,
      ],
      [on(stage, topic, '-J', '-f', '%s'), 2, /exclude each other/],
      [on(stage, topic, '-f', '%q'), 2, /%q is not known/],
      [
        on(stage, topic, '-e', '--filter', 'größe:"x" AND credit:'),
        2,
        /: credit: lacks what to look for\n {4}größe:"x" AND credit:\n {25}\^\n {2}next: type a value/,
      ],
      [['-b', stage.brokers], 2, /no topic was named/],
    ];
    for (const [args, code, message] of cases) {
      const finished = await runProgram(args);
      expect({ args, code: finished.code, stdout: finished.stdout.toString() }).toEqual({
        args,
        code,
        stdout: '',
      });
      expect(finished.stderr).toMatch(message);
      expect(finished.stderr).toContain('next: ');
    }
  },
};

export const pipeScenarios: readonly Scenario[] = [
  formats,
  json,
  starts,
  counting,
  limits,
  following,
  mistakes,
];

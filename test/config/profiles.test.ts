import { describe, expect, it } from 'vitest';
import { Home, loginOf } from './home.js';

const FULL = [
  'default: lab',
  'profiles:',
  '  lab:',
  '    brokers: [a:1, b:2]',
  '    security:',
  '      protocol: sasl_ssl',
  '      mechanism: SCRAM-SHA-512',
  '      username: lara',
  '      password: "${env:PW}"',
  '      ca_file: ca.pem',
  '    topic: new_users',
  '    start: -10',
  '    filter: example.org',
  '    group: team-2',
  '    columns: [key, name]',
  '    colour: red',
  '    read_only: true',
  '    properties:',
  '      check.crcs: true',
  '      fetch.min.bytes: 1',
];

describe('a profile', () => {
  it('says everything about a cluster', async () => {
    const home = new Home();
    home.profiles(...FULL);
    home.env = { PW: 'hunter2' };
    expect(await home.config()).toMatchObject({
      brokers: ['a:1', 'b:2'],
      topic: 'new_users',
      start: { kind: 'before-end', count: 10n },
      filter: 'example.org',
      checkCrcs: true,
      security: {
        tls: { trust: { from: { value: `${home.path}/.config/kafka-tui/ca.pem` } } },
        sasl: { mechanism: 'scram-sha-512', username: 'lara', password: 'hunter2' },
      },
      warnings: [],
    });
    expect(await home.shown()).toMatchObject({
      columns: ['key name', 'profile lab (config.yaml:15)'],
      colour: ['red', 'profile lab (config.yaml:16)'],
      read_only: ['true', 'profile lab (config.yaml:17)'],
      group: ['team-2', 'profile lab (config.yaml:14) (with -G)'],
    });
  });

  it('is looked for in XDG_CONFIG_HOME', async () => {
    const home = new Home();
    home.write('elsewhere/kafka-tui/config.yaml', ['profiles: {lab: {brokers: x:1}}']);
    home.env = { XDG_CONFIG_HOME: `${home.path}/elsewhere` };
    expect((await home.config('t', '--profile', 'lab')).brokers).toEqual(['x:1']);
  });

  it('takes an offset that is larger than a number of JavaScript', async () => {
    const home = new Home();
    home.profiles('default: a', 'profiles:', '  a:', '    start: 9007199254740993');
    expect((await home.config('t')).start).toEqual({ kind: 'offset', offset: 9007199254740993n });
  });

  it('may share with others what YAML lets it share', async () => {
    const home = new Home();
    home.profiles(
      'profiles:',
      '  a:',
      '    brokers: a:1',
      '    security: &login {username: lara, password_command: x}',
      '  b:',
      '    brokers: b:1',
      '    security: *login',
    );
    home.runs = () => Promise.resolve('hunter2');
    expect(loginOf(await home.config('t', '--profile', 'b'))?.username).toBe('lara');
  });

  it('that another is wrong does not concern it', async () => {
    const home = new Home();
    home.profiles('profiles:', '  a: {brokers: a:1}', '  b: {brokrs: 5}');
    expect((await home.config('t', '--profile', 'a')).brokers).toEqual(['a:1']);
  });

  it('that is not there is told, with those that are', async () => {
    const home = new Home();
    expect(await home.refused('t', '--profile', 'lab')).toMatchObject({
      message: 'flag --profile is "lab", and there is no ~/.config/kafka-tui/config.yaml',
      next: 'kafka-tui config init writes one to start from',
      exitCode: 2,
    });
    home.profiles('default: x', 'profiles: {lab: {}, prod: {}}');
    expect(await home.refused('t', '--profile', 'lap')).toMatchObject({
      message:
        'flag --profile is "lap", and ~/.config/kafka-tui/config.yaml has no such profile; did you mean lab?',
      next: 'there are lab, prod',
    });
    expect((await home.refused('t')).message).toMatch(/config\.yaml:1: default is "x"/);
  });
});

describe('in the file of profiles', () => {
  const at = (line: number): string => `~/.config/kafka-tui/config.yaml:${line}: `;

  it.each<[string, readonly string[], string]>([
    ['an unknown key', ['brokrs: x'], 'brokrs is not known; did you mean brokers? allowed are'],
    [
      'an unknown key of security',
      ['security: {protocl: SSL}'],
      'security.protocl is not known; did you mean protocol? allowed are protocol, mechanism',
    ],
    ['a wrong truth', ['read_only: maybe'], 'read_only is "maybe"; write true or false'],
    ['a colour', ['colour: pink'], 'colour is "pink"; write red, yellow, green'],
    [
      'a protocol',
      ['security: {protocol: TLS}'],
      'security.protocol is "TLS"; write PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL',
    ],
    [
      'a mechanism',
      ['security: {mechanism: MD5}'],
      'security.mechanism is "MD5"; write PLAIN, SCRAM-SHA-256, SCRAM-SHA-512',
    ],
    ['a number for a name', ['topic: 5'], 'topic is 5; write the name of a topic, in quotes'],
    ['a number for a secret', ['security: {password: 5551}'], 'security.password is a number; '],
    ['brokers', ['brokers: {a: 1}'], 'brokers is a group of keys; write HOST:PORT, or a list'],
    ['columns', ['columns: key'], 'columns is "key"; write a list of names'],
    ['nothing', ['security:'], 'security is empty; write protocol, mechanism'],
    ['a property', ['properties: {acks: [1]}'], 'properties.acks is a list; write one value'],
  ])('%s is told by file, line and key, with what is allowed', async (_, lines, message) => {
    const home = new Home();
    home.profiles('profiles:', '  lab:', ...lines.map((line) => `    ${line}`));
    const error = await home.refused('t', '--profile', 'lab');
    expect(error.message).toContain(`${at(3)}profiles.lab.${message}`);
    expect(error.message).not.toContain('5551');
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a start', ['start: tomorrow'], /:3: start "tomorrow" is not a place to start; write beg/],
    ['a broker', ['brokers: h:port'], /:3: bootstrap\.servers: "h:port" is not a broker/],
    ['a topic', ['topic: a b'], /:3: "a b" can't be a topic/],
    ['half a login', ['security: {protocol: SASL_SSL}'], /needs both .* neither is there/],
    ['two passwords', ['security: {password: x, password_command: y}'], /:3: password_command/],
    ['a variable', ['brokers: ${env:NOT_SET}'], /:3: brokers takes .*NOT_SET is not set/],
  ])('%s that can not be is told', async (_, lines, message) => {
    const home = new Home();
    home.profiles('profiles:', '  lab:', ...lines.map((line) => `    ${line}`));
    const error = await home.refused('--profile', 'lab');
    expect(error.message).toMatch(message);
    expect(error.exitCode).toBe(2);
  });

  it.each<[string, readonly string[], string]>([
    ['is no YAML', ['profiles:', '  a: [x'], 'this is not YAML ('],
    ['has an unknown key', ['', 'profils: {}'], 'profils is not known; did you mean profiles?'],
    ['is a list', ['- x'], 'the file is a list; write default: and profiles:'],
    ['has a key twice', ['default: a', 'default: b'], 'this is not YAML (duplicate key)'],
  ])('a file that %s is refused', async (_, lines, message) => {
    const home = new Home();
    home.profiles(...lines);
    expect((await home.refused('t')).message).toContain(message);
  });

  it('an unknown property is a warning with its line', async () => {
    const home = new Home();
    home.profiles('default: a', 'profiles:', '  a:', '    properties:', '      isolation.levl: x');
    expect((await home.config('t')).warnings).toEqual([
      `${at(5)}the property isolation.levl has no effect here; did you mean isolation.level?`,
    ]);
  });

  it('nothing at all is no profile', async () => {
    const home = new Home();
    home.profiles('# nothing yet');
    expect((await home.config('t')).brokers).toEqual(['localhost:9092']);
  });
});

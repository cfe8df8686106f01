import { describe, expect, it } from 'vitest';
import { Home, loginOf } from './home.js';

const LAB = ['profiles:', '  lab:', '    brokers: profile:1', '    topic: from_profile'];

describe('of several sources', () => {
  it('flags come first, then environment, profile, file, and the default', async () => {
    const home = new Home();
    expect((await home.config('t')).brokers).toEqual(['localhost:9092']);
    const file = home.write('my.conf', ['bootstrap.servers=file:1']);
    expect((await home.config('t', '-F', file)).brokers).toEqual(['file:1']);
    home.profiles(...LAB);
    const both = ['t', '-F', file, '--profile', 'lab'];
    expect((await home.config(...both)).brokers).toEqual(['profile:1']);
    home.env = { KAFKA_BROKERS: 'environment:1' };
    expect((await home.config(...both)).brokers).toEqual(['environment:1']);
    const property = [...both, '-X', 'bootstrap.servers=property:1'];
    expect((await home.config(...property)).brokers).toEqual(['property:1']);
    expect((await home.config(...property, '-b', 'flag:1')).brokers).toEqual(['flag:1']);
  });

  it('each says what it knows, and every value knows where it came from', async () => {
    const home = new Home();
    home.profiles(...LAB, '    start: -5', '    properties:', '      client.id: mine');
    const file = home.write('client.properties', [
      '# a comment',
      'isolation.level=read_uncommitted',
    ]);
    home.env = { KAFKA_TOPIC: 'from_environment', KAFKA_TUI_PROFILE: 'lab' };
    expect(await home.shown('-F', file, '-o', 'end')).toEqual({
      profile: [
        'lab',
        `environment KAFKA_TUI_PROFILE (${home.path}/.config/kafka-tui/config.yaml)`,
      ],
      'bootstrap.servers': ['profile:1', 'profile lab (config.yaml:3)'],
      'security.protocol': ['PLAINTEXT', 'default'],
      'client.id': ['mine', 'profile lab (config.yaml:7)'],
      'isolation.level': ['read_uncommitted', 'client.properties:2'],
      'check.crcs': ['false', 'default'],
      topic: ['from_environment', 'environment KAFKA_TOPIC'],
      start: ['end', 'flag -o'],
    });
    expect((await home.shown('-b', 'x:1'))['bootstrap.servers']).toEqual(['x:1', 'flag -b']);
    expect((await home.shown('-X', 'client.id=x'))['client.id']).toEqual([
      'x',
      'flag -X client.id',
    ]);
  });

  it('the topic on the command line counts, and a profile or variable may name it too', async () => {
    const home = new Home();
    home.profiles(...LAB);
    expect((await home.config('--profile', 'lab')).topic).toBe('from_profile');
    expect((await home.config('other', '--profile', 'lab')).topic).toBe('other');
    home.env = { KAFKA_TOPIC: 'a b' };
    expect((await home.refused()).message).toMatch(
      /environment KAFKA_TOPIC: "a b" can't be a topic/,
    );
  });

  it('an empty filter on the command line takes away what the profile says', async () => {
    const home = new Home();
    home.profiles(...LAB, '    filter: lara');
    expect((await home.config('--profile', 'lab')).filter).toBe('lara');
    expect((await home.config('--profile', 'lab', '--filter', '')).filter).toBeNull();
  });

  it('a count is of the whole topic, wherever the profile likes to start', async () => {
    const home = new Home();
    home.profiles(...LAB, '    start: end');
    const given = ['--profile', 'lab'];
    expect(await home.config(...given)).toMatchObject({ start: { kind: 'end' }, startGiven: true });
    expect((await home.config(...given, '--count')).start).toEqual({ kind: 'beginning' });
  });

  it('none is read for the demo', async () => {
    const home = new Home();
    home.profiles('this: [is', 'broken');
    home.env = { KAFKA_BROKERS: 'x:1', KAFKA_TOPIC: 'mine', KAFKA_SASL_USERNAME: 'lara' };
    expect(await home.config('--demo')).toMatchObject({
      topic: 'new_users',
      security: { sasl: null },
    });
  });
});

describe('the default profile', () => {
  it('is taken where none is named, unless none is wanted', async () => {
    const home = new Home();
    home.profiles('default: lab', ...LAB);
    expect((await home.config()).brokers).toEqual(['profile:1']);
    expect((await home.config('--profile', 'none')).brokers).toEqual(['localhost:9092']);
  });

  it('is left out where other brokers are named: its login is not for them', async () => {
    const home = new Home();
    const login = ['    security:', '      username: lara', '      password: hush'];
    home.profiles('default: lab', ...LAB, ...login);
    expect(loginOf(await home.config())?.username).toBe('lara');
    expect(loginOf(await home.config('-b', 'profile:1'))?.username).toBe('lara');
    expect((await home.config('-b', 'other:1')).security.sasl).toBeNull();
    home.env = { KAFKA_BROKERS: 'other:1' };
    expect((await home.config()).security.sasl).toBeNull();
    expect(loginOf(await home.config('--profile', 'lab'))?.username).toBe('lara');
  });

  it('comes before -F, and that is told where it makes a difference', async () => {
    const home = new Home();
    home.profiles('default: lab', ...LAB);
    const file = home.write('my.conf', ['bootstrap.servers=file:1']);
    const { brokers, warnings } = await home.config('-F', file);
    expect(brokers).toEqual(['profile:1']);
    expect(warnings).toEqual([
      `the default profile lab comes before -F ${file}, and decides bootstrap.servers; --profile none leaves it out`,
    ]);
    expect((await home.config('t', '-F', file, '--profile', 'none')).brokers).toEqual(['file:1']);
    expect((await home.config('-F', file, '--profile', 'lab')).warnings).toEqual([]);
  });
});

describe("kcat's own file", () => {
  it('is found where kcat finds it', async () => {
    const home = new Home();
    home.write('.config/kcat.conf', ['bootstrap.servers=kcat:1']);
    expect((await home.shown())['bootstrap.servers']).toEqual(['kcat:1', 'kcat.conf:1']);
    home.env = { KCAT_CONFIG: home.write('other', ['metadata.broker.list=named:1']) };
    expect((await home.config('t')).brokers).toEqual(['named:1']);
    expect((await home.config('t', '-F', 'none')).brokers).toEqual(['localhost:9092']);
    home.env = { KCAT_CONFIG: '/nowhere/kcat.conf' };
    expect((await home.refused('t')).message).toMatch(
      /KCAT_CONFIG: \/nowhere\/kcat\.conf can't be read/,
    );
  });

  it('gives way to -F, and does not mix into a profile', async () => {
    const home = new Home();
    home.write('.config/kcat.conf', ['bootstrap.servers=kcat:1', 'client.id=kcat']);
    const file = home.write('my.conf', ['bootstrap.servers=file:1']);
    expect(await home.config('t', '-F', file)).toMatchObject({
      brokers: ['file:1'],
      clientId: 'kafka-tui',
    });
    home.profiles(...LAB);
    expect(await home.config('--profile', 'lab')).toMatchObject({ clientId: 'kafka-tui' });
  });
});

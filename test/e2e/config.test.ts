import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { type Finished, runProgram } from './program.js';
import { type PtyTerminal, openPty } from './terminal.js';

const SECRET = 'secret2';
const ALL = ['-o', 'beginning', '-e'];

describe('the ways in, through the whole program', () => {
  let broker: EmbeddedBroker;
  let home: string;
  let terminal: PtyTerminal | null = null;
  /** Everything that any program of this file has said. */
  let everything = '';

  beforeAll(async () => {
    broker = await startBroker({ users: { 'team-2': SECRET } });
    broker.createTopic('new_users', { partitions: 1 });
    broker.append('new_users', 0, [{ key: 'lara', value: 'hello' }]);
    home = mkdtempSync(join(tmpdir(), 'kafka-tui-config-'));
  });
  afterEach(async () => {
    if (terminal !== null) everything += terminal.raw;
    await terminal?.close();
    terminal = null;
  });
  afterAll(async () => {
    await broker.close();
    expect(everything).not.toContain(SECRET);
  });

  const write = (name: string, lines: readonly string[]): string => {
    const path = join(home, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    return path;
  };
  const surroundings = (env: Record<string, string> = {}): Record<string, string> => ({
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'xdg'),
    ...env,
  });
  const run = async (
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<Finished> => {
    const done = await runProgram(args, { env: surroundings(env) });
    everything += done.stdout.toString() + done.stderr;
    return done;
  };
  const profiles = (name: string, ...security: readonly string[]): void => {
    write('xdg/kafka-tui/config.yaml', [
      'profiles:',
      `  ${name}:`,
      `    brokers: ${broker.bootstrap}`,
      '    topic: new_users',
      '    security:',
      '      username: team-2',
      ...security.map((line) => `      ${line}`),
    ]);
  };
  const expectHello = ({ code, stdout, stderr }: Finished): void => {
    expect({ code, stdout: stdout.toString(), stderr }).toMatchObject({
      code: 0,
      stdout: 'hello\n',
    });
  };

  it("a workshop sheet's variables and nothing else get a team to its topic", async () => {
    const done = await run(ALL, {
      TEAM_NAME: 'TEAM-2',
      KAFKA_BROKERS: broker.bootstrap,
      KAFKA_SASL_PASSWORD: SECRET,
      KAFKA_TOPIC: 'new_users',
    });
    expectHello(done);
    expect(done.stderr).toContain('teams are written small here: team-2');
  });

  it('a profile with a password in a variable, a file, or from a command', async () => {
    write('lab.password', [SECRET]);
    profiles('lab', 'password: ${env:PW}');
    expectHello(await run([...ALL, '--profile', 'lab'], { PW: SECRET }));
    profiles('lab', 'password: ${file:~/lab.password}');
    expectHello(await run(ALL, { KAFKA_TUI_PROFILE: 'lab' }));
    profiles('lab', `password_command: cat ${home}/lab.password`);
    expectHello(await run([...ALL, '--profile', 'lab']));
  });

  it("kcat's file and a Java client's", async () => {
    const common = [`bootstrap.servers=${broker.bootstrap}`, 'security.protocol=SASL_PLAINTEXT'];
    const kcat = write('kcat.conf', [
      ...common,
      'sasl.mechanisms=PLAIN',
      'sasl.username=team-2',
      `sasl.password=${SECRET}`,
    ]);
    expectHello(await run(['new_users', ...ALL, '-F', kcat]));
    expectHello(await run(['new_users', ...ALL], { KCAT_CONFIG: kcat }));
    const java = write('client.properties', [
      ...common,
      'sasl.mechanism=PLAIN',
      'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\',
      `  username="team-2" password="${SECRET}";`,
    ]);
    expectHello(await run(['new_users', ...ALL, '-F', java]));
  });

  it('a secret on the command line works, with a warning', async () => {
    const login = ['-X', 'sasl.username=team-2', '-X', `sasl.password=${SECRET}`];
    const done = await run(['new_users', ...ALL, '-b', broker.bootstrap, ...login]);
    expectHello(done);
    expect(done.stderr).toContain('other users of this machine can see it');
  });

  it('a wrong file is refused with 2, by its line', async () => {
    profiles('lab', 'pasword: x');
    const done = await run(['--profile', 'lab']);
    expect(done.code).toBe(2);
    expect(done.stderr).toMatch(
      /config\.yaml:7: profiles\.lab\.security\.pasword is not known; did you mean password\?/,
    );
    expect(done.stderr).toContain('\n  next: ');
  });

  it('config shows what is in effect, and init writes a file to start from', async () => {
    profiles('lab', `password: ${SECRET}`);
    const shown = await run(['config', '--profile', 'lab']);
    expect(shown.code).toBe(0);
    expect(shown.stdout.toString()).toMatch(/sasl\.password +\*+ +profile lab \(config\.yaml:7\)/);
    const xdg = join(home, 'fresh');
    const init = await run(['config', 'init'], { XDG_CONFIG_HOME: xdg });
    const path = join(xdg, 'kafka-tui', 'config.yaml');
    expect(init.stdout.toString()).toBe(`wrote ${path}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = readFileSync(path, 'utf8');
    expect((await run(['config', 'init'], { XDG_CONFIG_HOME: xdg })).code).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('a missing password is asked for without showing it, and the screen opens', async () => {
    const user = ['-b', broker.bootstrap, '-X', 'sasl.username=team-2'];
    terminal = openPty({ args: ['new_users', ...user], env: surroundings() });
    await terminal.waitFor(/password of team-2 at 127\.0\.0\.1:\d+:/);
    terminal.type(`${SECRET}\r`);
    await terminal.waitFor(/hello/);
    terminal.press('q');
    expect(await terminal.exit()).toMatchObject({ code: 0 });
    expect(terminal.restored()).toBe(true);
  });

  it('ctrl-c at the question leaves with 130', async () => {
    const user = ['-b', broker.bootstrap, '-X', 'sasl.username=team-2'];
    terminal = openPty({ args: ['new_users', ...user], env: surroundings() });
    await terminal.waitFor(/password of team-2/);
    terminal.press('ctrl-c');
    expect(await terminal.exit()).toMatchObject({ code: 130 });
  });

  it('leaves no file behind where nobody asked for one', async () => {
    const nowhere = join(home, 'nowhere');
    await run(['t', '-b', '127.0.0.1:1', '-e'], { HOME: nowhere, XDG_CONFIG_HOME: '' });
    expect(existsSync(nowhere)).toBe(false);
  });
});

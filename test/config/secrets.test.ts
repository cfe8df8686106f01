import { chmodSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reportAsJson, reportAsText } from '../../src/config/describe.js';
import { writeStarterFile } from '../../src/config/starter-file.js';
import { KafkaTuiError } from '../../src/model/problem.js';
import { Home, loginOf } from './home.js';

const SECRET = 'hunter2';
const LOGIN = ['default: lab', 'profiles:', '  lab:', '    topic: t', '    security:'];

const passwordOf = async (home: Home, ...argv: readonly string[]): Promise<string | undefined> =>
  loginOf(await home.config(...argv))?.password;

describe('a password', () => {
  it('may be in a variable or a file that another file names', async () => {
    const home = new Home();
    home.env = { PW: SECRET };
    home.write('.config/kafka-tui/lab.password', [SECRET]);
    home.write('elsewhere', [SECRET]);
    for (const value of ['${env:PW}', '${file:lab.password}', '${file:~/elsewhere}']) {
      home.profiles(...LOGIN, `      username: lara`, `      password: ${value}`);
      expect(await passwordOf(home)).toBe(SECRET);
      const file = home.write('x.conf', ['sasl.username=lara', `sasl.password=${value}`]);
      home.write('lab.password', [SECRET]);
      expect(await passwordOf(home, 't', '--profile', 'none', '-F', file)).toBe(SECRET);
    }
  });

  it('may look like a variable, with two dollars', async () => {
    const home = new Home();
    const file = home.write('x.conf', ['sasl.username=l', 'sasl.password=$${env:PW} ${x} $1']);
    expect(await passwordOf(home, 't', '-F', file)).toBe('${env:PW} ${x} $1');
  });

  it('may be printed by a command, which runs only where no other comes first', async () => {
    const home = new Home();
    home.profiles(...LOGIN, '      username: lara', '      password_command: vault read x');
    home.runs = () => Promise.resolve(SECRET);
    expect(await passwordOf(home)).toBe(SECRET);
    expect(home.commands).toEqual(['vault read x']);
    home.env = { KAFKA_SASL_PASSWORD: 'other' };
    expect(await passwordOf(home)).toBe('other');
    home.env = {};
    expect((await home.shown())['sasl.password']).toEqual([
      '********',
      'password_command, profile lab (config.yaml:7)',
    ]);
    expect(home.commands).toHaveLength(1);
  });

  it('whose command fails is told by file and line, without the command', async () => {
    const home = new Home();
    home.profiles(...LOGIN, '      username: lara', `      password_command: echo ${SECRET}`);
    home.runs = () => Promise.reject(new Error('failed (exit code 1)'));
    const error = await home.refused();
    expect(error.message).toBe(
      '~/.config/kafka-tui/config.yaml:7: password_command failed (exit code 1)',
    );
  });

  it('is asked for where it is missing and somebody is there', async () => {
    const home = new Home();
    home.answer = SECRET;
    expect(await passwordOf(home, 't', '-b', 'h:1', '-X', 'sasl.username=lara')).toBe(SECRET);
    expect(home.questions).toEqual(['password of lara at h:1: ']);
  });

  it('is not asked for where something else is wrong, or nobody logs in', async () => {
    const home = new Home();
    home.answer = SECRET;
    await home.refused('t', '-X', 'sasl.username=lara', '-o', 'nonsense');
    await home.config('t', '-X', 'sasl.username=lara', '-X', 'security.protocol=SSL');
    await home.shown('-X', 'sasl.username=lara');
    expect(home.questions).toEqual([]);
  });

  it('that nobody can be asked for is an error', async () => {
    const error = await new Home().refused('t', '-X', 'sasl.username=lara');
    expect(error.message).toMatch(/needs both .* the password is missing/);
    expect(error.exitCode).toBe(2);
  });
});

describe('a file that others can read', () => {
  it('is warned of where a secret stands in it', async () => {
    const home = new Home();
    const file = home.profiles(...LOGIN, '      username: lara', `      password: ${SECRET}`);
    expect((await home.config()).warnings).toEqual([]);
    chmodSync(file, 0o640);
    const warning = (name: string): string =>
      `${name} has a password in it and others can read it; chmod 600 ${name}`;
    expect((await home.config()).warnings).toEqual([warning('~/.config/kafka-tui/config.yaml')]);
    home.profiles('default: b', 'profiles:', '  a: {security: {password: x}}', '  b: {topic: t}');
    expect((await home.config()).warnings).toEqual([warning('~/.config/kafka-tui/config.yaml')]);
    home.write('x.conf', ['sasl.username=l', `sasl.password=${SECRET}`], 0o644);
    const jaas = `sasl.jaas.config=PlainLoginModule required username=l password="${SECRET}";`;
    home.write('x.properties', [jaas], 0o644);
    for (const name of ['~/x.conf', '~/x.properties']) {
      const { warnings } = await home.config('t', '--profile', 'none', '-F', name);
      expect(warnings).toEqual([warning(name)]);
    }
  });

  it('is none of our business where the secret stands elsewhere', async () => {
    const home = new Home();
    home.env = { PW: SECRET };
    const file = home.write('x.conf', ['sasl.username=l', 'sasl.password=${env:PW}'], 0o644);
    expect((await home.config('t', '-F', file)).warnings).toEqual([]);
  });
});

describe('a secret', () => {
  it.each<[string, readonly string[]]>([
    ['a wrong mechanism', ['username: l', `password: ${SECRET}`, 'mechanism: NTLM']],
    ['a slip of the key', ['username: l', `pasword: ${SECRET}`]],
    ['a list', ['username: l', `password: [${SECRET}]`]],
    ['an alias', ['username: l', `password: *${SECRET}`]],
    ['a tag', ['username: l', `password: !${SECRET}`]],
    ['a broken quote', ['username: l', `password: "${SECRET}`]],
    ['a comment that is none', ['username: l', `password: ${SECRET}: x`]],
    ['two of them', ['username: l', `password: ${SECRET}`, `password_command: ${SECRET}`]],
    ['a space that is missing', ['username: l', `password:${SECRET}`]],
    ['only that', [`password:${SECRET}`]],
    ['a space that is missing in a line', ['username: l', `<<: {password:${SECRET}}`]],
    ['a key in itself', ['username: l', `password:${SECRET}: x`]],
    ['no mistake', ['username: l', `password: ${SECRET}`]],
  ])('is in no message and no report: %s', async (_, lines) => {
    const home = new Home();
    home.profiles(...LOGIN, ...lines.map((line) => `      ${line}`));
    let said = '';
    try {
      const task = await home.start('config');
      if (task.kind === 'config') said = reportAsText(task.report) + reportAsJson(task.report);
    } catch (error) {
      said = error instanceof KafkaTuiError ? `${error.message}\n${error.next}` : String(error);
      expect(error).toBeInstanceOf(KafkaTuiError);
    }
    expect(said).not.toBe('');
    expect(said).not.toContain(SECRET);
  });

  it('with a slip before it is not taken for a name', async () => {
    const home = new Home();
    const file = home.write('x.conf', [`sasl.password:${SECRET}==`]);
    expect((await home.config('t', '-F', file, '-X', `sasl.password ${SECRET}=`)).warnings).toEqual(
      [
        'the property sasl.password… has no effect here; did you mean sasl.password?',
        '~/x.conf:1: the property sasl.password… has no effect here; did you mean sasl.password?',
      ],
    );
    const url = `kafka://lara:${SECRET}@lab:9092`;
    expect((await home.refused('t', '-b', url)).message).not.toContain(SECRET);
  });

  it('that came from a variable into the wrong place is not said again', async () => {
    const home = new Home();
    home.env = { PW: `${SECRET}/!` };
    for (const key of ['topic', 'start', 'brokers', 'colour']) {
      home.profiles('default: a', 'profiles:', '  a:', `    ${key}: "\${env:PW}"`);
      const { message } = await home.refused();
      expect(message).toContain('${env:PW}');
      expect(message).not.toContain(SECRET);
    }
  });
});

describe('kafka-tui config', () => {
  it('masks the password and says what it is made of, in text and JSON', async () => {
    const home = new Home();
    home.env = {
      KAFKA_SASL_USERNAME: 'lara',
      KAFKA_SASL_PASSWORD: SECRET,
      KAFKA_CLIENT_ID: 'a\u001Bb',
    };
    const task = await home.start('config', '-J');
    if (task.kind !== 'config') throw new Error(`it was ${task.kind}`);
    expect(task.json).toBe(true);
    expect(reportAsText(task.report)).toMatch(
      /^sasl\.password +\*{8} +environment KAFKA_SASL_PASSWORD$/m,
    );
    expect(reportAsText(task.report)).toMatch(/^client\.id +a\?b +environment KAFKA_CLIENT_ID$/m);
    expect(JSON.parse(reportAsJson(task.report))).toMatchObject({
      settings: { 'sasl.username': { value: 'lara', origin: 'environment KAFKA_SASL_USERNAME' } },
      warnings: [],
    });
  });

  it('refuses what would keep the program from starting', async () => {
    expect((await new Home().refused('config', '-X', 'check.crcs=x')).message).toMatch(
      /check\.crcs=x/,
    );
    expect((await new Home().refused('config', 'inti')).message).toMatch(
      /nothing or init, and "inti"/,
    );
  });

  it('leaves a topic of this name to -t', async () => {
    expect((await new Home().config('-t', 'config')).topic).toBe('config');
  });

  it('init writes a file for its owner alone, which works as it is, and overwrites none', async () => {
    const home = new Home();
    const task = await home.start('config', 'init');
    if (task.kind !== 'init') throw new Error(`it was ${task.kind}`);
    writeStarterFile(task.path);
    expect(statSync(task.path).mode & 0o777).toBe(0o600);
    expect((await home.config('t')).brokers).toEqual(['localhost:9092']);
    expect(() => {
      writeStarterFile(task.path);
    }).toThrow(/is there already, and stays as it is/);
    // What is commented out is right as well.
    const all = readFileSync(task.path, 'utf8').replaceAll(
      /^ {2}# (?! *(?:#|The password))/gm,
      '  ',
    );
    home.profiles(...all.split('\n'));
    home.env = { LAB_PASSWORD: SECRET };
    expect(await home.config('--profile', 'lab')).toMatchObject({
      topic: 'new_users',
      security: { sasl: { username: 'team-2', password: SECRET } },
    });
  });
});

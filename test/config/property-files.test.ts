import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJaas } from '../../src/config/jaas.js';
import { parseJavaProperties, parseKcatConf } from '../../src/config/property-syntax.js';
import { Home } from './home.js';

const LOGIN = 'org.apache.kafka.common.security.plain.PlainLoginModule required';

describe("a Java client's property file", () => {
  it('has comments, three separators, escapes and continued lines', () => {
    const text = [
      '# comment',
      '  ! another',
      '',
      'a=1',
      'b : 2',
      'c 3',
      'd = one, \\',
      '    two, \\',
      '# three',
      'e\\=f=x\\u0041\\t\\\\y',
      'g',
      'h=ends \\\\',
      'i= last \\',
    ].join('\r\n');
    expect(parseJavaProperties(text)).toEqual([
      { name: 'a', value: '1', line: 4 },
      { name: 'b', value: '2', line: 5 },
      { name: 'c', value: '3', line: 6, bare: true },
      { name: 'd', value: 'one, two, # three', line: 7 },
      { name: 'e=f', value: 'xA\t\\y', line: 10 },
      { name: 'g', value: '', line: 11, bare: true },
      { name: 'h', value: 'ends \\', line: 12 },
      { name: 'i', value: 'last ', line: 13 },
    ]);
  });

  it('gives back what was written into it, whatever that is', () => {
    const escape = (text: string): string =>
      text.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, value) => {
        const [entry] = parseJavaProperties(`${escape(name)}=${escape(value)}\n`);
        expect(entry).toEqual({ name, value, line: 1 });
      }),
    );
  });

  it('of any text is read without complaint, and so is any sasl.jaas.config', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('\\', '\n', '\r', ' ', '=', ':', '#', '"', "'", 'u', '0', 'a'),
        }),
        (text) => {
          for (const { line } of parseJavaProperties(text)) expect(line).toBeGreaterThan(0);
          parseJaas(`PlainLoginModule required ${text}`);
        },
      ),
    );
  });

  it('logs in with its sasl.jaas.config', async () => {
    const home = new Home();
    const file = home.write('client.properties', [
      'bootstrap.servers=lab:9093',
      'security.protocol=SASL_SSL',
      'sasl.mechanism=SCRAM-SHA-256',
      'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\',
      '  username="lara" \\',
      '  password="a\\\\"b=c;d";',
      'key.deserializer=org.apache.kafka.common.serialization.StringDeserializer',
      'max.poll.records=5',
    ]);
    expect(await home.config('t', '-F', file)).toMatchObject({
      brokers: ['lab:9093'],
      security: {
        tls: { trust: null },
        sasl: { mechanism: 'scram-sha-256', username: 'lara', password: 'a"b=c;d' },
      },
      warnings: [],
    });
    expect((await home.shown('-F', file))['sasl.password']).toEqual([
      '********',
      'client.properties:4',
    ]);
  });

  it.each([
    [`${LOGIN} username="lara" password="x"`, 'x'],
    [`${LOGIN} username=lara password='x "y"';`, 'x "y"'],
    [`${LOGIN}\n  username="lara"\n  password="x" ;`, 'x'],
    [`PlainLoginModule required password=plain username=lara;`, 'plain'],
    [`${LOGIN} username="lara" password="\\"\\\\";`, '"\\'],
  ])('takes %j', (text, password) => {
    const jaas = parseJaas(text);
    expect(jaas?.module).toBe('PlainLoginModule');
    expect(jaas?.options.get('username')).toBe('lara');
    expect(jaas?.options.get('password')).toBe(password);
  });

  it.each([
    ['username="lara" password="hunter2"', /can't be understood; write MODULE required/],
    [`${LOGIN} username="lara" password="hunter2`, /can't be understood/],
    ['a.Krb5LoginModule required password="hunter2";', /names Krb5LoginModule; allowed are Plain/],
    ['a.ScramLoginModule required username="u" password="hunter2";', /sasl\.mechanism is missing/],
  ])('refuses %j, and does not say it again', async (value, message) => {
    const home = new Home();
    const file = home.write('c.properties', ['', `sasl.jaas.config=${value}`]);
    const error = await home.refused('t', '-F', file);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('~/c.properties:2: sasl.jaas.config');
    expect(error.message).not.toContain('hunter2');
    expect(error.exitCode).toBe(2);
  });
});

describe("kcat's property file", () => {
  it('takes what is behind the equals sign as it is', () => {
    expect(parseKcatConf('# c\n\n a = b=c\\t"d" \nb=\n', 'f')).toEqual([
      { name: 'a', value: 'b=c\\t"d"', line: 3 },
      { name: 'b', value: '', line: 4 },
    ]);
  });

  it('with a line that is no property is refused by its number', async () => {
    const home = new Home();
    const file = home.write('kcat.conf', ['bootstrap.servers=h:1', 'hunter2']);
    const error = await home.refused('t', '-F', file);
    expect(error.message).toBe(
      '~/kcat.conf:2: this line is no property; write NAME=VALUE, or # before a comment',
    );
  });

  it('with a name and no value leaves that to others', async () => {
    const home = new Home();
    const file = home.write('kcat.conf', ['bootstrap.servers=', 'ssl.ca.location=']);
    expect(await home.config('t', '-F', file)).toMatchObject({
      brokers: ['localhost:9092'],
      security: { tls: null },
    });
  });
});

describe('in any property file', () => {
  it.each([
    ['security.protocol=TLS', /security\.protocol=TLS is not possible; write PLAINTEXT, SSL, SASL/],
    ['isolation.level=dirty', /isolation\.level=dirty is not possible; write read_committed/],
    ['check.crcs=maybe', /check\.crcs=maybe is not possible; write true, false/],
    [
      'bootstrap.servers=h:port',
      /bootstrap\.servers: "h:port" is not a broker address; write HOST/,
    ],
    ['client.id=${env:NOBODY_SET_IT}', /client\.id takes \$\{env:NOBODY_SET_IT\}.*is not set/],
    ['client.id=${file:/nowhere}', /client\.id takes \$\{file:\/nowhere\}.*it is not there/],
  ])('%s is refused with file, line, key and what is allowed', async (line, message) => {
    const home = new Home();
    const file = home.write('my.conf', ['# first', line]);
    const error = await home.refused('t', '-F', file);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^~\/my\.conf:2: /);
    expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
  });

  it('what is known and only tunes is taken quietly, what is not known is told', async () => {
    const home = new Home();
    const file = home.write('my.conf', ['fetch.wait.max.ms=5', 'sasl.usrname=x', 'zzz=1']);
    expect((await home.config('t', '-F', file)).warnings).toEqual([
      '~/my.conf:2: the property sasl.usrname has no effect here; did you mean sasl.username?',
      '~/my.conf:3: the property zzz has no effect here',
    ]);
  });

  it('a file that is not there is named', async () => {
    expect((await new Home().refused('t', '-F', '/nowhere/x.conf')).message).toBe(
      "-F /nowhere/x.conf can't be read (it is not there)",
    );
  });

  it('a line that is none is not said again: it may be a secret that slipped there', async () => {
    const home = new Home();
    const file = home.write('my.properties', [
      's3cret-word',
      '"s3cret" words',
      'zzz=1',
      'acks all',
    ]);
    const { warnings } = await home.config('t', '-F', file);
    expect(warnings).toEqual([
      '~/my.properties:1: this line is no property, and has no effect',
      '~/my.properties:2: this line is no property, and has no effect',
      '~/my.properties:3: the property zzz has no effect here',
    ]);
  });

  it('a file that is something else is not told line by line', async () => {
    const home = new Home();
    const file = home.write(
      'words.properties',
      Array.from({ length: 500 }, (_, n) => `word${n}`),
    );
    const { warnings } = await home.config('t', '-F', file);
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toBe('and 480 more lines like these');
  });

  it.each(['-F', '-X'])('a file without an end is not read to its end: %s', async (flag) => {
    const home = new Home();
    const args =
      flag === '-F'
        ? ['-F', '/dev/zero']
        : ['-F', home.write('a.conf', ['client.id=${file:/dev/zero}'])];
    expect((await home.refused('t', ...args)).message).toMatch(
      /can't be read \(it is far too long\)/,
    );
  });
});

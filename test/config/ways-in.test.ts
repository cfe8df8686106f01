import { describe, expect, it } from 'vitest';
import { Home } from './home.js';

const SECRET = 'hunter2-s3cret';
const LAB = ['default: lab', 'profiles:', '  lab:', '    topic: t', '    security:'];
const below = (...lines: readonly string[]): string[] => [
  ...LAB,
  ...lines.map((one) => `      ${one}`),
];

describe('a profile', () => {
  it('names the files of a client certificate beside itself, and its secrets are masked', async () => {
    const home = new Home();
    home.env = { PW: SECRET };
    home.profiles(
      ...below('protocol: SSL', 'certificate_file: lara.pem', 'key_file: /etc/lara.key'),
      '      key_password: ${env:PW}',
      '      truststore_file: ~/trust.p12',
      '      truststore_password: ${env:PW}',
      '      check_host_name: false',
    );
    const { security, warnings } = await home.config();
    const folder = `${home.path}/.config/kafka-tui`;
    const file = (key: string, value: string) => ({ key, kind: 'file', value });
    expect(security.tls).toEqual({
      trust: { from: file('ssl.truststore.location', `${home.path}/trust.p12`), password: SECRET },
      identity: {
        kind: 'pem',
        certificate: file('ssl.certificate.location', `${folder}/lara.pem`),
        key: file('ssl.key.location', '/etc/lara.key'),
        password: SECRET,
      },
      check: 'not the host name',
    });
    expect(warnings).toEqual([expect.stringContaining('the host name is not checked')]);
    const shown = await home.shown();
    expect(shown['ssl.key.password']).toEqual(['********', 'profile lab (config.yaml:9)']);
    expect(shown['ssl.truststore.password']?.[0]).toBe('********');
    expect(JSON.stringify(shown)).not.toContain(SECRET);
  });

  it('gets tokens by client credentials, and asks for no password', async () => {
    const home = new Home();
    home.answer = 'typed';
    home.env = { PW: SECRET, TEAM_NAME: 'team-2' };
    home.profiles(
      ...below(
        'mechanism: oauthbearer',
        'token_endpoint: https://login.example.org/token',
        'client_id: lara',
        'client_secret: ${env:PW}',
        'scope: kafka',
      ),
    );
    const { security } = await home.config();
    expect(security.tls).not.toBeNull();
    expect(security.sasl).toEqual({
      mechanism: 'oauthbearer',
      extensions: {},
      token: {
        kind: 'oidc',
        endpoint: 'https://login.example.org/token',
        clientId: 'lara',
        clientSecret: SECRET,
        scope: 'kafka',
        caFile: null,
      },
    });
    expect(home.questions).toEqual([]);
    const shown = await home.shown();
    expect(shown['security.protocol']).toEqual(['SASL_SSL', 'default']);
    expect(shown['sasl.oauthbearer.client.secret']?.[0]).toBe('********');
    expect(shown['sasl.username']).toBeUndefined();
  });

  it('that others can read is warned of for every kind of secret', async () => {
    for (const key of [
      'client_secret',
      'key_password',
      'keystore_password',
      'truststore_password',
    ]) {
      const home = new Home();
      const lines = below('protocol: SSL', `${key}: ${SECRET}`);
      home.write('.config/kafka-tui/config.yaml', lines, 0o644);
      const { warnings } = await home.config();
      expect(warnings).toEqual([expect.stringContaining('others can read it')]);
    }
  });
});

describe('of several ways to say a thing', () => {
  it('that of the first source counts, whichever name it has', async () => {
    const home = new Home();
    const file = home.write('client.properties', [
      'security.protocol=SSL',
      'ssl.truststore.location=old.p12',
      'ssl.keystore.location=old.p12',
    ]);
    const trusted = async (...argv: readonly string[]) =>
      (await home.config('t', '-F', file, ...argv)).security.tls?.trust?.from.value;
    expect(await trusted()).toBe('old.p12');
    expect(await trusted('-X', 'ssl.ca.location=new.pem')).toBe('new.pem');
    home.env = { KAFKA_SSL_CA_LOCATION: 'env.pem' };
    expect(await trusted()).toBe('env.pem');
  });
});

describe('a login by token', () => {
  const java = (home: Home, ...lines: readonly string[]): Promise<unknown> =>
    home
      .config('t', '-F', home.write('c.properties', ['sasl.mechanism=OAUTHBEARER', ...lines]))
      .then(({ security }) => security.sasl);
  const MODULE = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required';

  it("is taken from a Java client's file, extensions included", async () => {
    expect(
      await java(
        new Home(),
        'sasl.oauthbearer.token.endpoint.url=https://x/t',
        `sasl.jaas.config=${MODULE} clientId="a" clientSecret="${SECRET}" scope="s" extension_tenant="b";`,
      ),
    ).toMatchObject({
      extensions: { tenant: 'b' },
      token: { clientId: 'a', clientSecret: SECRET, scope: 's' },
    });
    expect(
      await java(new Home(), 'sasl.oauthbearer.token.endpoint.url=file:///run/a%20token'),
    ).toMatchObject({ token: { kind: 'file', path: '/run/a token' } });
  });

  it.each([
    [[], /needs a token, and nothing says where it comes from/],
    [['sasl.oauthbearer.token.endpoint.url=login'], /is no address; write https:/],
    [[`sasl.oauthbearer.token.endpoint.url=https://a:${SECRET}@x/t`], /has a login in it/],
    [
      ['sasl.oauthbearer.token.endpoint.url=https://x/t'],
      /sasl\.oauthbearer\.client\.id is missing/,
    ],
    [
      ['sasl.oauthbearer.token.file=x', 'sasl.oauthbearer.extensions=auth=y'],
      /can't be understood/,
    ],
  ])('that is half given is refused: %j', async (lines, message) => {
    const home = new Home();
    const file = home.write('c.properties', ['sasl.mechanism=OAUTHBEARER', ...lines]);
    const error = await home.refused('t', '-F', file);
    expect(error.message).toMatch(message);
    expect(`${error.message}${error.next}`).not.toContain(SECRET);
    expect(error.exitCode).toBe(2);
  });
});

describe('a client certificate', () => {
  it('without its key is half of one', async () => {
    const error = await new Home().refused(
      't',
      ...['-X', 'security.protocol=SSL', '-X', 'ssl.certificate.location=a.pem'],
    );
    expect(error.message).toMatch(/ssl\.key\.location is missing/);
  });

  it('whose pass phrase stands on the command line is warned of', async () => {
    const { warnings } = await new Home().config(
      't',
      ...['-X', 'security.protocol=SSL', '-X', `ssl.key.password=${SECRET}`],
    );
    expect(warnings).toEqual([
      'ssl.key.password stands on the command line, where other users of this machine can see it',
    ]);
  });
});

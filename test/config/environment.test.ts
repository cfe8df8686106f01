import { describe, expect, it } from 'vitest';
import { Home, loginOf } from './home.js';

const withEnvironment = (env: Record<string, string>): Home => Object.assign(new Home(), { env });

describe('a variable', () => {
  it.each([['KAFKA_BROKERS'], ['KAFKA_BOOTSTRAP_SERVERS'], ['BOOTSTRAP_SERVERS']])(
    '%s names the brokers',
    async (name) => {
      const home = withEnvironment({ [name]: 'h:1,i:2' });
      expect((await home.config('t')).brokers).toEqual(['h:1', 'i:2']);
    },
  );

  it('can say all that a login needs', async () => {
    const home = withEnvironment({
      KAFKA_SECURITY_PROTOCOL: 'sasl_ssl',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: 'lara',
      KAFKA_SASL_PASSWORD: 'hunter2',
      KAFKA_SSL_CA_LOCATION: '/ca.pem',
      KAFKA_CLIENT_ID: 'me',
    });
    expect(await home.config('t')).toMatchObject({
      clientId: 'me',
      security: {
        tls: { trust: { from: { value: '/ca.pem' } } },
        sasl: { mechanism: 'scram-sha-512', username: 'lara', password: 'hunter2' },
      },
      warnings: [],
    });
  });

  it('that is empty says nothing', async () => {
    expect((await withEnvironment({ KAFKA_BROKERS: '' }).config('t')).brokers).toEqual([
      'localhost:9092',
    ]);
  });

  it('that another one contradicts is told', async () => {
    const home = withEnvironment({ KAFKA_BROKERS: 'h:1', BOOTSTRAP_SERVERS: 'i:1' });
    expect(await home.config('t')).toMatchObject({
      brokers: ['h:1'],
      warnings: ['KAFKA_BROKERS and BOOTSTRAP_SERVERS differ; KAFKA_BROKERS counts'],
    });
  });

  it('with a wrong value is named, with what is allowed', async () => {
    const protocol = await withEnvironment({ KAFKA_SECURITY_PROTOCOL: 'TLS' }).refused('t');
    expect(protocol).toMatchObject({ exitCode: 2 });
    expect(protocol.message).toBe(
      'environment KAFKA_SECURITY_PROTOCOL: security.protocol=TLS is not possible; ' +
        'write PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL',
    );
    const brokers = await withEnvironment({ KAFKA_BROKERS: 'h:port' }).refused('t');
    expect(brokers.message).toMatch(/environment KAFKA_BROKERS: .*"h:port".*HOST:PORT/);
  });
});

describe('TEAM_NAME', () => {
  it('is user and group where there is a password', async () => {
    const home = withEnvironment({ TEAM_NAME: 'team-2', KAFKA_SASL_PASSWORD: 'secret2' });
    const { security, warnings } = await home.config('t');
    expect(security.sasl).toEqual({ mechanism: 'plain', username: 'team-2', password: 'secret2' });
    expect(warnings).toEqual([]);
    expect((await home.shown())['group']).toEqual(['team-2', 'environment TEAM_NAME (with -G)']);
  });

  it('is no reason to log in where nobody has a password', async () => {
    const home = withEnvironment({ TEAM_NAME: 'team-2' });
    expect((await home.config('t')).security.sasl).toBeNull();
    expect(home.questions).toEqual([]);
    home.env = { ...home.env, KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT', KAFKA_SASL_PASSWORD: 'x' };
    expect((await home.config('t')).security.sasl).toBeNull();
  });

  it('is the user whose password is asked for where the protocol wants a login', async () => {
    const home = withEnvironment({
      TEAM_NAME: 'team-2',
      KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
    });
    home.answer = 'secret2';
    expect((await home.config('t', '-b', 'lab:9')).security.sasl).toMatchObject({
      username: 'team-2',
      password: 'secret2',
    });
    expect(home.questions).toEqual(['password of team-2 at lab:9: ']);
  });

  it('in capitals is lowered, and that is said', async () => {
    const home = withEnvironment({ TEAM_NAME: 'TEAM-2', TEAM_PASSWORD: 'secret2' });
    const config = await home.config('t');
    expect(loginOf(config)?.username).toBe('team-2');
    expect(config.warnings).toEqual(['TEAM_NAME is TEAM-2; teams are written small here: team-2']);
  });

  it('comes before a user without a password, and leaves alone one that has it', async () => {
    const home = withEnvironment({ TEAM_NAME: 'team-2' });
    const user = ['profiles:', '  lab:', '    security:', '      username: lara'];
    home.profiles(...user, '      password: ${env:PW}');
    home.env['PW'] = 'x';
    expect(loginOf(await home.config('t', '--profile', 'lab'))?.username).toBe('lara');
    home.profiles(...user);
    home.env['TEAM_PASSWORD'] = 'secret2';
    expect(loginOf(await home.config('t', '--profile', 'lab'))?.username).toBe('team-2');
    home.env['KAFKA_SASL_USERNAME'] = 'ann';
    expect(loginOf(await home.config('t', '--profile', 'lab'))?.username).toBe('ann');
  });
});

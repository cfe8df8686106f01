import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import type { BrokerOptions } from '../../src/demo/broker/settings.js';
import { SECRET } from '../support/secrets.js';
import { fixture, pair } from '../support/tls-fixtures.js';
import { CLIENT, TokenEndpoint } from './token-endpoint.js';
import { type PtyTerminal, openPty } from './terminal.js';
import { runProgram } from './program.js';

/*
 * Credentials that end while somebody reads: shown as what they are, the panes stay, and reading goes on at the
 * next offset once it can.
 */

const TOPIC = 'watched';
const PASSWORD = SECRET.changedPassword;
const CA = ['-X', `ssl.ca.location=${fixture('ca.pem')}`];

let close: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const one of close.reverse()) await one();
  close = [];
});

async function brokerWith(options: BrokerOptions): Promise<EmbeddedBroker> {
  const broker = await startBroker(options);
  close.push(() => broker.close());
  broker.createTopic(TOPIC);
  send(broker, 'before');
  return broker;
}

function send(broker: EmbeddedBroker, value: string): void {
  broker.append(TOPIC, 0, [{ key: null, value }]);
}

function open(
  broker: EmbeddedBroker,
  args: readonly string[],
  env: Record<string, string> = {},
): PtyTerminal {
  const all = [TOPIC, '-b', broker.bootstrap, '-o', 'beginning', ...args];
  const screen = openPty({ args: all, env, cols: 140, rows: 40 });
  close.push(() => screen.close());
  return screen;
}

/** Everything was seen, and once: the partition's counters say so. */
async function sawAll(screen: PtyTerminal, count: number): Promise<void> {
  await screen.waitFor(new RegExp(`│ +0 +0 +${count} +${count} +0 +${count} `));
}

const login = { KAFKA_SASL_USERNAME: 'lara', KAFKA_SASL_PASSWORD: PASSWORD };

describe('a password that is changed while somebody reads', () => {
  it('is shown as a refused login; the panes stay, R tries again, nothing is missing', async () => {
    const broker = await brokerWith({ users: { lara: PASSWORD } });
    const screen = open(broker, [], login);
    await screen.waitFor(/before/);
    broker.faults.changePassword('lara', 'another');
    broker.faults.dropConnections();
    await screen.waitFor(/did not accept user "lara"/);
    await screen.waitFor(/lost, retry in \d{3} s/);
    expect(screen.screen().join('\n')).toContain('before');
    const asked = logins(broker);
    send(broker, 'while away');
    screen.press('?');
    await screen.waitFor(/all keys/);
    screen.press('?');
    // Nobody knocks again and again at an account that is locked.
    expect(logins(broker)).toBe(asked);
    broker.faults.changePassword('lara', PASSWORD);
    screen.press('R');
    await screen.waitFor(/● connected/);
    await screen.waitFor(/while away/);
    await sawAll(screen, 2);
    screen.press('q');
    expect((await screen.exit()).code).toBe(0);
    expect(screen.raw).not.toContain(PASSWORD);
  });

  it('ends a pipe with 4, after what was read', async () => {
    const broker = await brokerWith({ users: { lara: PASSWORD } });
    const reading = runProgram([TOPIC, '-b', broker.bootstrap, '-o', 'beginning', '-f', '%s\\n'], {
      env: login,
    });
    await until(() => broker.requests().filter(({ apiName }) => apiName === 'Fetch').length > 1);
    broker.faults.changePassword('lara', null);
    broker.faults.dropConnections();
    const { code, stdout, stderr } = await reading;
    expect(stdout.toString()).toBe('before\n');
    expect(stderr).toMatch(/did not accept user "lara"/);
    expect(stderr).not.toContain(PASSWORD);
    expect(code).toBe(4);
  });
});

describe('a certificate that ends while somebody reads', () => {
  it('is shown as what it is when a connection is made anew, and reading goes on with the next one', async () => {
    const broker = await brokerWith({ tls: pair('server') });
    const screen = open(broker, ['-X', 'security.protocol=SSL', ...CA]);
    await screen.waitFor(/before/);
    broker.faults.presentCertificate(pair('expired'));
    broker.faults.dropConnections();
    await screen.waitFor(/the certificate of 127\.0\.0\.1:\d+ has expired/);
    send(broker, 'while away');
    broker.faults.presentCertificate(pair('server'));
    await screen.waitFor(/● connected/);
    await screen.waitFor(/while away/);
    await sawAll(screen, 2);
  });

  it('and that is not looked at says so all the time', async () => {
    const broker = await brokerWith({ tls: pair('expired') });
    const properties = ['security.protocol=SSL', 'enable.ssl.certificate.verification=false'];
    const screen = open(
      broker,
      properties.flatMap((pair) => ['-X', pair]),
    );
    await screen.waitFor(/before/);
    expect(screen.screen()[0]).toContain(' TLS NOT VERIFIED ');
  });
});

describe('a token that ends while somebody reads', () => {
  it('is renewed in time, again and again, on connections that stay; where it can be had no more, that is said', async () => {
    const tokens = await TokenEndpoint.start();
    close.push(() => tokens.close());
    tokens.life = 6;
    const broker = await brokerWith({
      tls: pair('server'),
      mechanisms: ['OAUTHBEARER'],
      acceptToken: (token) => tokens.accept(token),
      sessionMs: 60_000,
    });
    const screen = open(
      broker,
      [
        ...CA,
        '-X',
        'sasl.mechanism=OAUTHBEARER',
        '-X',
        `sasl.oauthbearer.token.endpoint.url=${tokens.tokenUrl}`,
        '-X',
        `sasl.oauthbearer.client.id=${CLIENT.id}`,
      ],
      { KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: CLIENT.secret },
    );
    await screen.waitFor(/before/);
    const { connectionsAccepted } = broker.counters();
    await until(() => tokens.asked.length >= 3, 40_000);
    send(broker, 'still there');
    await screen.waitFor(/still there/);
    // The fetches' connection stands; another may have been dropped for lying idle.
    expect(broker.counters().connectionsAccepted).toBeLessThanOrEqual(connectionsAccepted + 1);
    expect(logins(broker)).toBeGreaterThan(2);
    tokens.trouble = 500;
    await screen.waitFor(/the token endpoint 127\.0\.0\.1:\d+ answered with status 500/, 40_000);
    send(broker, 'while away');
    tokens.trouble = null;
    await screen.waitFor(/● connected/);
    await screen.waitFor(/while away/);
    await sawAll(screen, 3);
    expect(screen.raw).not.toContain(CLIENT.secret);
  }, 120_000);
});

function logins(broker: EmbeddedBroker): number {
  return broker.requests().filter(({ apiName }) => apiName === 'SaslAuthenticate').length;
}

async function until(holds: () => boolean, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

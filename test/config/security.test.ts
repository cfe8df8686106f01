import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/config/arguments.js';
import type { Config } from '../../src/config/config.js';
import { loginOf } from './home.js';

const around = { version: '1', stdoutIsTerminal: false };
const SECRET = 'hunter2';

function withProperties(...pairs: readonly string[]): Config {
  const invocation = parseArguments(['t', ...pairs.flatMap((pair) => ['-X', pair])], around);
  if (invocation.kind !== 'run') throw new Error('no run');
  return invocation.config;
}

describe('how to get in', () => {
  it.each([
    ['PLAINTEXT', null],
    ['SSL', { trust: null, identity: null, check: 'all' }],
    ['ssl', { trust: null, identity: null, check: 'all' }],
  ])('over %s', (protocol, tls) => {
    expect(withProperties(`security.protocol=${protocol}`).security).toEqual({ tls, sasl: null });
  });

  it.each([
    ['PLAIN', 'plain'],
    ['SCRAM-SHA-256', 'scram-sha-256'],
    ['SCRAM-SHA-512', 'scram-sha-512'],
  ])('with %s', (written, mechanism) => {
    for (const name of ['sasl.mechanism', 'sasl.mechanisms']) {
      const { security } = withProperties(
        'security.protocol=SASL_SSL',
        `${name}=${written}`,
        'sasl.username=lara',
        `sasl.password=${SECRET}`,
        'ssl.ca.location=/etc/ca.pem',
      );
      expect(security).toEqual({
        tls: {
          trust: {
            from: { key: 'ssl.ca.location', kind: 'file', value: '/etc/ca.pem' },
            password: null,
          },
          identity: null,
          check: 'all',
        },
        sasl: { mechanism, username: 'lara', password: SECRET },
      });
    }
  });

  it('is a login where a user is named', () => {
    const { security } = withProperties('sasl.username=lara', `sasl.password=${SECRET}`);
    expect(security.sasl).toMatchObject({ mechanism: 'plain', username: 'lara' });
  });

  it('takes a password as it is, its spaces and equals signs with it', () => {
    const config = withProperties('sasl.username=lara', 'sasl.password= a=b ');
    expect(loginOf(config)?.password).toBe(' a=b ');
  });

  it('counts the last of what is given twice', () => {
    expect(withProperties('client.id=a', 'client.id=b').clientId).toBe('b');
  });
});

describe('a property', () => {
  it('that is not known is told, with the nearest that is', () => {
    expect(withProperties('isolation.levle=read_committed').warnings).toEqual([
      'the property isolation.levle has no effect here; did you mean isolation.level?',
    ]);
    expect(withProperties('ssl.engine.location=x.so').warnings).toEqual([
      'the property ssl.engine.location has no effect here; did you mean ssl.keystore.location?',
    ]);
  });

  it('that only tunes another client is taken quietly', () => {
    const tuning = ['queued.max.messages.kbytes=1', 'fetch.min.bytes=1', 'acks=all', 'retries=3'];
    expect(withProperties(...tuning).warnings).toEqual([]);
  });

  it('with a password on the command line is warned of', () => {
    const { warnings } = withProperties('sasl.username=lara', `sasl.password=${SECRET}`);
    expect(warnings).toEqual([expect.stringContaining('other users of this machine can see it')]);
  });
});

describe('a secret', () => {
  it.each([
    [['-X', `sasl.password=${SECRET}`]],
    [['-X', `sasl.password:${SECRET}`]],
    [['-X', `sasl.password ${SECRET}`]],
    [['-X', `=${SECRET}`]],
    [['-X', `sasl.username=lara`, '-X', `sasl.password=${SECRET}`, '-X', 'sasl.mechanism=NTLM']],
    [['-X', `sasl.passwort=${SECRET}`, '-o', 'nonsense']],
    [['-X', `sasl.jaas.config=x password="${SECRET}"`, '-b', 'x:y']],
  ])('is in no message: %j', (args) => {
    let said = '';
    try {
      const invocation = parseArguments(['t', ...args], around);
      if (invocation.kind === 'run') said = invocation.config.warnings.join('\n');
    } catch (error) {
      said =
        error instanceof Error ? `${error.message}${(error as { next?: string }).next ?? ''}` : '';
    }
    expect(said).not.toBe('');
    expect(said).not.toContain(SECRET);
  });
});

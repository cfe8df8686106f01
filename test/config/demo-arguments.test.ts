import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/config/arguments.js';
import type { Config } from '../../src/config/config.js';

const around = { version: '0', stdoutIsTerminal: true };

function config(...argv: readonly string[]): Config {
  const invocation = parseArguments(argv, around);
  if (invocation.kind !== 'run') throw new Error(`this does not run: ${invocation.kind}`);
  return invocation.config;
}

const refusal =
  (...argv: readonly string[]) =>
  () =>
    parseArguments(argv, around);

describe('--demo', () => {
  it('is off unless it is asked for', () => {
    expect(config('orders').demo).toBeNull();
  });

  it('looks at new_users, or at the topic that is named', () => {
    expect(config('--demo')).toMatchObject({ topic: 'new_users', output: { kind: 'screen' } });
    expect(config('--demo').demo).toEqual({ port: null, seed: 7, chaos: false });
    expect(config('--demo', 'orders').topic).toBe('orders');
    expect(config('--demo', '-t', 'orders').topic).toBe('orders');
  });

  it('takes a port, a seed, and chaos', () => {
    const { demo } = config('--demo', '--demo-port', '9092', '--demo-seed', '42', '--demo-chaos');
    expect(demo).toEqual({ port: 9092, seed: 42, chaos: true });
  });

  it('goes with everything that says what to print', () => {
    expect(config('--demo', 'orders', '-J', '-c', '5')).toMatchObject({
      output: { kind: 'json' },
      limit: 5,
    });
    expect(config('--demo', '--count')).toMatchObject({
      output: { kind: 'count' },
      stopAtEnd: true,
    });
  });

  it('asks nobody to log in', () => {
    const secured = config('--demo', '-X', 'security.protocol=SSL');
    expect(secured.security).toEqual({ tls: null, sasl: null });
    expect(secured.warnings).toEqual([
      'the demo is open and on this machine: flag -X security.protocol has no effect there',
    ]);
  });

  it('does not go with brokers, and names both', () => {
    expect(refusal('--demo', '-b', 'lab:9092')).toThrow(/--demo .*-b/);
    expect(refusal('--demo', '-X', 'bootstrap.servers=lab:9092')).toThrow(
      /--demo .*bootstrap\.servers/,
    );
  });

  it.each([
    ['--demo-port', '0'],
    ['--demo-port', '65536'],
    ['--demo-port', 'http'],
    ['--demo-seed', '-1'],
    ['--demo-seed', 'abc'],
  ])('refuses %s %s', (flag, value) => {
    expect(refusal('--demo', flag, value)).toThrow(new RegExp(`${flag} ${value}: `));
  });

  it.each([['--demo-port', '1234'], ['--demo-seed', '3'], ['--demo-chaos']])(
    'says that %s goes with it',
    (...flags) => {
      expect(refusal('new_users', ...flags)).toThrow(`${flags[0]} goes with --demo`);
    },
  );
});

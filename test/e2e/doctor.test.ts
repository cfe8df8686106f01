import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { openTunnel } from '../kafka-client/checks/probing.js';
import { runProgram } from './program.js';
import { openPty } from './terminal.js';

let broker: EmbeddedBroker;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  broker = await startBroker({ advertise: ({ host, port }) => advertised(host, port) });
  broker.createTopic('new_users', { partitions: 2 });
  broker.append('new_users', 0, [{ key: 'lara', value: '{"name":"Lara"}' }]);
});

afterEach(async () => {
  advertised = itself;
  for (const close of closing.splice(0)) await close();
  await broker.close();
});

const itself = (host: string, port: number) => ({ host, port });
let advertised = itself;

interface FetchBody {
  readonly maxBytes: number;
  readonly topics: readonly {
    readonly partitions: readonly { readonly partition: number; readonly fetchOffset: bigint }[];
  }[];
}

describe('kafka-tui doctor', () => {
  it('prints a line for each step, aligned, and leaves with 0', async () => {
    const { code, stdout, stderr } = await runProgram(
      ['doctor', 'new_users', '-b', broker.bootstrap],
      { env: { LC_ALL: 'C.UTF-8', TEAM_NAME: 'Team-2' } },
    );
    expect(code).toBe(0);
    const lines = stdout.toString().split('\n').slice(0, -1);
    expect(lines.map((line) => line.slice(0, 19).trimEnd())).toEqual([
      '· name resolved',
      '✓ port open',
      '· TLS agreed',
      '✓ logged in',
      '✓ cluster found',
      '✓ brokers reachable',
      '✓ topic there',
      '✓ allowed to read',
      '✓ messages there',
      '✓ group looked at',
    ]);
    expect(stdout.toString()).toContain('team-2: nobody has used it yet');
    expect(stderr).toContain('TEAM_NAME is Team-2');
    expect(broker.groups()).toEqual([]);
  });

  it('prints JSON, an object a line, with the exit code of the first failure', async () => {
    const { code, stdout } = await runProgram([
      'doctor',
      'new_user',
      '-b',
      `127.0.0.1:1,${broker.bootstrap}`,
      '-J',
    ]);
    expect(code).toBe(1);
    const steps = stdout
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(steps[0]).toMatchObject({ step: 'address', state: 'odd' });
    expect(steps.at(-1)).toMatchObject({
      step: 'topic',
      state: 'failed',
      code: 'TOPIC_NOT_FOUND',
      exitCode: 1,
      next: expect.stringContaining('"new_users"') as string,
    });
    expect(new Set(steps.map((step) => Object.keys(step).join())).size).toBe(1);
  });

  it('leaves with 3 where nothing listens, with plain marks where the locale is plain', async () => {
    const { code, stdout } = await runProgram(['doctor', '-b', '127.0.0.1:1'], {
      env: { LC_ALL: 'C' },
    });
    expect(code).toBe(3);
    expect(stdout.toString()).toMatch(/^x port open +\d+ ms {2}nothing listens on 127\.0\.0\.1:1/m);
    expect(stdout.toString()).toMatch(/^ +next: is Kafka running there\?/m);
    expect(stdout.toString()).not.toMatch(/[^\n\x20-\x7e]/);
  });

  it('looks at a group with -G, and refuses nonsense with 2', async () => {
    const asked = await runProgram(['doctor', 'new_users', '-b', broker.bootstrap, '-G', 'g']);
    expect(asked.stdout.toString()).toContain('g: nobody has used it yet');
    expect((await runProgram(['doctor', '--demo'])).code).toBe(2);
    const bad = await runProgram(['doctor', '--rewrite-broker', 'kafka']);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('write FROM=TO');
  });
});

describe('a broker behind a tunnel', () => {
  it('that names itself something else is explained, and read with --rewrite-broker', async () => {
    const tunnel = await openTunnel(broker.brokers[0]?.port ?? 0);
    closing.push(() => tunnel.close());
    advertised = () => ({ host: 'kafka.invalid', port: 9092 });
    const args = ['-b', `127.0.0.1:${tunnel.port}`, '-o', 'beginning', '-e', '--count'];
    const without = await runProgram(['new_users', ...args]);
    expect(without.code).toBe(3);
    expect(without.stderr).toMatch(/answers, but it tells kafka\.invalid:9092 as the address/);
    expect(without.stderr).toContain('--rewrite-broker kafka.invalid:9092=');
    const rewrite = ['--rewrite-broker', `kafka.invalid:9092=127.0.0.1:${tunnel.port}`];
    const { code, stdout } = await runProgram(['new_users', ...args, ...rewrite]);
    expect([code, stdout.toString()]).toEqual([0, '1\n']);
  });
});

describe('the screen', () => {
  it('shows how far connecting has come while a broker is silent, and opens when it speaks', async () => {
    broker.faults.silence();
    const terminal = openPty({ args: ['new_users', '-b', broker.bootstrap] });
    try {
      await terminal.waitFor(/✓ port open[\s\S]*… logged in/);
      await terminal.waitFor(/◌ connecting/);
      broker.faults.speak();
      await terminal.waitFor(/● connected/);
      await terminal.waitFor(/Lara/);
      terminal.press('q');
      expect((await terminal.exit()).code).toBe(0);
    } finally {
      await terminal.close();
    }
  });

  it('reconnects though nobody drains the terminal', async () => {
    const terminal = openPty({
      args: ['new_users', '-b', broker.bootstrap, '-o', 'beginning'],
      bytesPerSecond: 1,
    });
    try {
      /** Where reading has asked for the partition with the message; the checklist asks for less at once. */
      const asked = (): bigint[] =>
        broker
          .requests()
          .filter(({ apiName }) => apiName === 'Fetch')
          .map(({ body }) => body as FetchBody)
          .filter(({ maxBytes }) => maxBytes === 1024 * 1024)
          .flatMap(({ topics }) => topics.flatMap(({ partitions }) => partitions))
          .filter(({ partition }) => partition === 0)
          .map(({ fetchOffset }) => fetchOffset);
      await expect.poll(asked, { timeout: 30_000 }).toContain(1n);
      broker.forgetRequests();
      broker.faults.dropConnections();
      // Reading goes on from the exact next offset, whatever the terminal takes.
      await expect.poll(() => asked().length, { timeout: 30_000 }).toBeGreaterThan(1);
      expect(new Set(asked())).toEqual(new Set([1n]));
    } finally {
      await terminal.close();
    }
  });
});

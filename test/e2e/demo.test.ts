import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, withAdmin } from '../demo/broker/scenario-lab.js';
import { linesOf, runProgram } from './program.js';
import { openPty, type PtyOptions, type PtyTerminal } from './terminal.js';

let terminal: PtyTerminal | null = null;

afterEach(async () => {
  await terminal?.close();
});

function demo(args: readonly string[] = [], shape: Partial<PtyOptions> = {}): PtyTerminal {
  terminal = openPty({ args: ['--demo', ...args], ...shape });
  return terminal;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function seen(lines: readonly string[]): number {
  return Number(/([\d,]+) seen/.exec(lines.join('\n'))?.[1]?.replaceAll(',', '') ?? NaN);
}

describe('--demo', () => {
  it('fills the first screen, says DEMO, and has counters that move', async () => {
    const screen = demo();
    const first = await screen.waitFor(
      (lines) => seen(lines) >= 100 && lines.join('\n').includes('at end'),
    );
    expect(first[0]).toMatch(/^ DEMO ▸ new_users +direct, no group/);
    expect(first.join('\n')).toMatch(/"credit_card_number": "\d+"/);
    const rows = first.filter((line) => /^│[ ▌]\d:\d+ +\d\d:\d\d:\d\d\.\d{3} /.test(line));
    expect(rows.length).toBeGreaterThan(20);
    // Seconds apart, not all at once: the time column is alive.
    const seconds = new Set(rows.map((row) => /\d\d:\d\d:\d\d/.exec(row)?.[0]));
    expect(seconds.size).toBeGreaterThan(5);
    const before = seen(first);
    await screen.waitFor((lines) => seen(lines) > before + 2);
    screen.press('q');
    expect(await screen.exit(10_000)).toEqual({ code: 0, signal: 0 });
    expect(screen.restored()).toBe(true);
  });

  it('keeps the port that it is given, lets others join there, and is gone with the program', async () => {
    const port = await freePort();
    const screen = demo(['orders', '--demo-port', String(port)], { cols: 80, rows: 24 });
    await screen.waitFor(new RegExp(`DEMO 127\\.0\\.0\\.1:${port} ▸ orders`));
    await withAdmin(`127.0.0.1:${port}`, async (admin) => {
      expect((await admin.listTopics()).sort()).toEqual(['bus-stop-alerts', 'new_users', 'orders']);
      // The inspector has joined nothing; the other group has, as soon as the first frame was there.
      await eventually('the other group', async () => {
        const { groups } = await admin.listGroups();
        return groups.length > 0;
      });
      const { groups } = await admin.listGroups();
      expect(groups.map(({ groupId }) => groupId)).toEqual(['demo-order-tracker']);
    });
    const joined = [
      'new_users',
      '-b',
      `127.0.0.1:${port}`,
      '-o',
      '-3',
      '-e',
      '-q',
      '-f',
      '%p:%o\\n',
    ];
    expect((await linesOf(joined)).length).toBeGreaterThan(10);
    screen.press('q');
    expect((await screen.exit(10_000)).code).toBe(0);
    expect(await listens(port)).toBe(false);
  });

  it.each([
    [
      'ctrl-c',
      (screen: PtyTerminal) => {
        screen.press('ctrl-c');
      },
      130,
    ],
    [
      'SIGTERM',
      (screen: PtyTerminal) => {
        screen.signal('SIGTERM');
      },
      143,
    ],
  ] as const)('ends promptly with %s, members of the other group and all', async (_, act, code) => {
    const port = await freePort();
    const screen = demo(['--demo-port', String(port)]);
    await screen.waitFor(/at end/);
    await withAdmin(`127.0.0.1:${port}`, (admin) =>
      eventually('the other group', async () => (await admin.listGroups()).groups.length > 0),
    );
    act(screen);
    expect(await screen.exit(10_000)).toEqual({ code, signal: 0 });
    expect(screen.restored()).toBe(true);
    expect(await listens(port)).toBe(false);
  });

  it('announces what chaos does, and goes on', async () => {
    const screen = demo(['--demo-chaos'], { cols: 160 });
    await screen.waitFor(/chaos: partition 0 moves from broker 1 to broker 2/);
    await screen.waitFor(/partition 0: leader moved from broker 1 to 2/);
    screen.press('q');
    expect((await screen.exit(10_000)).code).toBe(0);
  }, 20_000);

  it('has the same messages for the same seed, in pipe mode too', async () => {
    const args = ['--demo', 'orders', '-o', 'beginning', '-c', '50', '-q', '-f', '%p:%o %k %s\\n'];
    const byPlace = (lines: readonly string[]): string[] =>
      lines.filter((line) => line.startsWith('0:')).slice(0, 10);
    const [first, again, other] = await Promise.all([
      linesOf(args),
      linesOf(args),
      linesOf([...args, '--demo-seed', '8']),
    ]);
    expect(first).toHaveLength(50);
    expect(byPlace(again)).toEqual(byPlace(first));
    expect(byPlace(other)).not.toEqual(byPlace(first));
  });

  it('counts, prints, and names mistakes like any other cluster', async () => {
    const [count] = await linesOf(['--demo', '--count', '-q']);
    expect(Number(count)).toBeGreaterThan(100);
    const wrong = await runProgram(['--demo', 'ordres', '-e']);
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.stderr).toContain('did you mean "orders"');
    const both = await runProgram(['--demo', '-b', 'lab:9092']);
    expect(both).toMatchObject({ code: 2 });
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const refused = await runProgram(['--demo', '--demo-port', String(port), '--count']);
    taken.close();
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toMatch(new RegExp(`port ${port}[\\s\\S]*next: .*--demo-port`));
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { openPty, type PtyOptions, type PtyTerminal } from './terminal.js';
import { buildFixture } from './build-fixture.js';

let terminal: PtyTerminal | null = null;

afterEach(async () => {
  await terminal?.close();
  terminal = null;
});

/** A small program that draws on our own terminal: a counter, the last key, the size. */
async function start(options: Partial<PtyOptions> = {}): Promise<PtyTerminal> {
  const program = await buildFixture('counter');
  terminal = openPty({
    command: process.execPath,
    cols: 60,
    rows: 12,
    ...options,
    args: [program, ...(options.args ?? [])],
  });
  return terminal;
}

describe('a terminal of our own, in a real pty', () => {
  it('shows frames, hears keys one by one, follows the size, and gives the terminal back', async () => {
    const pty = await start();
    await pty.waitFor(/size 60x12/);
    expect(pty.restored()).toBe(false);
    pty.type('jjjj');
    await pty.waitFor(/keys 4 last j/);
    pty.press('pgdn');
    await pty.waitFor(/keys 5 last pgdn/);
    pty.resize(100, 30);
    const lines = await pty.waitFor(/size 100x30/);
    expect(lines[0]).toHaveLength(100);
    pty.press('q');
    expect(await pty.exit()).toEqual({ code: 0, signal: 0 });
    expect(pty.restored()).toBe(true);
    expect(pty.screen().join('')).toBe('goodbye');
  });

  it.each([
    ['SIGTERM', { code: 143, signal: 0 }],
    ['SIGINT', { code: 130, signal: 0 }],
    // By the signal itself; shells call that 129.
    ['SIGHUP', { code: 0, signal: 1 }],
  ] as const)('gives the terminal back on %s', async (signal, end) => {
    const pty = await start();
    await pty.waitFor(/size/);
    pty.signal(signal);
    expect(await pty.exit()).toEqual(end);
    expect(pty.restored()).toBe(true);
  });

  it.each(['throw', 'reject'])(
    'gives the terminal back on a crash (%s), then says why',
    async (key) => {
      const pty = await start({ args: ['--crash', key] });
      await pty.waitFor(/size/);
      pty.press('x');
      expect(await pty.exit()).toEqual({ code: 1, signal: 0 });
      expect(pty.restored()).toBe(true);
      expect(pty.screen().join('')).toContain('internal error: Error: crashed on purpose');
    },
  );

  it('is stopped by ctrl-z and drawn anew when it is continued', async () => {
    const program = await buildFixture('counter');
    // A shell with job control, as a person has it.
    terminal = openPty({
      command: '/bin/bash',
      args: ['--norc', '-i'],
      cols: 60,
      rows: 12,
      env: { PS1: '$ ' },
    });
    terminal.type(`${process.execPath} ${program}\r`);
    await terminal.waitFor(/size 60x12/);
    terminal.press('ctrl-z');
    await terminal.waitFor(/Stopped/);
    terminal.type('stty -a | grep -o " icanon"; echo still $((40+2))\r');
    await terminal.waitFor(/ icanon\nstill 42/);
    terminal.type('fg\r');
    await terminal.waitFor(
      (lines) => lines[0]?.startsWith('╭') === true && lines.join('').includes('size 60x12'),
    );
    terminal.press('q');
    await terminal.waitFor(/goodbye/);
    terminal.type('exit\r');
    await terminal.exit();
  });

  it('leaves nothing of its questions to the terminal for the shell to read', async () => {
    const program = await buildFixture('counter');
    terminal = openPty({
      command: '/bin/bash',
      args: ['--norc', '-i'],
      env: { PS1: '$ ' },
      bytesPerSecond: 20_000,
    });
    terminal.type(`${process.execPath} ${program} --busy\r`);
    await terminal.waitFor(/size 120x40/);
    const later = terminal.bytes + 20_000;
    await terminal.waitFor((_, bytes) => bytes > later);
    terminal.press('q');
    await terminal.waitFor(/worst stall/);
    terminal.type('echo still $((40+2))\r');
    const lines = await terminal.waitFor(/^still 42\n\$/m);
    expect(lines.filter((line) => line !== '').slice(-3)).toEqual([
      '$ echo still $((40+2))',
      'still 42',
      '$',
    ]);
  });

  it('refuses a dumb terminal before it touches it', async () => {
    const pty = await start({ env: { TERM: 'dumb' } });
    expect((await pty.exit()).code).toBe(2);
    expect(pty.raw).not.toContain('\u001B');
    expect(pty.raw).toContain('TERM=dumb');
  });

  it('never blocks and answers keys on a slow link', async () => {
    const pty = await start({ args: ['--busy'], bytesPerSecond: 10_000, cols: 120, rows: 40 });
    await pty.waitFor(/size 120x40/);
    // Long enough for every queue on the way to be full.
    const full = pty.bytes + 30_000;
    await pty.waitFor((_, bytes) => bytes > full);
    const waits: number[] = [];
    for (let key = 1; key <= 3; key++) {
      const pressed = performance.now();
      pty.press('j');
      await pty.waitFor(new RegExp(`keys ${key} last j`));
      waits.push(performance.now() - pressed);
    }
    expect(Math.min(...waits)).toBeLessThan(2_000);
    pty.press('q');
    await pty.exit();
    const [, stall] = /worst stall (\d+) ms/.exec(pty.raw) ?? [];
    // For whatever stands still for seconds; finer figures are the benchmark's.
    expect(Number(stall)).toBeLessThan(2_000);
    expect(pty.restored()).toBe(true);
  });
});

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Output } from '../../src/pipe/output.js';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kafka-tui-output-'));
});

afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

function withCode(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: as the system says it`), { code });
}

/** `fs.write` that does what the steps say, one a call, and then what it always does. */
function writing(...steps: readonly (string | number)[]): void {
  const rest = [...steps];
  const real = fs.write;
  vi.spyOn(fs, 'write').mockImplementation((...args: unknown[]) => {
    const step = rest.shift();
    const done = args.at(-1) as (error: Error | null, written: number) => void;
    if (typeof step === 'string') setImmediate(done, withCode(step), 0);
    else Reflect.apply(real, fs, typeof step === 'number' ? args.with(3, step) : args);
  });
}

describe('the output', () => {
  it('has everything in order, though it was taken in pieces and refused in between', async () => {
    const file = path.join(folder, 'out');
    const fd = fs.openSync(file, 'w');
    writing('EAGAIN', 3, 'EAGAIN', 1, 'EAGAIN');
    const output = new Output(fd);
    for (let n = 0; n < 20; n++) await output.write(Buffer.from(`line ${n}\n`));
    await output.flush();
    fs.closeSync(fd);
    expect(fs.readFileSync(file, 'utf8')).toBe(
      Array.from({ length: 20 }, (_, n) => `line ${n}\n`).join(''),
    );
    expect(output.closed).toBe(false);
  });

  it('is closed once its reader has gone, and swallows the rest', async () => {
    writing('EPIPE');
    const output = new Output(99);
    await output.write(Buffer.from('a'));
    await output.flush();
    expect(output.closed).toBe(true);
    await output.write(Buffer.from('b'));
    await output.flush();
    expect(vi.mocked(fs.write)).toHaveBeenCalledTimes(1);
  });

  it('is closed by a real pipe whose reader has gone', async () => {
    const fifo = path.join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const reader = fs.openSync(fifo, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const fd = fs.openSync(fifo, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    const output = new Output(fd);
    await output.write(Buffer.from('read me\n'));
    await output.flush();
    const came = Buffer.alloc(8);
    fs.readSync(reader, came);
    expect(came.toString()).toBe('read me\n');
    fs.closeSync(reader);
    await output.write(Buffer.from('nobody there'));
    await output.flush();
    expect(output.closed).toBe(true);
    fs.closeSync(fd);
  });

  it('waits for a full pipe without holding the loop', async () => {
    const fifo = path.join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const reader = fs.openSync(fifo, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    const fd = fs.openSync(fifo, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    const output = new Output(fd);
    const size = 300_000;
    await output.write(Buffer.alloc(size, 'x'));
    let isDone = false;
    const done = output.flush().then(() => (isDone = true));
    let read = 0;
    const chunk = Buffer.alloc(64 * 1024);
    while (read < size) {
      expect(isDone).toBe(false);
      await new Promise((resolve) => setImmediate(resolve));
      try {
        read += fs.readSync(reader, chunk);
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('EAGAIN');
      }
    }
    await done;
    expect(read).toBe(size);
    fs.closeSync(reader);
    fs.closeSync(fd);
  });

  it.each([
    ['ENOSPC', 'make room on that disk'],
    ['EIO', 'where does the output go?'],
  ])('says what is wrong where it fails otherwise: %s', async (code, next) => {
    writing(code);
    const output = new Output(99);
    await output.write(Buffer.from('a'));
    await expect(output.flush()).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      next,
      exitCode: 1,
    });
    await expect(output.write(Buffer.from('b'))).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });
});

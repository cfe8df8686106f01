import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { openTerminal, type Terminal } from '../../../src/ui/terminal/terminal.js';
import { FakeTimers } from './fakes.js';

class FakeStdin extends EventEmitter {
  isTTY = true;
  raw = false;
  reading = false;
  setRawMode(raw: boolean): void {
    this.raw = raw;
  }
  resume(): void {
    this.reading = true;
  }
  pause(): void {
    this.reading = false;
  }
}

class FakeStdout extends EventEmitter {
  columns = 100;
  rows = 30;
  writableLength = 0;
  written = '';
  write(text: string, callback?: () => void): boolean {
    this.written += text;
    callback?.();
    return true;
  }
}

class FakeJobs extends EventEmitter {
  readonly platform = 'linux';
  readonly killed: string[] = [];
  kill(_pid: number, signal: string): void {
    this.killed.push(signal);
  }
}

function open(env: Record<string, string> = { TERM: 'xterm-256color' }): {
  terminal: Terminal;
  stdin: FakeStdin;
  stdout: FakeStdout;
  jobs: FakeJobs;
  timers: FakeTimers;
} {
  const stdin = new FakeStdin();
  const stdout = new FakeStdout();
  const jobs = new FakeJobs();
  const timers = new FakeTimers();
  return {
    terminal: openTerminal({ stdin, stdout, env, jobs, timers }),
    stdin,
    stdout,
    jobs,
    timers,
  };
}

const ENTERED = '\u001B[?1049h\u001B[?25l\u001B[?7l\u001B[?2004h';
const QUESTION = '\u001B[c';
const LEFT = '\u001B[m\u001B[?2004l\u001B[?7h\u001B[?1049l\u001B[?25h';

describe('openTerminal', () => {
  it.each([{}, { TERM: 'dumb' }])('refuses a terminal that cannot draw: %o', (env) => {
    const stdout = new FakeStdout();
    const attempt = (): unknown =>
      openTerminal({ stdin: new FakeStdin(), stdout, env, jobs: new FakeJobs() });
    expect(attempt).toThrow(
      expect.objectContaining({ code: 'TERMINAL_DUMB', exitCode: 2 }) as KafkaTuiError,
    );
    expect(stdout.written).toBe('');
  });

  it('refuses to read keys from a file', () => {
    const stdin = new FakeStdin();
    stdin.isTTY = false;
    const stdout = new FakeStdout();
    expect(() => openTerminal({ stdin, stdout, env: { TERM: 'xterm' } })).toThrow(
      expect.objectContaining({ code: 'STDIN_NOT_A_TERMINAL' }) as KafkaTuiError,
    );
  });

  it('takes the terminal, and gives it back once', () => {
    const { terminal, stdin, stdout } = open();
    expect(stdout.written).toBe(ENTERED);
    expect(stdin).toMatchObject({ raw: true, reading: true });
    terminal.restore();
    terminal.restore();
    expect(stdout.written).toBe(ENTERED + LEFT);
    expect(stdin).toMatchObject({ raw: false, reading: false });
  });

  it('clears the screen of a terminal that has no alternate one', () => {
    const { terminal, stdout } = open({ TERM: 'linux' });
    expect(stdout.written).toContain('\u001B[H\u001B[2J');
    stdout.written = '';
    terminal.restore();
    expect(stdout.written).toContain('\u001B[H\u001B[2J');
  });

  it('writes nothing behind the farewell', () => {
    const { terminal, stdout } = open();
    terminal.output.write('frame');
    terminal.restore();
    terminal.output.write('late frame');
    expect(stdout.written).toBe(`${ENTERED}frame${QUESTION}${LEFT}`);
    expect(terminal.output.ready).toBe(false);
  });

  it('reads keys and tells of a new size', () => {
    const { terminal, stdin, stdout } = open();
    const heard: unknown[] = [];
    terminal.onInput((event) => heard.push(event.type === 'key' ? event.name : event.text));
    terminal.onResize((size) => heard.push(size));
    stdin.emit('data', Buffer.from('jj'));
    stdout.columns = 80;
    stdout.emit('resize');
    expect(heard).toEqual(['j', 'j', { columns: 80, rows: 30 }]);
    stdout.columns = 0;
    expect(terminal.size()).toEqual({ columns: 80, rows: 30 });
  });

  it('gives the terminal back to be stopped, and takes it again when continued', () => {
    const { terminal, stdin, stdout, jobs, timers } = open();
    let resumed = 0;
    terminal.onResume(() => resumed++);
    terminal.suspend();
    expect(jobs.killed).toEqual(['SIGTSTP']);
    expect(stdout.written).toBe(ENTERED + LEFT);
    expect(stdin.raw).toBe(false);
    jobs.emit('SIGCONT');
    timers.advance(1_000);
    expect(resumed).toBe(1);
    expect(stdout.written).toBe(ENTERED + LEFT + ENTERED);
    expect(stdin.raw).toBe(true);
    terminal.restore();
    expect(jobs.listenerCount('SIGCONT')).toBe(0);
  });

  it('goes on by itself where nobody can stop and continue it', () => {
    const { terminal, stdout, timers } = open();
    terminal.suspend();
    timers.advance(100);
    expect(stdout.written).toBe(ENTERED + LEFT + ENTERED);
  });

  it('stays given back when it is restored while suspended', () => {
    const { terminal, stdout, jobs, timers } = open();
    terminal.suspend();
    terminal.restore();
    jobs.emit('SIGCONT');
    timers.advance(1_000);
    expect(stdout.written).toBe(ENTERED + LEFT);
  });

  it('holds frames back until the terminal has drawn, once it has shown that it answers', () => {
    const { terminal, stdin, timers } = open();
    const answer = (): void => void stdin.emit('data', '\u001B[?62;22c');
    const causes: string[] = [];
    terminal.output.onDrain((cause) => causes.push(cause));
    terminal.output.write('x'.repeat(9_000));
    expect(terminal.output).toMatchObject({ ready: true, inFlight: 0 });
    answer();
    terminal.output.write('x'.repeat(9_000));
    expect(terminal.output).toMatchObject({ ready: false, inFlight: 9_003 });
    answer();
    expect(terminal.output).toMatchObject({ ready: true, inFlight: 0 });
    expect(causes).toEqual(['drawn', 'drawn']);
    expect(timers.pending).toBe(0);
  });

  it('asks no more where nobody answers, and waits no longer for a lost answer', () => {
    const { terminal, stdin, stdout, timers } = open();
    terminal.output.write('one');
    timers.advance(3_000);
    terminal.output.write('two');
    expect(stdout.written).toBe(`${ENTERED}one${QUESTION}two`);
    expect(timers.pending).toBe(0);
    const other = open();
    other.terminal.output.write('one');
    other.stdin.emit('data', '\u001B[?6c');
    other.terminal.output.write('x'.repeat(9_000));
    expect(other.terminal.output.ready).toBe(false);
    other.timers.advance(3_000);
    expect(other.terminal.output.ready).toBe(true);
    expect(stdin.raw).toBe(true);
  });

  it('says when the terminal went away', () => {
    const { terminal, stdin } = open();
    let gone = 0;
    terminal.onGone(() => gone++);
    stdin.emit('error', Object.assign(new Error('read EIO'), { code: 'EIO' }));
    expect(gone).toBe(1);
  });
});

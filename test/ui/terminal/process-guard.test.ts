import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { describeFailure, guardProcess } from '../../../src/ui/terminal/process-guard.js';

class FakeHost extends EventEmitter {
  readonly codes: number[] = [];
  readonly pid = 42;
  /** By the signal itself, which nobody catches any more. */
  kill(): void {
    expect(this.listenerCount('SIGHUP')).toBe(0);
    this.exit(129);
  }
  exit(code: number): void {
    this.codes.push(code);
    this.emit('exited', code);
  }
}

class FakeTerminal {
  restored = 0;
  #gone: (() => void) | null = null;
  restore(): void {
    this.restored++;
  }
  onGone(listener: () => void): () => void {
    this.#gone = listener;
    return () => {
      this.#gone = null;
    };
  }
  goAway(): void {
    this.#gone?.();
  }
}

function guard(onSignal: () => Promise<void> = () => Promise.resolve()): {
  host: FakeHost;
  terminal: FakeTerminal;
  printed: string[];
  release: () => void;
} {
  const host = new FakeHost();
  const terminal = new FakeTerminal();
  const printed: string[] = [];
  const printError = (text: string): void => {
    expect(terminal.restored).toBeGreaterThan(0);
    printed.push(text);
  };
  const options = { terminal, host, printError, onSignal };
  return { host, terminal, printed, release: guardProcess(options) };
}

describe('guardProcess', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])(
    'gives the terminal back on %s, then lets connections close, then exits',
    async (signal, code) => {
      const order: string[] = [];
      const { host, terminal } = guard(async () => {
        order.push(`restored ${terminal.restored}`);
        await Promise.resolve();
        order.push('closed');
      });
      const exited = once(host, 'exited');
      host.emit(signal);
      expect(terminal.restored).toBe(1);
      await exited;
      expect(order).toEqual(['restored 1', 'closed']);
      expect(host.codes).toEqual([code]);
    },
  );

  it('does not wait when it is asked twice', () => {
    const { host } = guard(() => new Promise(() => undefined));
    host.emit('SIGINT');
    host.emit('SIGINT');
    expect(host.codes).toEqual([130]);
  });

  it('prints a crash behind the restored screen', () => {
    const { host, printed } = guard();
    host.emit('uncaughtException', new TypeError('x is not\na function'));
    expect(host.codes).toEqual([1]);
    expect(printed.join('')).toMatch(
      /^kafka-tui: internal error: TypeError: x is not a function at .*\n.*\n$/,
    );
  });

  it('prints what to do next when the error knows it, and uses its exit code', () => {
    const { host, printed } = guard();
    const error = new KafkaTuiError({
      code: 'AUTH_FAILED',
      message: 'no',
      next: 'ask',
      exitCode: 4,
    });
    host.emit('unhandledRejection', error);
    expect(printed).toEqual(['kafka-tui: no (AUTH_FAILED)\n  next: ask\n']);
    expect(host.codes).toEqual([4]);
  });

  it('says nothing when the terminal went away', async () => {
    const { host, terminal, printed } = guard();
    const exited = once(host, 'exited');
    terminal.goAway();
    await exited;
    expect(host.codes).toEqual([129]);
    expect(printed).toEqual([]);
    const other = guard();
    const error = Object.assign(new Error('write EIO'), { code: 'EIO', syscall: 'write' });
    const otherExited = once(other.host, 'exited');
    other.host.emit('uncaughtException', error);
    await otherExited;
    expect(other.printed).toEqual([]);
  });

  it('keeps warnings of Node off the screen until it is released', () => {
    const host = new FakeHost();
    const seen: string[] = [];
    host.on('warning', (warning: Error) => seen.push(warning.message));
    const release = guardProcess({ terminal: new FakeTerminal(), host });
    host.emit('warning', new Error('negative timeout'));
    expect(seen).toEqual([]);
    release();
    host.emit('warning', new Error('later'));
    expect(seen).toEqual(['later']);
    expect(host.eventNames()).toEqual(['warning']);
  });

  it('keeps control characters of an error off the terminal', () => {
    expect(describeFailure('\u001B[2Jbad')).not.toContain('\u001B');
  });
});

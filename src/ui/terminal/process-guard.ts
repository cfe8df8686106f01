import type { EventEmitter } from 'node:events';
import { KafkaTuiError } from '../../model/problem.js';
import type { Terminal } from './terminal.js';

export type FatalSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT';

type Listener = (value: unknown) => void;

/** What is used of the process; `process` is one. */
export type GuardedProcess = Pick<
  EventEmitter,
  'on' | 'off' | 'listeners' | 'removeAllListeners'
> & {
  exit(code: number): void;
  readonly pid: number;
  kill(pid: number, signal: 'SIGHUP'): unknown;
};

export interface GuardOptions {
  readonly terminal: Pick<Terminal, 'restore' | 'onGone'>;
  /** Closes connections on the way out, at most for `LONGEST_GOODBYE`. The terminal is back by then. */
  readonly onSignal?: (signal: FatalSignal) => Promise<void> | void;
  readonly host?: GuardedProcess;
  readonly printError?: (text: string) => void;
}

/** 128 and the signal's number, as shells have it. */
const SIGNALS: Readonly<Record<FatalSignal, number>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
  SIGQUIT: 131,
};

/** A member commits and leaves its group before it goes, however slow the broker; ms. */
export const LONGEST_GOODBYE = 4_000;

/** Errors of a terminal that went away: there is nobody left to tell. */
const GONE = new Set(['EIO', 'EPIPE', 'ENXIO', 'EBADF', 'ENOTTY']);

/**
 * Gives the terminal back on every way out that the program does not choose itself: signals, crashes,
 * the end of the terminal. Warnings of Node are swallowed meanwhile: they would land in the panes.
 * Returns how to take the guard off, for the orderly way out.
 */
export function guardProcess(options: GuardOptions): () => void {
  const host = options.host ?? process;
  const guard = new Guard(options, host);
  guard.install();
  return () => {
    guard.remove();
  };
}

/**
 * Ends the process as SIGHUP itself would. An orderly exit resets the terminal once more, and where the
 * terminal is gone Node ends with an assertion and a core dump. Ink listens to the signal as well, and would
 * let the process end in an orderly way: nobody may listen any more.
 */
export function hangUp(
  host: Pick<GuardedProcess, 'pid' | 'kill' | 'removeAllListeners'> = process,
): void {
  host.removeAllListeners('SIGHUP');
  host.kill(host.pid, 'SIGHUP');
}

class Guard {
  readonly #options: GuardOptions;
  readonly #host: GuardedProcess;
  readonly #listeners: (readonly [string, Listener])[] = [];
  #warningListeners: Listener[] = [];
  #stopWatching: (() => void) | null = null;
  #leaving = false;

  constructor(options: GuardOptions, host: GuardedProcess) {
    this.#options = options;
    this.#host = host;
  }

  install(): void {
    for (const signal of Object.keys(SIGNALS) as FatalSignal[]) {
      this.#listen(signal, () => {
        this.#leave(signal, SIGNALS[signal]);
      });
    }
    this.#listen('uncaughtException', (error: unknown) => {
      this.#crash(error);
    });
    this.#listen('unhandledRejection', (error: unknown) => {
      this.#crash(error);
    });
    this.#listen('exit', () => {
      this.#options.terminal.restore();
    });
    this.#stopWatching = this.#options.terminal.onGone(() => {
      this.#leave('SIGHUP', SIGNALS.SIGHUP);
    });
    // Would open Node's inspector, and print where over the panes.
    this.#listen('SIGUSR1', () => undefined);
    this.#silenceWarnings();
  }

  remove(): void {
    for (const [event, listener] of this.#listeners) this.#host.off(event, listener);
    this.#listeners.length = 0;
    this.#stopWatching?.();
    for (const listener of this.#warningListeners) this.#host.on('warning', listener);
    this.#warningListeners = [];
  }

  #listen(event: string, listener: (value: unknown) => void): void {
    this.#listeners.push([event, listener]);
    this.#host.on(event, listener);
  }

  /** Node prints warnings from a listener of its own; silence is that listener taken off. */
  #silenceWarnings(): void {
    this.#warningListeners = this.#host.listeners('warning') as Listener[];
    for (const listener of this.#warningListeners) this.#host.off('warning', listener);
    this.#listen('warning', () => undefined);
  }

  #leave(signal: FatalSignal, code: number): void {
    this.#options.terminal.restore();
    // Asked a second time: do not wait for anybody any more.
    if (this.#leaving) {
      if (signal !== 'SIGHUP') this.#host.exit(code);
      return;
    }
    this.#leaving = true;
    const exit = (): void => {
      if (signal === 'SIGHUP') this.#hangUp();
      else this.#host.exit(code);
    };
    const goodbye = Promise.resolve(signal).then(this.#options.onSignal ?? (() => undefined));
    setTimeout(exit, LONGEST_GOODBYE).unref();
    goodbye.then(exit, exit);
  }

  #hangUp(): void {
    this.remove();
    hangUp(this.#host);
  }

  #crash(error: unknown): void {
    this.#options.terminal.restore();
    if (hasGone(error)) {
      this.#leave('SIGHUP', SIGNALS.SIGHUP);
      return;
    }
    const print = this.#options.printError ?? ((text) => process.stderr.write(text));
    print(describeFailure(error));
    this.#host.exit(error instanceof KafkaTuiError ? error.exitCode : 1);
  }
}

function hasGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    GONE.has(error.code) &&
    'syscall' in error &&
    (error.syscall === 'write' || error.syscall === 'read')
  );
}

/** An error in two lines for stderr: what happened, and what to do next. */
export function describeFailure(error: unknown): string {
  if (error instanceof KafkaTuiError) {
    return `kafka-tui: ${oneLine(error.message)} (${error.code})\n  next: ${oneLine(error.next)}\n`;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const frame = error instanceof Error ? /^\s+at (.*)$/m.exec(error.stack ?? '')?.[1] : undefined;
  const where = frame === undefined ? '' : ` at ${frame}`;
  return `kafka-tui: internal error: ${oneLine(message)}${where} (CRASHED)\n  next: this is a bug; please report it with the line above\n`;
}

/** What a broker or a message said must not draw on the terminal either. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001F\u007F-\u009F]+/g, ' ').trim();
}

import { EventEmitter } from 'node:events';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { swallowAnswers } from './descriptor.js';
import { Fence } from './fence.js';
import { InputParser, type InputEvent } from './input.js';
import type { ScreenOutput, ScreenSize } from './screen-output.js';
import { checkTerminal, enterSequence, leaveSequence, type Environment } from './terminal-modes.js';
import { systemTimers, type Timers } from './timers.js';
import { TtyOutput, type OutputStream } from './tty-output.js';

/** What is used of stdin; `process.stdin` on a terminal is one. */
export interface TerminalInput extends EventEmitter {
  readonly isTTY?: boolean;
  setRawMode(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
}

export interface TerminalScreen extends OutputStream, EventEmitter {
  readonly columns?: number;
  readonly rows?: number;
  /** Node's own: asks the kernel for the size, and emits `resize` where it is another. */
  _refreshSize?(): void;
}

/** What is used of the process for job control. */
export interface JobControl {
  readonly platform: NodeJS.Platform;
  kill(pid: number, signal: string): unknown;
  on(signal: 'SIGCONT', listener: () => void): unknown;
  off(signal: 'SIGCONT', listener: () => void): unknown;
}

export interface TerminalOptions {
  readonly stdin: TerminalInput;
  readonly stdout: TerminalScreen;
  readonly env: Environment;
  readonly timers?: Timers;
  readonly jobs?: JobControl;
}

type Unsubscribe = () => void;

/** A terminal that is ours until `restore`. */
export interface Terminal {
  readonly output: ScreenOutput;
  size(): ScreenSize;
  onResize(listener: (size: ScreenSize) => void): Unsubscribe;
  onInput(listener: (event: InputEvent) => void): Unsubscribe;
  /** Called when the screen is ours again after a suspension: all of it must be drawn anew. */
  onResume(listener: () => void): Unsubscribe;
  /** Called when the terminal went away: nothing can be shown or asked any more. */
  onGone(listener: () => void): Unsubscribe;
  /** What ctrl-z does elsewhere: gives the terminal back and stops the process until it is continued. */
  suspend(): void;
  /** Gives the terminal back, before it returns; any number of times. */
  restore(): void;
}

/** A stopped process that nobody can continue is not stopped at all: then we go on after this, in ms. */
const NOT_STOPPED_AFTER = 100;

/** ms to wait at the end for answers of the terminal: one that answers, and one that may not. */
const LAST_ANSWERS = { proven: 1_000, unproven: 100 };

/** Takes the terminal: alternate screen, raw keys. Throws a KafkaTuiError where that cannot be. */
export function openTerminal(options: TerminalOptions): Terminal {
  const jobs = options.jobs ?? process;
  checkTerminal(options.env, jobs.platform);
  if (options.stdin.isTTY !== true) {
    throw new KafkaTuiError({
      code: 'STDIN_NOT_A_TERMINAL',
      message: 'keys are read from stdin, and stdin is not a terminal',
      next: 'do not redirect stdin, or print lines instead: add -J or -f FORMAT',
      exitCode: EXIT.usage,
    });
  }
  const terminal = new OwnedTerminal(options, jobs);
  terminal.enter();
  return terminal;
}

class OwnedTerminal implements Terminal {
  readonly output: TtyOutput;
  readonly #options: TerminalOptions;
  readonly #jobs: JobControl;
  readonly #timers: Timers;
  readonly #events = new EventEmitter();
  readonly #parser: InputParser;
  readonly #fence: Fence;
  #cancelContinue: (() => void) | null = null;
  #state: 'ours' | 'suspended' | 'given back' = 'suspended';

  constructor(options: TerminalOptions, jobs: JobControl) {
    this.#options = options;
    this.#jobs = jobs;
    this.#timers = options.timers ?? systemTimers;
    this.#events.setMaxListeners(0);
    this.#fence = new Fence(this.#timers, () => {
      this.output.notify('drawn');
    });
    this.output = new TtyOutput(options.stdout, this.#fence, this.#gone);
    this.#parser = new InputParser({
      onEvent: (event) => this.#events.emit('input', event),
      onAnswer: () => {
        this.#fence.answered();
      },
      timers: this.#timers,
    });
    // These stay to the end: a late EIO must not become an uncaught exception.
    options.stdin.on('error', this.#gone);
    options.stdout.on('error', this.#gone);
  }

  enter(): void {
    const { stdin, stdout, env } = this.#options;
    this.output.open();
    // Off first: Node skips a mode that it believes to be set, and a shell may have changed it.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    this.#state = 'ours';
    this.output.writeNow(enterSequence(env));
    stdin.on('data', this.#data);
    stdin.on('end', this.#gone);
    stdin.on('close', this.#gone);
    stdin.resume();
    stdout.on('resize', this.#resized);
    this.#jobs.on('SIGCONT', this.#continued);
  }

  size(): ScreenSize {
    const { columns, rows } = this.#options.stdout;
    // A terminal that does not know its size says 0.
    return { columns: positive(columns) ?? 80, rows: positive(rows) ?? 24 };
  }

  onResize(listener: (size: ScreenSize) => void): Unsubscribe {
    return this.#subscribe('resize', listener);
  }

  onInput(listener: (event: InputEvent) => void): Unsubscribe {
    return this.#subscribe('input', listener);
  }

  onResume(listener: () => void): Unsubscribe {
    return this.#subscribe('resume', listener);
  }

  onGone(listener: () => void): Unsubscribe {
    return this.#subscribe('gone', listener);
  }

  suspend(): void {
    if (this.#state !== 'ours' || this.#jobs.platform === 'win32') return;
    this.#leave();
    this.#state = 'suspended';
    this.#jobs.on('SIGCONT', this.#continued);
    // To the whole group, as the terminal's own ctrl-z goes: npm or a script may stand between us and the shell.
    this.#jobs.kill(0, 'SIGTSTP');
    // Without a shell that does job control the kernel ignores the signal, and no SIGCONT will come.
    this.#cancelContinue = this.#timers.after(NOT_STOPPED_AFTER, this.#continued);
  }

  restore(): void {
    if (this.#state === 'given back') return;
    const held = this.#state === 'ours';
    this.#state = 'given back';
    if (held) this.#leave();
    else this.#jobs.off('SIGCONT', this.#continued);
    this.#cancelContinue?.();
  }

  #leave(): void {
    const { stdin, stdout, env } = this.#options;
    this.#jobs.off('SIGCONT', this.#continued);
    stdout.off('resize', this.#resized);
    stdin.off('data', this.#data);
    stdin.off('end', this.#gone);
    stdin.off('close', this.#gone);
    this.#parser.reset();
    this.output.writeNow(leaveSequence(env));
    this.output.close();
    const wait = this.#fence.proven ? LAST_ANSWERS.proven : LAST_ANSWERS.unproven;
    swallowAnswers(stdin, this.#fence.unanswered, wait);
    this.#fence.reset();
    try {
      stdin.setRawMode(false);
      stdin.pause();
    } catch {
      // The terminal is gone; there is nothing to give back.
    }
  }

  readonly #gone = (): void => {
    if (this.#state === 'ours') this.#events.emit('gone');
  };

  readonly #data = (chunk: Buffer | string): void => {
    this.#parser.push(chunk);
  };

  readonly #resized = (): void => {
    this.#events.emit('resize', this.size());
  };

  /** SIGCONT: after a suspension of ours, or after somebody stopped us from outside. */
  readonly #continued = (): void => {
    this.#cancelContinue?.();
    if (this.#state === 'given back') return;
    if (this.#state === 'ours') this.#leave();
    else this.#jobs.off('SIGCONT', this.#continued);
    this.enter();
    // Nobody told us of a resize while another job had the terminal.
    this.#options.stdout._refreshSize?.();
    this.#events.emit('resume');
    // Whoever wanted to draw in the meantime is waiting for this.
    this.output.notify('drawn');
  };

  #subscribe(event: string, listener: (argument: never) => void): Unsubscribe {
    const wrapped = listener as (argument: unknown) => void;
    this.#events.on(event, wrapped);
    return () => {
      this.#events.off(event, wrapped);
    };
  }
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

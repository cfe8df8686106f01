import { spawn, type IPty } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { fileURLToPath } from 'node:url';
import { overhear } from '../support/overheard.js';
import { cleanEnvironment } from './environment.js';
import { sequenceOf } from './keys.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A slow link shows what it has carried meanwhile this often, in ms. */
const TICK = 50;

export interface PtyOptions {
  /** The program; the built kafka-tui unless given. */
  readonly command?: string;
  readonly args: readonly string[];
  readonly cols?: number;
  readonly rows?: number;
  /** Added to the environment; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Reads the terminal no faster than this, as a slow link would. */
  readonly bytesPerSecond?: number;
}

export interface Exit {
  readonly code: number;
  /** Number of the signal that ended it, 0 when none did. */
  readonly signal: number;
}

type Test = (lines: readonly string[], bytes: number) => boolean;

type Condition = RegExp | Test;

interface Waiter {
  readonly test: Test;
  readonly resolve: (lines: string[]) => void;
}

/** Starts a program in a real pty, with a terminal emulator in front of it. Close it after the test. */
export function openPty(options: PtyOptions): PtyTerminal {
  return new PtyTerminal(options);
}

/** A person at a terminal: types, looks, waits until something is there, resizes. */
export class PtyTerminal {
  readonly #pty: IPty;
  readonly #emulator: InstanceType<typeof xterm.Terminal>;
  readonly #waiters = new Set<Waiter>();
  readonly #raw: Buffer[] = [];
  readonly #exit: Promise<Exit>;
  readonly #bytesPerSecond: number;
  #unread: Buffer[] = [];
  #ticker: NodeJS.Timeout | null = null;
  #bytes = 0;
  #exited: Exit | null = null;

  constructor(options: PtyOptions) {
    const { cols = 120, rows = 40, bytesPerSecond = Infinity } = options;
    this.#bytesPerSecond = bytesPerSecond;
    this.#emulator = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 1000 });
    const [command, args] =
      options.command === undefined
        ? [process.execPath, ['bin/kafka-tui.js', ...options.args]]
        : [options.command, [...options.args]];
    const env = { ...cleanEnvironment(), TERM: 'xterm-256color', CI: undefined, ...options.env };
    const set = Object.entries(env).filter(([, value]) => value !== undefined);
    this.#pty = spawn(command, args, {
      cols,
      rows,
      cwd: ROOT,
      name: env.TERM,
      encoding: null,
      env: Object.fromEntries(set),
    });
    // What a terminal answers to queries goes back to the program.
    this.#emulator.onData((answer) => {
      if (this.#exited === null) this.#pty.write(answer);
    });
    this.#pty.onData((data) => {
      this.#receive(Buffer.from(data));
    });
    this.#exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal }) => {
        this.#exited = { code: exitCode, signal: signal ?? 0 };
        resolve(this.#exited);
      });
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Bytes that the program has sent to the terminal so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Everything that the program has sent to the terminal so far. */
  get raw(): string {
    return Buffer.concat(this.#raw).toString();
  }

  /** The lines on the screen, without blanks at their ends. */
  screen(): string[] {
    const { active } = this.#emulator.buffer;
    return Array.from({ length: this.#emulator.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  /** Waits until the screen satisfies a condition; the error shows the screen. */
  async waitFor(condition: Condition, timeoutMs = 10_000): Promise<string[]> {
    const test =
      typeof condition === 'function'
        ? condition
        : (lines: readonly string[]): boolean => condition.test(lines.join('\n'));
    const now = this.screen();
    if (test(now, this.#bytes)) return now;
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        test,
        resolve: (lines) => {
          clearTimeout(timer);
          resolve(lines);
        },
      };
      this.#waiters.add(waiter);
      const asked = new Error('asked here');
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const what = `not on the screen after ${timeoutMs} ms: ${String(condition)}`;
        reject(new Error(`${what}\n${this.describe()}`, { cause: asked }));
      }, timeoutMs);
    });
  }

  /** The screen in a frame, for error messages. */
  describe(): string {
    const rule = '─'.repeat(this.#emulator.cols);
    const state =
      this.#exited === null
        ? 'running'
        : `exited with ${this.#exited.code}, signal ${this.#exited.signal}`;
    return [`(${state}, ${this.#bytes} bytes)`, rule, ...this.screen(), rule].join('\n');
  }

  /** Sends text in one write, as a burst over a network arrives. */
  type(text: string): void {
    this.#pty.write(text);
  }

  /** Presses keys by their names: `j`, `enter`, `pgdn`, `ctrl-c`. */
  press(...names: string[]): void {
    for (const name of names) this.#pty.write(sequenceOf(name));
  }

  /** Pastes as a terminal with bracketed paste does. */
  paste(text: string): void {
    this.#pty.write(`\u001B[200~${text}\u001B[201~`);
  }

  resize(cols: number, rows: number): void {
    this.#emulator.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.#pty.pid, name);
  }

  /** The terminal goes away, as when a connection drops. */
  hangUp(): void {
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  /** Waits for the end of the program, and until the emulator has shown its last words. */
  async exit(timeoutMs = 10_000): Promise<Exit> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`still running after ${timeoutMs} ms\n${this.describe()}`));
      }, timeoutMs);
    });
    try {
      const exit = await Promise.race([this.#exit, late]);
      await Promise.race([this.#allShown(), late]);
      return exit;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether the terminal is as it was before the program: main screen, cursor, wrapping, paste mode. */
  restored(): boolean {
    const { modes, buffer } = this.#emulator;
    const raw = this.raw;
    const cursor = raw.lastIndexOf('\u001B[?25h') >= raw.lastIndexOf('\u001B[?25l');
    return (
      buffer.active.type === 'normal' && cursor && modes.wraparoundMode && !modes.bracketedPasteMode
    );
  }

  /** Ends the program if it still runs. */
  async close(): Promise<void> {
    if (this.#exited === null) this.#pty.kill('SIGKILL');
    await this.#exit;
    if (this.#ticker !== null) clearInterval(this.#ticker);
    this.#emulator.dispose();
  }

  #receive(data: Buffer): void {
    if (this.#bytesPerSecond === Infinity) {
      this.#show(data);
      return;
    }
    // What the slow link carries is read from the pty only as it is shown, so that the program feels it.
    this.#unread.push(data);
    if (this.#alive()) this.#pty.pause();
    this.#ticker ??= setInterval(() => {
      this.#tick();
    }, TICK);
  }

  #tick(): void {
    const all = Buffer.concat(this.#unread);
    const share = Math.max(1, Math.round((this.#bytesPerSecond * TICK) / 1000));
    this.#unread = all.length > share ? [all.subarray(share)] : [];
    if (all.length > 0) this.#show(all.subarray(0, share));
    // What a dead program has left must be read soon, or node-pty throws it away.
    if (this.#exited === null && (this.#unread.length === 0 || !this.#alive())) this.#pty.resume();
  }

  #alive(): boolean {
    try {
      process.kill(this.#pty.pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  async #allShown(): Promise<void> {
    while (this.#unread.length > 0) await new Promise((resolve) => setTimeout(resolve, TICK));
    await new Promise<void>((resolve) => {
      this.#emulator.write('', resolve);
    });
  }

  #show(data: Buffer): void {
    this.#bytes += data.length;
    this.#raw.push(data);
    overhear(data);
    this.#emulator.write(data, () => {
      if (this.#waiters.size === 0) return;
      const lines = this.screen();
      for (const waiter of this.#waiters) {
        if (!waiter.test(lines, this.#bytes)) continue;
        this.#waiters.delete(waiter);
        waiter.resolve(lines);
      }
    });
  }
}

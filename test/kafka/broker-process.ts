import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * A process that ends with us, however we end: the shell around it waits on a pipe that only we
 * hold, and kills it when that closes.
 */
const LEASH = '"$@" </dev/null >>"$LOG" 2>&1 & echo $!; read -r _; kill -9 $!; wait $!';

/** A broker's Java process. */
export class BrokerProcess {
  readonly #shell: ChildProcess;
  readonly #pid: number;

  private constructor(shell: ChildProcess, pid: number) {
    this.#shell = shell;
    this.#pid = pid;
  }

  static async start(command: readonly string[], log: string): Promise<BrokerProcess> {
    const shell = spawn('sh', ['-c', LEASH, 'sh', ...command], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, LOG: log },
    });
    const { stdout } = shell;
    const [line] = (await once(stdout, 'data')) as [Buffer];
    return new BrokerProcess(shell, Number(line.toString()));
  }

  get alive(): boolean {
    try {
      process.kill(this.#pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  signal(name: NodeJS.Signals): void {
    if (this.alive) process.kill(this.#pid, name);
  }

  /** Ends it at once; done when it is gone. */
  async end(): Promise<void> {
    if (this.#shell.exitCode !== null) return;
    const gone = once(this.#shell, 'exit');
    this.#shell.stdin?.end();
    await gone;
    while (this.alive) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

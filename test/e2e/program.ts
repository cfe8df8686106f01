import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { overhear } from '../support/overheard.js';
import { cleanEnvironment } from './environment.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Closes stdout after this many bytes, as `head` does. */
  readonly closeAfter?: number;
  readonly signal?: AbortSignal;
}

/** Runs the built program without a terminal, to its end. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['bin/kafka-tui.js', ...args], {
      cwd: ROOT,
      env: { ...cleanEnvironment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (data: Buffer) => {
      stdout.push(data);
      overhear(data);
      bytes += data.length;
      if (bytes >= (options.closeAfter ?? Infinity)) child.stdout.destroy();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr.push(data);
      overhear(data);
    });
    options.signal?.addEventListener('abort', () => child.kill('SIGINT'));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
}

export async function linesOf(args: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runProgram(args);
  if (code !== 0) throw new Error(`exit code ${String(code)}: ${stderr}`);
  return stdout.toString().split('\n').slice(0, -1);
}

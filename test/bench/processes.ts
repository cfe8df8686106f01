import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export const OURS = [process.execPath, 'bin/kafka-tui.js'] as const;

/** Runs a process from start to exit with its output thrown away; gives ms. */
export function timed(command: readonly string[]): Promise<number> {
  const [file = '', ...args] = command;
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(performance.now() - start);
      else reject(new Error(`${command.join(' ')} exited with ${code ?? 'a signal'}: ${stderr}`));
    });
  });
}

/** Runs two commands by turns, so that neither has the quieter machine; gives ms of each run. */
export async function alternate(
  a: readonly string[],
  b: readonly string[],
  runs: number,
): Promise<{ readonly a: number[]; readonly b: number[] }> {
  const result = { a: [] as number[], b: [] as number[] };
  for (let run = 0; run < runs; run++) {
    result.a.push(await timed(a));
    result.b.push(await timed(b));
  }
  return result;
}

/** Resident memory of a process in MB, now. */
export function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? NaN) / 1024;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRET } from './secrets.js';

const VARIABLE = 'KAFKA_TUI_OVERHEARD';

/** Keeps what a program said (stdout, stderr, frames) until the run is over. */
export function overhear(said: string | Buffer): void {
  const folder = process.env[VARIABLE];
  if (folder !== undefined) appendFileSync(join(folder, `${process.pid}.txt`), said);
}

export function setup(): void {
  process.env[VARIABLE] ??= mkdtempSync(join(tmpdir(), 'kafka-tui-overheard-'));
}

/** Looks for every secret in everything that any program has said in this run, as it is and as it travels. */
export function teardown(): void {
  const folder = process.env[VARIABLE] ?? '';
  if (!existsSync(folder)) return;
  const said = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
  rmSync(folder, { recursive: true });
  for (const [name, secret] of Object.entries(SECRET)) {
    for (const form of [
      secret,
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
    ]) {
      if (!said.some((text) => text.includes(form))) continue;
      // What is thrown here is only printed.
      process.exitCode = 1;
      throw new Error(`a program has said a secret of the tests: ${name}`);
    }
  }
}

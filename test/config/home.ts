import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Config } from '../../src/config/config.js';
import { type Around, type Task, resolveConfig } from '../../src/config/resolve.js';
import { KafkaTuiError } from '../../src/model/problem.js';

/** A home folder of its own, and a person in it who starts the program. */
export class Home {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'kafka-tui-home-')));
  env: Record<string, string> = {};
  /** What is typed where a password is asked for; null where there is no terminal. */
  answer: string | null = null;
  readonly questions: string[] = [];
  readonly commands: string[] = [];
  runs: (command: string) => Promise<string> = () => Promise.reject(new Error('failed'));

  /** Writes a file below the home folder; gives its path. */
  write(name: string, lines: readonly string[], mode = 0o600): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${lines.join('\n')}\n`, { mode });
    return path;
  }

  profiles(...lines: readonly string[]): string {
    return this.write('.config/kafka-tui/config.yaml', lines);
  }

  start(...argv: readonly string[]): Promise<Task> {
    const { answer } = this;
    const around: Around = {
      version: '1',
      stdoutIsTerminal: false,
      env: this.env,
      home: this.path,
      ask:
        answer === null
          ? null
          : (question) => {
              this.questions.push(question);
              return Promise.resolve(answer);
            },
      runCommand: (command) => {
        this.commands.push(command);
        return this.runs(command);
      },
    };
    return resolveConfig(argv, around);
  }

  async config(...argv: readonly string[]): Promise<Config> {
    const task = await this.start(...argv);
    if (task.kind === 'run' || task.kind === 'topics') return task.config;
    throw new Error(`it was ${task.kind}`);
  }

  /** The rows of `kafka-tui config`: name → value and origin. */
  async shown(...argv: readonly string[]): Promise<Record<string, readonly [string, string]>> {
    const task = await this.start('config', ...argv);
    if (task.kind !== 'config') throw new Error(`it was ${task.kind}`);
    return Object.fromEntries(
      task.report.rows.map(({ name, value, origin }) => [name, [value, origin]]),
    );
  }

  async refused(...argv: readonly string[]): Promise<KafkaTuiError> {
    try {
      await this.start(...argv);
    } catch (error) {
      if (error instanceof KafkaTuiError) return error;
      throw error;
    }
    throw new Error('it was taken');
  }
}

/** A login by name and password; null where there is none, or one of another kind. */
export function loginOf({
  security: { sasl },
}: Config): { readonly username: string; readonly password: string } | null {
  return sasl !== null && 'username' in sasl ? sasl : null;
}

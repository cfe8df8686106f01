import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { EXIT, KafkaTuiError } from '../model/problem.js';

/** A vault that asks back may take its time, but not for ever. */
const COMMAND_MS = 120_000;

/**
 * Runs a `password_command` in the shell; what it prints, without the newline at its end, is the password.
 * It may talk to the person through the terminal. Rejects with a reason that quotes neither.
 */
export function runPasswordCommand(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['inherit', 'pipe', 'inherit'],
      timeout: COMMAND_MS,
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.on('error', () => {
      reject(new Error('could not be started'));
    });
    child.on('close', (code, signal) => {
      const password = Buffer.concat(output)
        .toString()
        .replace(/\r?\n$/, '');
      if (code !== 0) reject(new Error(`failed (${signal ?? `exit code ${String(code)}`})`));
      else if (password === '') reject(new Error('printed nothing'));
      else resolve(password);
    });
  });
}

export interface PromptInput {
  setRawMode(raw: boolean): unknown;
  on(event: 'data', listener: (data: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  off(event: string, listener: (data: Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** Asks at the terminal; nothing of the answer is shown. Ctrl-c leaves with 130. */
export function askPassword(
  question: string,
  input: PromptInput,
  output: { write(text: string): unknown },
): Promise<string> {
  // The stream's own encoding must stay as it is: the screen reads bytes from it afterwards.
  const decoder = new StringDecoder('utf8');
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const finish = (done: () => void): void => {
      input.off('data', onData);
      input.off('end', onEnd);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      done();
    };
    const give = (): void => {
      finish(() => {
        resolve(typed.join(''));
      });
    };
    const giveUp = (): void => {
      finish(() => {
        reject(interrupted());
      });
    };
    const onEnd = giveUp;
    const onData = (data: Buffer): void => {
      for (const char of decoder.write(data)) {
        if (char === '\r' || char === '\n') {
          give();
          return;
        }
        if (char === CTRL_C || (char === CTRL_D && typed.length === 0)) {
          giveUp();
          return;
        }
        if (char === DELETE || char === BACKSPACE) typed = typed.slice(0, -1);
        else if (char === CTRL_U) typed = [];
        else if (char >= ' ') typed.push(char);
      }
    };
    // First, or what is typed as soon as the question stands there would be echoed.
    input.setRawMode(true);
    output.write(question);
    input.on('data', onData);
    input.on('end', onEnd);
    input.resume();
  });
}

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACKSPACE = '\b';
const CTRL_U = '\u0015';
const DELETE = '\u007F';

function interrupted(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'INTERRUPTED',
    message: 'no password was given',
    next: 'type it, or set KAFKA_SASL_PASSWORD',
    exitCode: EXIT.interrupted,
  });
}

import { spawn } from 'node:child_process';
import { readBounded } from '../../config/bounded-file.js';
import type { TokenOrigin } from '../../config/config.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { requestToken } from './oidc.js';
import { resolvePath, whyUnreadable } from './material.js';
import { TokenCache, type Tokens, readToken } from './tokens.js';

/** A command that asks somewhere may take its time, but the broker does not wait for ever; ms. */
const COMMAND_MS = 60_000;
const MOST_BYTES = 1024 * 1024;

/** `brokerCa` also vouches for an endpoint. */
export function tokensFrom(origin: TokenOrigin, brokerCa: readonly string[] | null): Tokens {
  switch (origin.kind) {
    case 'command':
      return new TokenCache("what the token's command printed", () => fromCommand(origin.command));
    case 'file':
      return new TokenCache(`the token in ${origin.path}`, () =>
        Promise.resolve().then(() => fromFile(origin.path)),
      );
    case 'oidc':
      return new TokenCache(`the token of ${new URL(origin.endpoint).host}`, () =>
        requestToken(origin, brokerCa),
      );
  }
}

/** The program may be full screen by now: the command has neither the keys nor the screen. */
async function fromCommand(command: string) {
  const text = await new Promise<string>((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: COMMAND_MS,
    });
    const output: Buffer[] = [];
    let bytes = 0;
    child.stdout.on('data', (data: Buffer) => {
      bytes += data.length;
      if (bytes <= MOST_BYTES) output.push(data);
    });
    child.on('error', () => {
      reject(commandFailed('could not be started'));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(output).toString());
      else reject(commandFailed(`failed (${signal ?? `exit code ${String(code)}`})`));
    });
  });
  return readToken(text, "what the token's command printed");
}

function fromFile(path: string) {
  let text: string;
  try {
    text = readBounded(resolvePath(path), MOST_BYTES).toString();
  } catch (error) {
    throw new KafkaTuiError(
      {
        code: 'TOKEN_FILE',
        message: `the file with the token, ${path}, can't be read (${whyUnreadable(error)})`,
        next: 'correct the path, or who may read it: sasl.oauthbearer.token.file',
        exitCode: EXIT.usage,
      },
      { cause: error },
    );
  }
  return readToken(text, `the token in ${path}`);
}

function commandFailed(how: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'TOKEN_COMMAND',
    message: `the command that prints the token ${how}`,
    next: 'run it by itself and see: it is what sasl.oauthbearer.token.command says',
    exitCode: EXIT.unauthorised,
  });
}

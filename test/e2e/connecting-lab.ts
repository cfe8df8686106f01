import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { SECRET } from '../support/secrets.js';
import { type Finished, runProgram } from './program.js';
import type { TokenEndpoint } from './token-endpoint.js';

/** The ports of a broker, each with a way in of its own. */
export const LISTENERS = [
  'plain',
  'sasl',
  'sasl-ssl',
  'ssl',
  'mtls',
  'expired',
  'wrong-host',
  'oauth',
  'msk',
] as const;

export type ListenerName = (typeof LISTENERS)[number];

/** Who logs in by PLAIN and SCRAM, on both brokers. */
export const LOGIN = { user: 'team-2', password: SECRET.password } as const;

/** A broker with all the ways in, a topic on it with three messages, and what is needed beside it. */
export interface ConnectingLab {
  readonly at: Readonly<Record<ListenerName, string>>;
  readonly topic: string;
  readonly tokens: TokenEndpoint;
}

export const MESSAGES = ['one', 'two', 'three'];

/** Ports that are no brokers. */
export interface Nowhere {
  /** Takes connections, and says nothing. */
  readonly halfOpen: string;
  /** Nothing comes back, as from behind a firewall that drops what it gets. */
  readonly hole: string;
  /** Nobody listens. */
  readonly refused: string;
  close(): Promise<void>;
}

/**
 * Whoever listens is stopped and takes nobody in, and the queue before it is full: the kernel answers nothing more.
 */
async function blackHole(): Promise<{ readonly address: string; close(): void }> {
  const listen = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {
    process.stdout.write(String(this.address().port));
  })`;
  const listener = spawn(process.execPath, ['-e', listen], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(listener.stdout, 'data')) as [Buffer];
  listener.kill('SIGSTOP');
  const waiting: Socket[] = [];
  const close = (): void => {
    for (const socket of waiting) socket.destroy();
    listener.kill('SIGKILL');
  };
  for (let isFull = false; !isFull;) {
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    waiting.push(socket);
    isFull = await Promise.race([
      once(socket, 'connect').then(() => false),
      new Promise<true>((resolve) => setTimeout(resolve, 1_000, true)),
    ]);
    if (waiting.length > 50) {
      close();
      throw new Error('the queue of a listener does not fill up here');
    }
  }
  return { address: `127.0.0.1:${port.toString()}`, close };
}

export async function nowhere(): Promise<Nowhere> {
  const listen = async (): Promise<Server> => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const address = (server: Server): string => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [silent, gone] = [await listen(), await listen()];
  const refused = address(gone);
  await new Promise((resolve) => gone.close(resolve));
  const hole = await blackHole();
  const sockets = new Set<{ destroy(): void }>();
  silent.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.resume();
  });
  return {
    halfOpen: address(silent),
    hole: hole.address,
    refused,
    close: async () => {
      hole.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    },
  };
}

/** Runs the program on a lab, from a home folder of its own, and keeps in mind all that it has said. */
export class Visitor {
  readonly lab: ConnectingLab;
  readonly home = realpathSync(mkdtempSync(join(tmpdir(), 'kafka-tui-visitor-')));
  /** Everything that was said on stdout and stderr. */
  readonly heard: string[] = [];
  #files = 0;

  constructor(lab: ConnectingLab) {
    this.lab = lab;
  }

  /** Writes a file for this visitor alone; gives its path. */
  write(name: string, text: string): string {
    const folder = join(this.home, String(++this.#files));
    mkdirSync(folder);
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  async run(
    brokers: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Finished> {
    const all = [this.lab.topic, '-b', brokers, '-o', 'beginning', '-e', '-f', '%s\\n', ...args];
    const finished = await runProgram(all, { env: { HOME: this.home, ...env } });
    this.hear(finished.stdout.toString(), finished.stderr);
    return finished;
  }

  hear(...texts: readonly string[]): void {
    this.heard.push(...texts);
  }

  /** None of the secrets, as it is or as it travels, was said by anybody. */
  expectNoSecret(secrets: readonly string[]): void {
    const all = this.heard.join('\n');
    for (const secret of secrets) {
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64'),
        encodeURIComponent(secret),
      ]) {
        expect(all.includes(form), 'a secret was said').toBe(false);
      }
    }
  }

  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

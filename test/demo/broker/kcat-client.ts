import { spawn } from 'node:child_process';
import {
  type GroupMember,
  type NewMessage,
  type ReadOptions,
  type ScenarioClient,
  type Seen,
} from './scenario-lab.js';

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** kcat's own format for one message a line: partition, offset, and sizes that tell null from empty. */
const FORMAT = '%p\\t%o\\t%K\\t%k\\t%S\\t%s\\n';
const CODEC = { none: 'none', gzip: 'gzip' } as const;

/** The scenarios' hands, as kcat (and with it librdkafka) has them. */
export const kcatClient: ScenarioClient = {
  name: 'kcat',

  async produce(bootstrap, topic, messages, codec) {
    for (const partition of new Set(messages.map((one) => one.partition ?? 0))) {
      const lines = messages
        .filter((one) => (one.partition ?? 0) === partition)
        .map(({ key, value }: NewMessage) => `${key ?? ''}|${value ?? ''}\n`);
      const args = ['-P', '-t', topic, '-p', String(partition), '-K|', '-Z', '-z', CODEC[codec]];
      await succeed(bootstrap, args, lines.join(''));
    }
  },

  async read(bootstrap, topic, { from, uncommitted = false }: ReadOptions) {
    const start = typeof from === 'object' ? `s@${from.since}` : String(from);
    const isolation = `isolation.level=${uncommitted ? 'read_uncommitted' : 'read_committed'}`;
    const args = ['-C', '-t', topic, '-p', '0', '-o', start, '-e', '-q', '-f', FORMAT];
    const { stdout } = await succeed(bootstrap, [...args, '-X', isolation]);
    return seenIn(stdout);
  },

  async offsetSince(bootstrap, topic, timestamp) {
    const { stdout } = await succeed(bootstrap, ['-Q', '-t', `${topic}:0:${timestamp}`]);
    return Number(/offset (-?\d+)/.exec(stdout)?.[1] ?? NaN);
  },

  join(bootstrap, group, topic): Promise<GroupMember> {
    const reset = ['-X', 'auto.offset.reset=earliest', '-X', 'heartbeat.interval.ms=300'];
    const child = spawn('kcat', [
      '-b',
      bootstrap,
      '-G',
      group,
      '-u',
      '-f',
      FORMAT,
      ...reset,
      topic,
    ]);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    const ended = new Promise<void>((resolve) => {
      child.on('close', () => {
        resolve();
      });
    });
    return Promise.resolve({
      assigned: () => lastAssignment(output.stderr),
      seen: () => seenIn(output.stdout),
      leave: async () => {
        child.kill('SIGINT');
        await ended;
      },
    });
  },

  async logsIn(saslBootstrap, username, password) {
    const login = ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=PLAIN'];
    login.push(`sasl.username=${username}`, `sasl.password=${password}`);
    const { code, stderr } = await kcat(saslBootstrap, [
      '-L',
      '-m5',
      ...login.flatMap((one) => ['-X', one]),
    ]);
    if (code !== 0 && !/authentication/i.test(stderr)) throw new Error(stderr);
    return code === 0;
  },

  async partitionsOf(bootstrap, topic) {
    const { stdout } = await succeed(bootstrap, ['-L', '-t', topic]);
    return Number(/with (\d+) partitions/.exec(stdout)?.[1] ?? 0);
  },
};

function seenIn(stdout: string): Seen[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [partition, offset, keySize, key = '', valueSize, value = ''] = line.split('\t');
      return {
        partition: Number(partition),
        offset: Number(offset),
        key: keySize === '-1' ? null : key,
        value: valueSize === '-1' ? null : value,
      };
    });
}

function lastAssignment(stderr: string): number[] | null {
  const last = stderr.split('\n').findLast((line) => line.includes(' assigned:'));
  if (last === undefined) return null;
  return [...last.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1])).sort((a, b) => a - b);
}

async function succeed(bootstrap: string, args: readonly string[], input = ''): Promise<Finished> {
  const finished = await kcat(bootstrap, args, input);
  if (finished.code !== 0) throw new Error(`kcat ${args.join(' ')}: ${finished.stderr}`);
  return finished;
}

function kcat(bootstrap: string, args: readonly string[], input = ''): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn('kcat', ['-b', bootstrap, ...args]);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString();
      resolve({ code, stdout: text(stdout), stderr: text(stderr) });
    });
    // kcat may end without reading it; its exit code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

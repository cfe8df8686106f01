import { spawn } from 'node:child_process';

export interface KcatResult {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A line of `kcat -J`. */
export interface KcatEnvelope {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly tstype: string;
  readonly ts: number;
  readonly headers?: readonly string[];
  readonly key: string | null;
  readonly payload: string | null;
}

export interface KcatMessage {
  readonly key?: string | Buffer | null;
  /** null is a tombstone. */
  readonly value: string | Buffer | null;
}

export interface ProduceOptions {
  readonly partition?: number;
  readonly compression?: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** `name=value`; the same for all messages of the call. */
  readonly headers?: readonly string[];
  readonly args?: readonly string[];
}

/** Control characters that no test's data holds stand between keys and messages. */
const KEY_DELIMITER = '\u001F';
const MESSAGE_DELIMITER = '\u001E';

/** Runs kcat to its end. */
export function kcat(args: readonly string[], input?: Buffer): Promise<KcatResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('kcat', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
    // kcat may end before it has read everything; its exit code says so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

async function kcatOrThrow(args: readonly string[], input?: Buffer): Promise<Buffer> {
  const { code, stdout, stderr } = await kcat(args, input);
  if (code !== 0) throw new Error(`kcat ${args.join(' ')} exited with ${code}: ${stderr}`);
  return stdout;
}

/** Produces messages in order; an empty key or value arrives as null, as kcat's -Z has it. */
export async function kcatProduce(
  brokers: string,
  topic: string,
  messages: readonly KcatMessage[],
  options: ProduceOptions = {},
): Promise<void> {
  const { partition, compression = 'none', headers = [], args = [] } = options;
  const input = messages.flatMap(({ key, value }) => [
    Buffer.from(key ?? ''),
    Buffer.from(KEY_DELIMITER),
    Buffer.from(value ?? ''),
    Buffer.from(MESSAGE_DELIMITER),
  ]);
  const flags = ['-P', '-Z', '-b', brokers, '-t', topic, '-z', compression];
  flags.push('-K', KEY_DELIMITER, '-D', MESSAGE_DELIMITER);
  if (partition !== undefined) flags.push('-p', String(partition));
  for (const header of headers) flags.push('-H', header);
  await kcatOrThrow([...flags, ...args], Buffer.concat(input));
}

/** Reads a topic (or, with `-p` in `args`, a partition) to its end, as kcat's JSON envelopes. */
export async function kcatConsume(
  brokers: string,
  topic: string,
  args: readonly string[] = ['-o', 'beginning'],
): Promise<KcatEnvelope[]> {
  const output = await kcatOrThrow(['-C', '-q', '-e', '-J', '-b', brokers, '-t', topic, ...args]);
  return output
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as KcatEnvelope);
}

/** Reads a topic to its end in a format of kcat's; bytes as they are. */
export function kcatFormat(
  brokers: string,
  topic: string,
  format: string,
  args: readonly string[] = ['-o', 'beginning'],
): Promise<Buffer> {
  return kcatOrThrow(['-C', '-q', '-e', '-f', format, '-b', brokers, '-t', topic, ...args]);
}

import { readSync } from 'node:fs';

/** Node's own handle behind a stream; not public, so everything that needs it is in this folder's care. */
export function handleOf(stream: object): object | undefined {
  const handle: unknown = Reflect.get(stream, '_handle');
  return typeof handle === 'object' && handle !== null ? handle : undefined;
}

/** The descriptor that a stream works on: its handle's own, which does not block, or the one it was given. */
export function descriptorOf(stream: object): number | undefined {
  const handle = handleOf(stream);
  const own: unknown = handle === undefined ? undefined : Reflect.get(handle, 'fd');
  if (typeof own === 'number' && own >= 0) return own;
  const given: unknown = Reflect.get(stream, 'fd');
  return typeof given === 'number' && given >= 0 ? given : undefined;
}

/** The other side of a non-blocking descriptor is not ready. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

export function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const ANSWER = /\u001B\[\?[\d;]*c/g;

/**
 * Reads so many answers of the terminal off its input, for at most `ms`. What is not read before the
 * program ends would be typed into the user's shell.
 */
export function swallowAnswers(stdin: object, count: number, ms: number): void {
  const own = handleOf(stdin);
  const descriptor: unknown = own === undefined ? undefined : Reflect.get(own, 'fd');
  if (typeof descriptor !== 'number' || descriptor < 0 || count <= 0) return;
  const deadline = Date.now() + ms;
  const chunk = Buffer.alloc(4096);
  let text = '';
  while (Date.now() < deadline) {
    try {
      const length = readSync(descriptor, chunk);
      if (length === 0) return;
      text += chunk.toString('latin1', 0, length);
      if ((text.match(ANSWER)?.length ?? 0) >= count) return;
    } catch (error) {
      if (!isBusy(error)) return;
      sleepSync(2);
    }
  }
}

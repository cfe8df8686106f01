import type { Socket } from 'node:net';
import type { Alarms } from './alarms.js';
import type { Cut, Pace } from './fault-registry.js';

export interface Manner {
  readonly pace: Pace | null;
  readonly cut: Cut | null;
  readonly alarms: Alarms;
}

/** Sends a response, in the manner that faults ask for; settles when the next one may follow. */
export async function send(
  socket: Socket,
  response: readonly Buffer[],
  { pace, cut, alarms }: Manner,
): Promise<void> {
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        stop();
        socket.off('close', done);
        resolve();
      };
      const stop = alarms.after(ms, done);
      socket.once('close', done);
    });
  if (pace?.delayMs !== undefined) await pause(pace.delayMs);
  const pieces = cut === null ? response : [shortened(response, cut)];
  if (pace?.bytesPerTick !== undefined) {
    const whole = Buffer.concat(pieces);
    const step = Math.max(1, pace.bytesPerTick);
    for (let at = 0; at < whole.length && !socket.destroyed; at += step) {
      await write(socket, [whole.subarray(at, at + step)]);
      await pause(pace.tickMs ?? 1);
    }
  } else {
    await write(socket, pieces);
  }
  if (cut !== null) socket.destroy();
}

function shortened(response: readonly Buffer[], { afterBytes }: Cut): Buffer {
  const whole = Buffer.concat(response);
  return whole.subarray(0, afterBytes ?? Math.floor(whole.length / 2));
}

/** Settles when the bytes are on their way, or when there is nobody to send them to. */
function write(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) {
      resolve();
      return;
    }
    socket.cork();
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    const last = pieces.at(-1) ?? Buffer.alloc(0);
    socket.write(last, () => {
      resolve();
    });
    socket.uncork();
  });
}

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { FrameSplitter } from '../../src/demo/broker/frames.js';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Changes, drops or inserts a few bytes. */
export function mutate(bytes: Buffer, random: () => number): Buffer {
  const below = (limit: number): number => Math.floor(random() * limit);
  const at = below(bytes.length);
  const kind = random();
  if (kind < 0.15) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(8))]);
  if (kind < 0.3) {
    const extra = Buffer.from(Array.from({ length: 1 + below(8) }, () => below(256)));
    return Buffer.concat([bytes.subarray(0, at), extra, bytes.subarray(at)]);
  }
  const copy = Buffer.from(bytes);
  for (let left = 1 + below(4); left > 0 && copy.length > 0; left -= 1) {
    copy.writeUInt8(below(256), below(copy.length));
  }
  return copy;
}

/**
 * Stands between clients and a broker, and changes bytes of the answers while it is told to. The
 * broker's port in the answers becomes its own, so that nobody finds a way around it.
 */
export class MutatingProxy {
  /** How many of the answers are changed, from 0 to 1. */
  share = 0;
  changed = 0;
  readonly #target: number;
  readonly #random: () => number;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => {
    this.#serve(client);
  });

  constructor(target: number, random: () => number) {
    this.#target = target;
    this.#random = random;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get open(): number {
    return this.#sockets.size;
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(client: Socket): void {
    const broker = connect(this.#target, '127.0.0.1');
    const answers = new FrameSplitter();
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (bytes) => broker.write(bytes));
    broker.on('data', (bytes) => {
      for (const frame of answers.push(bytes)) client.write(this.#passed(frame));
    });
  }

  /** A frame as it goes on: with its size, which is right for what it has become, mostly. */
  #passed(frame: Buffer): Buffer {
    const ours = this.#redirected(frame);
    if (this.#random() >= this.share) return sized(ours, ours.length);
    this.changed += 1;
    const body = mutate(ours, this.#random);
    const wrong = this.#random() < 0.1 ? Math.floor(this.#random() * 2000) : body.length;
    return sized(body, wrong);
  }

  #redirected(frame: Buffer): Buffer {
    const copy = Buffer.from(frame);
    const theirs = Buffer.alloc(4);
    theirs.writeInt32BE(this.#target);
    const address = Buffer.concat([Buffer.from('127.0.0.1'), theirs]);
    for (let at = copy.indexOf(address); at !== -1; at = copy.indexOf(address, at + 1)) {
      copy.writeInt32BE(this.port, at + address.length - 4);
    }
    return copy;
  }
}

function sized(body: Buffer, size: number): Buffer {
  const head = Buffer.alloc(4);
  head.writeInt32BE(size);
  return Buffer.concat([head, body]);
}

import { once } from 'node:events';
import net from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Reading } from '../support/reading.js';
import { FrameReader, NotKafkaError, connectFramed } from '../../src/kafka/framed-socket.js';

/** Hands bytes over as a socket does: into the room offered, so many at a time. */
function feed(reader: FrameReader, bytes: Buffer, sizes: readonly number[]): void {
  let turn = 0;
  for (let at = 0; at < bytes.length;) {
    const room = reader.room();
    const length = Math.min(room.length, sizes[turn++ % sizes.length] ?? 1, bytes.length - at);
    bytes.copy(room, 0, at, at + length);
    reader.filled(length);
    at += length;
  }
}

function frame(payload: Buffer | string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(Buffer.byteLength(payload));
  return Buffer.concat([length, Buffer.from(payload)]);
}

describe('frames', () => {
  const frames = [frame('abcd'), frame('a longer one'), frame(Buffer.alloc(4)), frame('last')];

  it('come whole however they were split', () => {
    const whole = Buffer.concat(frames);
    for (let size = 1; size <= whole.length; size++) {
      const came: Buffer[] = [];
      feed(new FrameReader((one) => came.push(one)), whole, [size]);
      expect(came).toEqual(frames);
    }
  });

  it('of any sizes come whole in any pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 4, maxLength: 300 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 }),
        (payloads, sizes) => {
          const sent = payloads.map((payload) => frame(Buffer.from(payload)));
          const came: Buffer[] = [];
          feed(new FrameReader((one) => came.push(one)), Buffer.concat(sent), sizes);
          expect(came).toEqual(sent);
        },
      ),
    );
  });

  it('have bytes of their own: what comes next does not change them', () => {
    const came: Buffer[] = [];
    feed(
      new FrameReader((one) => came.push(one)),
      Buffer.concat([frame('abcd'), frame('efgh')]),
      [3],
    );
    expect(came.map((one) => one.subarray(4).toString())).toEqual(['abcd', 'efgh']);
  });

  it.each([
    ['an answer in HTTP', Buffer.from('HTTP/1.1 400 Bad Request'), /speaks HTTP/],
    [
      'a length that no broker sends',
      Buffer.from('7fffffff00', 'hex'),
      /does not speak Kafka.*7fffffff/,
    ],
    ['a negative length', Buffer.from('ffffffff00', 'hex'), /does not speak Kafka/],
    ['a length too short for an answer', Buffer.from('0000000300', 'hex'), /does not speak Kafka/],
  ])('are not taken from %s', (_, bytes, message) => {
    const reader = new FrameReader(() => undefined);
    expect(() => {
      feed(reader, bytes, [4]);
    }).toThrow(message);
    expect(() => {
      feed(new FrameReader(() => undefined), bytes, [4]);
    }).toThrow(NotKafkaError);
  });

  it('are not taken from whoever claims a long one first of all', () => {
    const claim = Buffer.from('\u001b]0;');
    expect(() => {
      feed(new FrameReader(() => undefined, { isKafka: () => false }), claim, [4]);
    }).toThrow(NotKafkaError);
    expect(() => {
      feed(new FrameReader(() => undefined, { isKafka: () => true }), claim, [4]);
    }).not.toThrow();
  });
});

describe('a framed socket', () => {
  const open: net.Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  async function connectTo(serve: (socket: net.Socket) => void): Promise<net.Socket> {
    const server = net
      .createServer((peer) => {
        peer.on('error', () => undefined);
        serve(peer);
      })
      .listen(0, '127.0.0.1');
    open.push(server);
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const nothing = (): void => undefined;
    const frames = {
      progress: nothing,
      isKafka: () => false,
      before: nothing,
      allocate: (size: number) => Buffer.alloc(size),
    };
    return connectFramed({ host: '127.0.0.1', port }, nothing, frames);
  }

  it('brings a response of a megabyte as one piece', async () => {
    const big = frame(Buffer.alloc(1_000_000, 'x'));
    const socket = await connectTo((peer) => peer.end(Buffer.concat([big, frame('small')])));
    const [first] = (await once(socket, 'data')) as [Buffer];
    const [second] = (await once(socket, 'data')) as [Buffer];
    expect([first.length, second.subarray(4).toString()]).toEqual([big.length, 'small']);
    socket.destroy();
  });

  it('ends with an error that says what answered', async () => {
    const socket = await connectTo((peer) => peer.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('what answers there speaks HTTP, not Kafka');
  });

  it('that drips a first answer is given up in bounded time', async () => {
    const server = net.createServer((peer) => {
      const drip = setInterval(() => peer.write('x'), 50);
      peer
        .on('error', () => undefined)
        .on('close', () => {
          clearInterval(drip);
        });
      peer.write(Buffer.from('0000ffff', 'hex'));
    });
    open.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    // What counts is how long a connection may take, not a request.
    const settings = { connectTimeoutMs: 1_000, requestTimeoutMs: 60_000 };
    const reading = new Reading(`127.0.0.1:${port}`, { settings });
    const begun = Date.now();
    await expect(reading.open()).rejects.toMatchObject({ code: 'NO_ANSWER', exitCode: 3 });
    expect(Date.now() - begun).toBeLessThan(10_000);
    reading.close();
  });
});

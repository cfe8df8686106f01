import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { FrameSplitter } from '../../../src/demo/broker/frames.js';
import { type Api, readResponse, requestFrame } from '../../../src/kafka/protocol/api.js';

/** Speaks the protocol message by message, so that a test sees each field. */
export class RawClient {
  readonly #socket: Socket;
  readonly #splitter = new FrameSplitter();
  readonly #frames: Buffer[] = [];
  #wake: () => void = () => undefined;
  #correlationId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#frames.push(...this.#splitter.push(chunk));
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#wake();
    });
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  get closed(): boolean {
    return this.#socket.closed;
  }

  /** Asks in the highest version that the broker speaks, if none is given. */
  async ask<ReqOut, ReqIn, ResOut, ResIn>(
    api: Api<ReqOut, ReqIn, ResOut, ResIn>,
    body: ReqIn,
    version = api.max,
  ): Promise<ResOut> {
    this.#correlationId += 1;
    const correlationId = this.#correlationId;
    const header = { apiVersion: version, correlationId, clientId: 'raw' };
    this.send(Buffer.concat(requestFrame(api, header, body)));
    const response = readResponse(api, version, await this.nextFrame());
    if (response.correlationId !== correlationId) throw new Error('an answer to something else');
    return response.body;
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** The next response without its size; throws when the broker hangs up instead. */
  async nextFrame(): Promise<Buffer> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame !== undefined) return frame;
      if (this.#socket.closed) throw new Error('the broker hung up');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async hungUp(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, 'close');
  }

  close(): void {
    this.#socket.destroy();
  }
}

import { createServer, type Server, type Socket } from 'node:net';
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type TlsOptions,
} from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import type { Node } from './cluster.js';

/** How often a broker that comes back tries its old port, which somebody may hold for a moment. */
const RETRIES = 20;
const RETRY_MS = 50;

/** The socket that a broker listens on, and the connections that came in by it. */
export class Listener {
  readonly node: Node;
  readonly #serve: (socket: Socket) => void;
  #tls: TlsOptions | null;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #accepted = 0;
  #wasOpen = false;

  constructor(node: Node, tls: TlsOptions | null, serve: (socket: Socket) => void) {
    this.node = node;
    this.#tls = tls;
    this.#serve = serve;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Connections that ever came. */
  get accepted(): number {
    return this.#accepted;
  }

  get isOpen(): boolean {
    return this.#server !== null;
  }

  /** Listens, the first time on any free port if the node has none; afterwards on the same. */
  async open(): Promise<void> {
    if (this.#server !== null) return;
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#server = await this.#listen();
        break;
      } catch (cause) {
        const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
        if (!taken || !this.#wasOpen || attempt === RETRIES) throw cause;
        await pause(RETRY_MS);
      }
    }
    this.#wasOpen = true;
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.node.port = address.port;
  }

  /** Stops listening; those who are connected stay, unless `hangUp`. */
  async shut({ hangUp }: { readonly hangUp: boolean }): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (hangUp) this.hangUp();
    if (server === null) return;
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    // A server only counts as closed when its last connection is: those who stay are not waited for.
    if (hangUp) await closed;
  }

  /** Another certificate, from the next connection on. */
  present(certificate: TlsOptions): void {
    this.#tls = { ...this.#tls, ...certificate };
    if (this.#server !== null && 'setSecureContext' in this.#server) {
      (this.#server as TlsServer).setSecureContext(this.#tls);
    }
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #listen(): Promise<Server> {
    const server = this.#tls === null ? createServer() : createTlsServer(this.#tls);
    // Whoever does not get through TLS is counted all the same, and hung up on with the others.
    server.on('connection', (socket: Socket) => {
      this.#accepted += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on(this.#tls === null ? 'connection' : 'secureConnection', this.#serve);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.node.port, this.node.host, () => {
        server.off('error', reject);
        resolve(server);
      });
    });
  }
}

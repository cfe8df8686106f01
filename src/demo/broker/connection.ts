import type { Socket } from 'node:net';
import type { Cluster, Node } from './cluster.js';
import type { FaultRegistry } from './fault-registry.js';
import { FrameSplitter } from './frames.js';
import {
  API_VERSIONS_KEY,
  readRequestHeader,
  type RequestHeader,
  responseFrame,
  supports,
} from '../../kafka/protocol/api.js';
import {
  apiVersions,
  saslAuthenticate,
  saslHandshake,
} from '../../kafka/protocol/messages-admin.js';
import type { ApiName } from '../../kafka/protocol/messages.js';
import { ProtocolError, Reader } from '../../kafka/protocol/wire.js';
import type { RequestLog } from './request-log.js';
import { send } from './send.js';
import { unsupportedApiVersions } from './serve/metadata.js';
import type { Call, Login, Route } from './serve/route.js';
import { routeOf } from './serve/routes.js';
import { logIn, needsLogin } from './serve/sasl.js';

/** Requests that may wait behind the one being served before the socket is left unread. */
const MAX_QUEUED = 100;

/** What a connection needs of the broker it came to. */
export interface Surroundings {
  readonly cluster: Cluster;
  readonly node: Node;
  readonly faults: FaultRegistry;
  readonly log: RequestLog;
  /** Settles when this broker may answer; a silent one does not. */
  readonly mayAnswer: () => Promise<void>;
  /** Something in here failed that a client is not to blame for. */
  readonly failed: (cause: unknown) => void;
}

/**
 * Serves one client. Requests are answered one after the other, in the order they came, as Kafka
 * does: a long poll holds up what comes behind it on the same connection.
 */
export function serveConnection(socket: Socket, around: Surroundings): void {
  const splitter = new FrameSplitter();
  const queue: Buffer[] = [];
  const gone = new AbortController();
  const login: Login = { state: 'none', exchange: null, until: null, bareTokens: false };
  let busy = false;

  const pump = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let frame = queue.shift(); frame !== undefined; frame = queue.shift()) {
      if (socket.destroyed) break;
      await serveFrame(frame, { socket, login, gone: gone.signal, around });
      if (queue.length < MAX_QUEUED) socket.resume();
    }
    busy = false;
  };

  socket.setNoDelay(true);
  socket.on('data', (chunk) => {
    try {
      queue.push(...splitter.push(chunk));
    } catch {
      socket.destroy();
      return;
    }
    if (queue.length >= MAX_QUEUED) socket.pause();
    pump().catch((cause: unknown) => {
      if (!(cause instanceof ProtocolError)) around.failed(cause);
      socket.destroy();
    });
  });
  // Clients that vanish are ordinary; 'close' follows and clears up.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    queue.length = 0;
    gone.abort();
  });
}

interface Client {
  readonly socket: Socket;
  readonly login: Login;
  readonly gone: AbortSignal;
  readonly around: Surroundings;
}

async function serveFrame(frame: Buffer, client: Client): Promise<void> {
  const { socket, login, around } = client;
  if (login.bareTokens) {
    serveBareToken(frame, client);
    return;
  }
  const reader = new Reader(frame);
  const header = readRequestHeader(reader);
  const route = routeOf(header.apiKey);
  const call = callOf(header, route, client);
  await around.mayAnswer();
  if (header.apiKey === API_VERSIONS_KEY && !supports(apiVersions, header.apiVersion)) {
    call.note(null);
    await answer(
      responseFrame(apiVersions, 0, header.correlationId, unsupportedApiVersions),
      'ApiVersions',
      client,
    );
    return;
  }
  // Kafka knows no error for an API or a version that it does not speak: it hangs up.
  if (route === undefined || !supports(route.facts, header.apiVersion) || !mayAsk(route, client)) {
    call.note(null);
    socket.destroy();
    return;
  }
  const response = await route.serve(reader, call);
  await around.mayAnswer();
  if (response !== null) await answer(response, route.facts.name, client);
  if (login.state === 'failed') socket.end();
}

function callOf(header: RequestHeader, route: Route | undefined, client: Client): Call {
  const { around, socket, login, gone } = client;
  const { cluster, node, faults, log } = around;
  return {
    cluster,
    node,
    faults,
    header,
    login,
    gone,
    clientHost: `/${socket.remoteAddress ?? ''}`,
    note: (body) => {
      log.add({
        at: cluster.settings.now(),
        apiKey: header.apiKey,
        apiName: route?.facts.name ?? 'Unknown',
        apiVersion: header.apiVersion,
        clientId: header.clientId,
        brokerId: node.id,
        body,
      });
    },
  };
}

/** Before it has logged in, a client may only find out how to. */
function mayAsk(route: Route, { login, around }: Client): boolean {
  const { key } = route.facts;
  if (!needsLogin(around.cluster.settings)) return true;
  const isOver = login.until !== null && around.cluster.settings.now() > login.until;
  if (login.state === 'done' && !isOver) return true;
  return [apiVersions.key, saslHandshake.key, saslAuthenticate.key].includes(key);
}

function serveBareToken(token: Buffer, client: Client): void {
  const { socket, around, login, gone } = client;
  const { cluster, node, faults } = around;
  const call = { cluster, node, faults, login, gone, clientHost: '', note: () => undefined };
  if (logIn(token, call).kind === 'accepted') socket.write(Buffer.alloc(4));
  // The old way has no words for a refusal: the connection ends.
  else socket.destroy();
}

async function answer(response: readonly Buffer[], api: ApiName, client: Client): Promise<void> {
  const { socket, around } = client;
  const { faults, node, cluster } = around;
  await send(socket, response, {
    pace: faults.paceOf(api, node.id),
    cut: faults.cutOf(api, node.id),
    alarms: cluster.alarms,
  });
}

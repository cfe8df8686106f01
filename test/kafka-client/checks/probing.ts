import { createServer, type Server, type Socket, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type ProbeOptions, probe } from '../../../src/kafka/checks/probe.js';
import type { ClusterSettings } from '../../../src/kafka/settings.js';
import type { CheckStep, Checklist } from '../../../src/model/check.js';

type Wanted = Partial<Omit<ProbeOptions, 'settings'>> & {
  readonly settings?: Partial<ClusterSettings>;
};

export function probeOptions(bootstrap: string, wanted: Wanted = {}): ProbeOptions {
  return {
    topic: null,
    partitions: null,
    startsAtEnd: false,
    group: null,
    team: null,
    signal: new AbortController().signal,
    now: Date.now,
    ...wanted,
    settings: {
      bootstrap: bootstrap.split(','),
      clientId: 'kafka-tui',
      tls: null,
      sasl: null,
      connectTimeoutMs: 1_000,
      requestTimeoutMs: 2_000,
      ...wanted.settings,
    },
  };
}

/** Every checklist that was given, the last one last. */
export async function allLists(bootstrap: string, wanted: Wanted = {}): Promise<Checklist[]> {
  const lists: Checklist[] = [];
  for await (const list of probe(probeOptions(bootstrap, wanted))) lists.push(list);
  return lists;
}

/** The last checklist. */
export async function checked(bootstrap: string, wanted: Wanted = {}): Promise<Checklist> {
  const list = (await allLists(bootstrap, wanted)).at(-1);
  if (list === undefined) throw new Error('no checklist was given');
  return list;
}

export function stepOf<State extends CheckStep['state']>(
  list: Checklist,
  id: CheckStep['id'],
  state: State,
): Extract<CheckStep, { readonly state: State }> {
  const step = list.steps.find((one) => one.id === id);
  if (step?.state !== state) {
    throw new Error(`${id} is not ${state}: ${JSON.stringify(list.steps, null, 1)}`);
  }
  return step as Extract<CheckStep, { readonly state: State }>;
}

/** `name ✓, port ✗` in words: `name skipped, port failed`. */
export function states({ steps }: Checklist): string {
  return steps.map(({ id, state }) => `${id} ${state}`).join(', ');
}

export interface Tunnel {
  readonly port: number;
  /** Connections that came through it. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** Carries connections to a port of loopback, as `ssh -L` does. */
export async function openTunnel(to: number): Promise<Tunnel> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    count += 1;
    const far = connect({ host: '127.0.0.1', port: to });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        sockets.delete(socket);
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

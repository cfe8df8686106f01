import { ask, speaks } from '../ask.js';
import type { Cluster } from '../cluster.js';
import type { Api } from '../protocol/api.js';

/** Asks one broker, by id. Throws a KafkaTuiError in words; error codes in the answer are the caller's. */
export async function askBroker<ReqOut, ReqIn, ResOut, ResIn>(
  cluster: Cluster,
  nodeId: number,
  api: Api<ReqOut, ReqIn, ResOut, ResIn>,
  body: ReqIn | ((version: number) => ReqIn),
  newest?: number,
): Promise<ResOut> {
  try {
    return await ask(await cluster.broker(nodeId), api, body, newest);
  } catch (error) {
    throw cluster.explain(error, nodeId);
  }
}

export async function brokerSpeaks(
  cluster: Cluster,
  nodeId: number,
  api: Parameters<typeof speaks>[1],
): Promise<boolean> {
  try {
    return await speaks(await cluster.broker(nodeId), api);
  } catch (error) {
    throw cluster.explain(error, nodeId);
  }
}

/** Lists cut into pieces: what is asked, and what comes back, stays small enough to take apart at once. */
export function piecesOf<T>(list: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < list.length; at += size) pieces.push(list.slice(at, at + size));
  return pieces;
}

export function grouped<T, K>(list: Iterable<T>, keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

import type { KafkaTuiError } from '../../model/problem.js';
import { advertisedUnreachable } from '../advertised.js';
import type { Cluster, ClusterMetadata } from '../cluster.js';
import { formatAddress } from '../settings.js';
import { type Outcome, passed, passedWith, plural } from './checklist.js';

/** Connections that are opened at a time. */
const AT_ONCE = 8;
const SHOWN = 3;

interface Unreached {
  readonly nodeId: number;
  /** As the broker tells it. */
  readonly address: string;
  readonly error: KafkaTuiError;
}

/**
 * Connects to every broker at the address that it tells. That one answers and names addresses that don't is the
 * classic with containers and tunnels. `needed` are those that lead what is to be read; null where all are.
 */
export async function checkBrokers(
  cluster: Cluster,
  metadata: ClusterMetadata,
  needed: ReadonlySet<number> | null,
  bootstrap: string,
): Promise<Outcome> {
  const unreached = await tryAll(cluster, metadata);
  const [first] = unreached;
  const { brokers } = metadata;
  const shown = brokers.slice(0, SHOWN).map(({ host, port }) => formatAddress(host, port));
  const all = `${shown.join(', ')}${brokers.length > SHOWN ? ', …' : ''}`;
  if (first === undefined)
    return passed(brokers.length === 1 ? all : `all ${brokers.length}: ${all}`);
  const missed = unreached.filter(({ nodeId }) => needed === null || needed.has(nodeId));
  const matters = missed[0] ?? null;
  if (matters === null || (needed === null && unreached.length < brokers.length)) {
    const names = unreached.map(({ address }) => address).join(', ');
    return passedWith(
      `${plural(brokers.length - unreached.length, 'broker')} of ${brokers.length}`,
      [`not reachable from here: ${names}; nothing that is asked for lies there`],
    );
  }
  const { nodeId, address, error } = matters;
  const others = missed.length - 1;
  const problem = advertisedUnreachable({ nodeId, address, error, bootstrap, others });
  return { state: 'failed', found: all, problem };
}

async function tryAll(cluster: Cluster, { brokers }: ClusterMetadata): Promise<Unreached[]> {
  const waiting = [...brokers];
  const unreached: Unreached[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { nodeId, host, port } = next;
      try {
        await cluster.broker(nodeId);
      } catch (reason) {
        const error = cluster.explain(reason, nodeId);
        unreached.push({ nodeId, address: formatAddress(host, port), error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return unreached.sort((a, b) => a.nodeId - b.nodeId);
}

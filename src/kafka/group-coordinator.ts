import { KafkaTuiError } from '../model/problem.js';
import type { BrokerLink } from './broker-link.js';
import type { Cluster } from './cluster.js';
import { GROUP_CODE, groupRefused, isFinal } from './group-codes.js';

const FIND_VERSION = 2;

interface RawCoordinator {
  errorCode: number;
  coordinator: { nodeId: number; host: string; port: number };
}

/**
 * The broker that looks after a group, over connections of its own: a broker answers a connection's requests
 * one after the other, and holds back the answer to a JoinGroup until the whole group is there.
 */
export class GroupCoordinator {
  readonly group: string;
  readonly #topics: readonly string[];
  readonly #makeCluster: () => Cluster;
  #cluster: Cluster;
  #nodeId: number | null = null;
  #closed = false;

  constructor(group: string, topics: readonly string[], makeCluster: () => Cluster) {
    this.group = group;
    this.#topics = topics;
    this.#makeCluster = makeCluster;
    this.#cluster = makeCluster();
  }

  /** Sends one of kafkajs's requests to the coordinator; finds out who that is first. Rejects with a KafkaTuiError. */
  async call<T>(api: string, maxVersion: number, body: object, timeoutMs?: number): Promise<T> {
    const cluster = this.#cluster;
    let nodeId = -1;
    try {
      const link = await this.#link(cluster);
      nodeId = this.#nodeId ?? -1;
      return await link.call<T>(api, maxVersion, body, timeoutMs);
    } catch (error) {
      this.forget();
      throw cluster.explain(error, nodeId);
    }
  }

  /** Asks again who it is, before the next request. */
  forget(): void {
    this.#nodeId = null;
  }

  /** Breaks off what is under way; the next request opens a connection of its own. */
  interrupt(): void {
    this.#cluster.close();
    this.forget();
    if (!this.#closed) this.#cluster = this.#makeCluster();
  }

  close(): void {
    this.#closed = true;
    this.#cluster.close();
  }

  async #link(cluster: Cluster): Promise<BrokerLink> {
    if (this.#nodeId === null) this.#nodeId = await this.#find(cluster);
    return await cluster.broker(this.#nodeId);
  }

  async #find(cluster: Cluster): Promise<number> {
    const { brokers } = await cluster.metadata(this.#topics);
    let last: unknown = null;
    for (const { nodeId } of brokers) {
      try {
        const link = await cluster.broker(nodeId);
        const body = { groupId: this.group };
        const raw = await link.call<RawCoordinator>('GroupCoordinator', FIND_VERSION, body);
        if (raw.errorCode === GROUP_CODE.none) return raw.coordinator.nodeId;
        const refusal = groupRefused(this.group, raw.errorCode);
        if (isFinal(raw.errorCode)) throw refusal;
        last = refusal;
      } catch (error) {
        if (error instanceof KafkaTuiError && error.code === 'GROUP_UNAUTHORISED') throw error;
        last = cluster.explain(error, nodeId);
      }
    }
    throw last instanceof KafkaTuiError
      ? last
      : groupRefused(this.group, GROUP_CODE.coordinatorNotAvailable);
  }
}

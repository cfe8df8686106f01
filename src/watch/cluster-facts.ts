import type { Cluster, ClusterMetadata, TopicMetadata } from '../kafka/cluster.js';
import type { PartitionAsk } from '../kafka/admin/log-ends.js';
import { formatAddress } from '../kafka/settings.js';
import { SingleFlight } from './single-flight.js';
import type { BrokerRow } from '../model/watch.js';

/** The cluster's metadata as it was last told: which topics there are, and who leads what. */
export class ClusterFacts {
  readonly #loading: SingleFlight;
  #metadata: ClusterMetadata | null = null;
  #topics = new Map<string, TopicMetadata>();
  #brokerRows: readonly BrokerRow[] | null = null;

  /** `loaded` is called each time that there is something new, before anybody goes on with it. */
  constructor(cluster: Cluster, loaded: () => void) {
    this.#loading = new SingleFlight(async () => {
      this.#metadata = await cluster.metadata(null);
      this.#topics = new Map(this.#metadata.topics.map((topic) => [topic.topic, topic]));
      this.#brokerRows = null;
      loaded();
    });
  }

  async load(): Promise<void> {
    await this.#loading.run();
  }

  /** Loads what was never loaded. */
  async known(): Promise<void> {
    if (this.#metadata === null) await this.load();
  }

  get topics(): ReadonlyMap<string, TopicMetadata> {
    return this.#topics;
  }

  get brokerIds(): readonly number[] {
    return this.#metadata?.brokers.map(({ nodeId }) => nodeId) ?? [];
  }

  /** The partition and who leads it now: -1 where nobody does, or where the topic is not there. */
  ask(topic: string, partition: number): PartitionAsk {
    const partitions = this.#topics.get(topic)?.partitions ?? [];
    // They are sorted, and mostly all there.
    const there = partitions[partition];
    const found =
      there?.partition === partition
        ? there
        : partitions.find((one) => one.partition === partition);
    return { topic, partition, leader: found?.leader ?? -1 };
  }

  asks(topic: string): PartitionAsk[] {
    const partitions = this.#topics.get(topic)?.partitions ?? [];
    return partitions.map(({ partition, leader }) => ({ topic, partition, leader }));
  }

  /** `id (host:port)`. */
  nameOf(nodeId: number): string {
    const broker = this.#metadata?.brokers.find((one) => one.nodeId === nodeId);
    return broker ? `${nodeId} (${formatAddress(broker.host, broker.port)})` : String(nodeId);
  }

  get brokerRows(): readonly BrokerRow[] {
    this.#brokerRows ??= this.#makeBrokerRows();
    return this.#brokerRows;
  }

  #makeBrokerRows(): BrokerRow[] {
    const leaders = new Map<number, number>();
    for (const { partitions } of this.#topics.values()) {
      for (const { leader } of partitions) leaders.set(leader, (leaders.get(leader) ?? 0) + 1);
    }
    return (this.#metadata?.brokers ?? [])
      .map(({ nodeId, host, port, rack }) => ({
        id: nodeId,
        address: formatAddress(host, port),
        rack,
        controller: nodeId === this.#metadata?.controllerId,
        leaders: leaders.get(nodeId) ?? 0,
      }))
      .sort((a, b) => a.id - b.id);
  }
}

import { slotOf } from '../model/slot.js';
import type { Cluster } from './cluster.js';
import { Standing } from './group-standing.js';
import { findTopic } from './topic.js';

/** The topics of a membership, and how many partitions each had when the group was shared out. */
export class GroupTopics {
  readonly #cluster: Cluster;
  readonly #topics: readonly string[];
  readonly #counts = new Map<string, number>();

  constructor(cluster: Cluster, topics: readonly string[]) {
    this.#cluster = cluster;
    this.#topics = topics;
  }

  /** Those that we want, and as the leader those that others want. */
  get watched(): readonly string[] {
    return [...new Set([...this.#topics, ...this.#counts.keys()])];
  }

  /** A standing for each partition there is. Throws a KafkaTuiError for a topic that is not there. */
  async find(standings: Map<number, Standing>): Promise<void> {
    for (const [index, topic] of this.#topics.entries()) {
      for (const { partition } of await findTopic(this.#cluster, topic, null)) {
        const slot = slotOf(index, partition);
        if (!standings.has(slot)) standings.set(slot, new Standing(slot));
      }
    }
  }

  /** For the leader, which shares out by these. A topic that only others want, and that is not there, has none. */
  async count(wanted: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { topics } = await this.#cluster.metadata(wanted);
    this.#counts.clear();
    for (const { topic, partitions } of topics) this.#counts.set(topic, partitions.length);
    return new Map(this.#counts);
  }

  /** Another member has shared out: what it went by is not known. */
  sharedByAnother(): void {
    this.#counts.clear();
  }

  /** So many partitions had a topic when it was opened: the leader has gone by what it counted itself. */
  opened(topic: string, partitions: number): void {
    if (!this.#counts.has(topic)) this.#counts.set(topic, partitions);
  }

  /**
   * Whether a topic has other partitions now than when the group was shared out. One that is gone may come back:
   * until then there is nothing to share out.
   */
  hasChanged(now: ReadonlyMap<string, number>): boolean {
    return [...now].some(([topic, count]) => count > 0 && count !== this.#counts.get(topic));
  }
}

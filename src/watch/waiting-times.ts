import type { CommittedOffset } from '../kafka/admin/committed.js';
import { messageTimes } from '../kafka/admin/message-times.js';
import type { Cluster } from '../kafka/cluster.js';
import type { ClusterFacts } from './cluster-facts.js';
import { type Ends, lagOf, placeOf } from './lag.js';

/** Places in logs whose time is remembered. */
const MOST_KEPT = 5000;

/**
 * When the oldest message that waits was written: the one at the committed offset. It is fetched once for each
 * place in a log, and remembered.
 */
export class WaitingTimes {
  readonly #cluster: Cluster;
  readonly #facts: ClusterFacts;
  /** `topic:partition:offset` → ms since the epoch; null where nothing but markers stands there. */
  readonly #times = new Map<string, number | null>();

  constructor(cluster: Cluster, facts: ClusterFacts) {
    this.#cluster = cluster;
    this.#facts = facts;
  }

  /** Finds out what is not known yet of the commits that lag. */
  async learn(commits: readonly CommittedOffset[], ends: Ends): Promise<void> {
    const unknown = new Map<string, CommittedOffset>();
    for (const commit of commits) {
      const key = keyOf(commit);
      if ((lagOf(commit, ends) ?? 0n) > 0n && !this.#times.has(key)) unknown.set(key, commit);
    }
    if (unknown.size === 0) return;
    const times = await messageTimes(
      this.#cluster,
      [...unknown.values()].map(({ topic, partition, offset }) => ({
        ...this.#facts.ask(topic, partition),
        offset,
      })),
    );
    for (const time of times) this.#times.set(keyOf(time), time.timestamp);
    for (const key of this.#times.keys()) {
      if (this.#times.size <= MOST_KEPT) break;
      this.#times.delete(key);
    }
  }

  /** ms that the oldest message waits; 0 when none does, null where it is not known. */
  ageOf(commit: CommittedOffset, ends: Ends, now: number): number | null {
    const lag = lagOf(commit, ends);
    if (lag === null) return null;
    if (lag === 0n) return 0;
    const timestamp = this.#times.get(keyOf(commit));
    if (timestamp === undefined) return null;
    // A producer whose clock is ahead writes messages that are not old yet.
    return timestamp === null ? 0 : Math.max(0, now - timestamp);
  }

  /** The greatest of the ages; null where one of them is not known, or nothing is committed. */
  oldestOf(commits: readonly CommittedOffset[], ends: Ends, now: number): number | null {
    let oldest: number | null = null;
    for (const commit of commits) {
      const age = this.ageOf(commit, ends, now);
      if (age === null) return null;
      oldest = Math.max(oldest ?? 0, age);
    }
    return oldest;
  }
}

function keyOf(place: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}): string {
  return `${placeOf(place.topic, place.partition)}:${place.offset.toString()}`;
}

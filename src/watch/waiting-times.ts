import { grouped } from '../kafka/admin/broker-answer.js';
import type { CommittedOffset } from '../kafka/admin/committed.js';
import { AT, offsetsAt, type PartitionAsk } from '../kafka/admin/log-ends.js';
import { messageTimes } from '../kafka/admin/message-times.js';
import type { Cluster } from '../kafka/cluster.js';
import type { ClusterFacts } from './cluster-facts.js';
import { endsOf, type Ends, lagOf, placeOf } from './lag.js';

/** Places in logs whose time is remembered. */
const MOST_KEPT = 20_000;
/** Messages that are fetched for one look, so that it stays cheap; the others come with the next. */
const MOST_AT_ONCE = 500;
/** A log loses its first messages; what is the first of them now is looked for again after so many ms. */
const FIRST_MS = 10_000;

interface Known {
  /** ms since the epoch; null where nothing but markers of transactions stood up to `end`. */
  readonly timestamp: number | null;
  readonly end: bigint;
  /** When that has to be looked for again, ms since the epoch; Infinity for never. */
  readonly until: number;
}

/**
 * When the oldest message that waits was written: the first that the log has at the committed offset or behind it.
 * It is fetched once for each place in a log, and remembered.
 */
export class WaitingTimes {
  readonly #cluster: Cluster;
  readonly #facts: ClusterFacts;
  /** By `topic:partition:offset`. */
  readonly #known = new Map<string, Known>();
  /** Where among the commits the next look begins. */
  #from = 0;

  constructor(cluster: Cluster, facts: ClusterFacts) {
    this.#cluster = cluster;
    this.#facts = facts;
  }

  /**
   * Finds out what is not known yet of the commits that lag. `firsts` are the logs' first offsets where somebody
   * has asked for them already; `now` is in ms since the epoch.
   */
  async learn(
    commits: readonly CommittedOffset[],
    { ends, now, ...known }: { readonly ends: Ends; readonly firsts?: Ends; readonly now: number },
  ): Promise<void> {
    const asks = this.#unknown(commits, ends, now).map((commit) => ({
      ...this.#facts.ask(commit.topic, commit.partition),
      offset: commit.offset,
    }));
    if (asks.length === 0) return;
    const firsts = known.firsts ?? (await this.#firsts(asks));
    // Messages that are gone already wait no more: the oldest that waits is the first in the log.
    const held = asks.map((ask) => {
      const first = firsts.get(placeOf(ask.topic, ask.partition)) ?? 0n;
      return { ...ask, offset: ask.offset < first ? first : ask.offset, committed: ask.offset };
    });
    // The same message may be the one that waits for several groups.
    const waiting = grouped(held, keyOf);
    const wanted = [...waiting.values()].flatMap((all) => all.slice(0, 1));
    for (const { timestamp, ...place } of await messageTimes(this.#cluster, wanted)) {
      for (const { committed } of waiting.get(keyOf(place)) ?? []) {
        this.#known.set(keyOf({ ...place, offset: committed }), {
          timestamp,
          end: ends.get(placeOf(place.topic, place.partition)) ?? 0n,
          until: committed < place.offset ? now + FIRST_MS : Infinity,
        });
      }
    }
    for (const key of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) break;
      this.#known.delete(key);
    }
  }

  /** So many as one look may ask for, from behind those that the last one has asked for. */
  #unknown(commits: readonly CommittedOffset[], ends: Ends, now: number): CommittedOffset[] {
    const unknown = new Map<string, CommittedOffset>();
    const from = this.#from < commits.length ? this.#from : 0;
    for (const [index, commit] of [...commits.slice(from), ...commits.slice(0, from)].entries()) {
      if (unknown.size >= MOST_AT_ONCE) {
        this.#from = (from + index) % commits.length;
        break;
      }
      if ((lagOf(commit, ends) ?? 0n) === 0n) continue;
      const found = this.#find(commit, ends);
      if (found === undefined || found.until <= now) unknown.set(keyOf(commit), commit);
    }
    return [...unknown.values()];
  }

  async #firsts(asks: readonly PartitionAsk[]): Promise<Ends> {
    // A broker refuses to be asked for a partition twice at once.
    const places = new Map(asks.map((ask) => [placeOf(ask.topic, ask.partition), ask]));
    return endsOf(await offsetsAt(this.#cluster, [...places.values()], AT.earliest));
  }

  /** ms that the oldest message waits; 0 when none does, null where it is not known. */
  ageOf(commit: CommittedOffset, ends: Ends, now: number): number | null {
    const lag = lagOf(commit, ends);
    if (lag === null) return null;
    if (lag === 0n) return 0;
    const known = this.#find(commit, ends);
    if (known === undefined) return null;
    // A producer whose clock is ahead writes messages that are not old yet.
    return known.timestamp === null ? 0 : Math.max(0, now - known.timestamp);
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

  #find(commit: CommittedOffset, ends: Ends): Known | undefined {
    const known = this.#known.get(keyOf(commit));
    const end = ends.get(placeOf(commit.topic, commit.partition)) ?? 0n;
    // Behind the markers there may be messages by now.
    return known?.timestamp === null && known.end < end ? undefined : known;
  }
}

function keyOf(place: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}): string {
  return `${placeOf(place.topic, place.partition)}:${place.offset.toString()}`;
}

import { breathe } from '../kafka/breathe.js';
import { grouped, piecesOf } from '../kafka/admin/broker-answer.js';
import {
  AT,
  isMisplaced,
  offsetsAt,
  type PartitionAsk,
  type PartitionOffset,
} from '../kafka/admin/log-ends.js';
import { logSizes } from '../kafka/admin/log-sizes.js';
import type { Cluster } from '../kafka/cluster.js';
import type { TopicRow } from '../model/watch.js';
import type { ClusterFacts } from './cluster-facts.js';
import type { WatchClock } from './clock.js';
import { TopicState } from './topic-state.js';

/** Partitions that are worked on between two breaths. */
const A_BREATH = 250;
/** The first offsets move rarely. */
const FIRSTS_EVERY_MS = 10_000;

export interface TopicsWatchOptions {
  readonly cluster: Cluster;
  readonly facts: ClusterFacts;
  readonly clock: WatchClock;
  readonly changed: () => void;
  /** Leaders have moved: ask for the metadata again. */
  readonly staleMetadata: () => void;
}

/** The topics' rows: all of them slowly, those on screen often. */
export class TopicsWatch {
  readonly #options: TopicsWatchOptions;
  readonly #topics = new Map<string, TopicState>();
  #rows: readonly TopicRow[] | null = null;
  #firstsAt = -Infinity;
  visible: readonly string[] = [];
  /** When offsets last came, ms since the epoch; null before. */
  at: number | null = null;

  constructor(options: TopicsWatchOptions) {
    this.#options = options;
  }

  /** Sorted by name. */
  get rows(): readonly TopicRow[] {
    this.#rows ??= [...this.#topics.values()].map(({ row }) => row);
    return this.#rows;
  }

  /** A topic's row as it is known now. */
  row(name: string): TopicRow | null {
    return this.#topics.get(name)?.row ?? null;
  }

  /** Something on screen was never looked at, or long ago. */
  isStale(names: readonly string[], olderThanMs: number): boolean {
    const before = this.#options.clock.now() - olderThanMs;
    return names.some((name) => {
      const topic = this.#topics.get(name);
      return topic !== undefined && (topic.lookedAt ?? -Infinity) < before;
    });
  }

  /** Takes over what the metadata says: new topics come, deleted ones go. */
  takeMetadata(): void {
    const { topics } = this.#options.facts;
    const names = [...topics.keys()].sort();
    const before = new Map(this.#topics);
    this.#topics.clear();
    for (const name of names) {
      const metadata = topics.get(name);
      if (!metadata) continue;
      const known = before.get(name);
      if (known) known.setMetadata(metadata);
      this.#topics.set(name, known ?? new TopicState(metadata));
    }
    this.#changed();
  }

  /** Which groups read what; only once all groups were looked at. */
  takeReaders(readers: ReadonlyMap<string, readonly string[]>): void {
    for (const [name, topic] of this.#topics) topic.setGroups(readers.get(name) ?? []);
    this.#changed();
  }

  async lookAtVisible(): Promise<void> {
    await this.#options.facts.known();
    const now = this.#options.clock.now();
    const names = this.visible.filter((name) => this.#topics.has(name));
    const isTimeForFirsts = now - this.#firstsAt >= FIRSTS_EVERY_MS;
    const withFirsts = names.filter(
      (name) => isTimeForFirsts || this.#topics.get(name)?.hasFirsts === false,
    );
    if (isTimeForFirsts) this.#firstsAt = now;
    await this.#look(names, withFirsts);
  }

  /** Everything that is not on screen, a piece at a time. */
  async sweep(): Promise<void> {
    await this.#options.facts.known();
    const onScreen = new Set(this.visible);
    let piece: string[] = [];
    let partitions = 0;
    for (const name of [...this.#topics.keys()]) {
      if (onScreen.has(name)) continue;
      piece.push(name);
      partitions += this.#options.facts.topics.get(name)?.partitions.length ?? 0;
      if (partitions < A_BREATH) continue;
      await this.#look(piece, piece);
      await breathe();
      piece = [];
      partitions = 0;
    }
    await this.#look(piece, piece);
  }

  async sizes(): Promise<void> {
    const { cluster, facts } = this.#options;
    await facts.known();
    const bytes = new Map<string, bigint>();
    let told = facts.brokerIds.length > 0;
    for (const piece of piecesOf(this.#allPartitions(), A_BREATH)) {
      for (const [nodeId, asks] of grouped(piece, ({ leader }) => leader)) {
        // Nobody tells of a log without a leader.
        const sizes = nodeId < 0 ? null : await logSizes(cluster, nodeId, asks);
        if (sizes === null) told &&= nodeId < 0;
        for (const { topic, bytes: size } of sizes ?? []) {
          bytes.set(topic, (bytes.get(topic) ?? 0n) + size);
        }
        await breathe();
      }
    }
    // A sum without a broker's part would be wrong, and look right.
    for (const [name, topic] of this.#topics) topic.setBytes(told ? (bytes.get(name) ?? 0n) : null);
    this.#changed();
  }

  #allPartitions(): PartitionAsk[] {
    return [...this.#topics.keys()].flatMap((name) => this.#options.facts.asks(name));
  }

  async #look(names: readonly string[], withFirsts: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const { cluster, facts, clock } = this.#options;
    const asks = (wanted: readonly string[]) => wanted.flatMap((name) => facts.asks(name));
    const firsts = await offsetsAt(cluster, asks(withFirsts), AT.earliest);
    const ends = await offsetsAt(cluster, asks(names), AT.latest);
    const now = clock.now();
    for (const [name, { offsets }] of byTopic(firsts)) this.#topics.get(name)?.setFirsts(offsets);
    for (const [name, { offsets, errorCode }] of byTopic(ends)) {
      this.#topics.get(name)?.setEnds(offsets, errorCode, now);
    }
    this.at = now;
    if ([...firsts, ...ends].some(isMisplaced)) this.#options.staleMetadata();
    this.#changed();
  }

  #changed(): void {
    this.#rows = null;
    this.#options.changed();
  }
}

interface TopicOffsets {
  /** In the order of the partitions; null where one did not tell. */
  readonly offsets: (bigint | null)[];
  errorCode: number;
}

function byTopic(answers: readonly PartitionOffset[]): Map<string, TopicOffsets> {
  const topics = new Map<string, TopicOffsets>();
  for (const answer of [...answers].sort((a, b) => a.partition - b.partition)) {
    let topic = topics.get(answer.topic);
    if (!topic) {
      topic = { offsets: [], errorCode: 0 };
      topics.set(answer.topic, topic);
    }
    topic.offsets.push(answer.errorCode === 0 ? answer.offset : null);
    if (answer.errorCode !== 0) topic.errorCode = answer.errorCode;
  }
  return topics;
}

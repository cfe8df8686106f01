import type { Gap } from '../model/gap.js';
import type { Entry } from '../model/message.js';
import { KafkaTuiError } from '../model/problem.js';
import type { SeekTarget } from '../model/seek.js';
import { configValue } from './admin/configs.js';
import type { Cluster } from './cluster.js';
import type { Isolation } from './fetch.js';
import { readForward } from './forward.js';
import { LATEST, listOffsets } from './list-offsets.js';
import { openPositions } from './open-positions.js';
import type { Position } from './position.js';
import { findSpot, type Spot } from './spot.js';
import { readBackward } from './tail.js';

/** Partition → offset: the next one that a window would take at that edge. */
export type Edges = ReadonlyMap<number, bigint>;

/** Partition → what is missing right before an edge. */
export type GapsAt = ReadonlyMap<number, Gap>;

/** A stretch of the log beside a window, merged by time, each partition in its own order. */
export interface Page {
  readonly entries: readonly Entry[];
  /** Where the window ends on that side once it has taken the entries. */
  readonly edges: Edges;
  /** What is missing at the end of the stretch, behind its last entry of a partition. */
  readonly gaps: GapsAt;
  /** Nothing more lies on that side now. */
  readonly isLast: boolean;
}

/** How much a page holds at most, over all partitions; one message at least. */
export interface PageSize {
  readonly count: number;
  readonly bytes: number;
}

/** Parts of a topic's logs that are asked for when somebody looks at them; it reads nothing by itself. */
export interface Pages {
  /** The newest messages before the edges. Rejects with a KafkaTuiError. */
  before(edges: Edges, size: PageSize): Promise<Page>;
  /**
   * The oldest messages from the edges on, as far as `until` where that names a partition, else to the end of
   * its log. The message of `lead` at its edge comes first whatever the times say.
   */
  after(edges: Edges, until: Edges, size: PageSize, lead?: number | null): Promise<Page>;
  /** Where a place is in each of these partitions. */
  find(target: SeekTarget, partitions: readonly number[]): Promise<Spot>;
  /** The topic's `cleanup.policy`; null where the cluster does not tell it. */
  cleanupPolicy(): Promise<string | null>;
  close(): void;
}

/** Makes a source of pages; it connects when it is asked for the first. */
export type OpenPages = () => Pages;

export interface PageOptions {
  readonly topic: string;
  readonly partitions: readonly number[] | null;
  readonly isolation: Isolation;
  readonly checkCrcs: boolean;
}

/** What the log did meanwhile is found out by asking again, once. */
const TRIES = 2;
const NOWHERE: Edges = new Map();

/** Pages of a topic, over connections of their own: what is fetched live waits at the broker for new messages. */
export class TopicPages implements Pages {
  readonly #connect: () => Promise<Cluster>;
  readonly #options: PageOptions;
  #cluster: Promise<Cluster> | null = null;
  #positions: Promise<readonly Position[]> | null = null;
  #closed = false;

  constructor(connect: () => Promise<Cluster>, options: PageOptions) {
    this.#connect = connect;
    this.#options = options;
  }

  before(edges: Edges, size: PageSize): Promise<Page> {
    return this.#patiently(edges, async (source, positions) => {
      const { entries, starts, gaps } = await readBackward({
        ...source,
        ...size,
        notice: () => undefined,
        positions,
        ends: edges,
      });
      const reached = new Map(
        [...edges].map(([partition, at]) => [partition, starts.get(partition) ?? at]),
      );
      const isLast = positions.every(
        ({ partition, first }) => (reached.get(partition) ?? first) <= first,
      );
      return { entries, edges: reached, gaps, isLast };
    });
  }

  after(edges: Edges, until: Edges, size: PageSize, lead: number | null = null): Promise<Page> {
    return this.#patiently(edges, async (source, positions) => {
      const ends = await this.#ends(source.cluster, positions, until);
      return await readForward({ ...source, ...size, positions, edges, ends, lead });
    });
  }

  find(target: SeekTarget, partitions: readonly number[]): Promise<Spot> {
    // Bounds change all the time: they are asked for anew.
    this.#positions = null;
    const edges = new Map(partitions.map((partition) => [partition, 0n]));
    return this.#patiently(edges, (source, positions) =>
      findSpot(target, { ...source, positions }),
    );
  }

  cleanupPolicy(): Promise<string | null> {
    const { topic } = this.#options;
    return this.#patiently(NOWHERE, async ({ cluster }) => {
      const leader = (await this.#positions)?.find((one) => one.leader !== null)?.leader ?? -1;
      return await configValue(cluster, leader, topic, 'cleanup.policy');
    });
  }

  close(): void {
    this.#closed = true;
    this.#cluster?.then(
      (cluster) => {
        cluster.close();
      },
      () => undefined,
    );
  }

  #connected(): Promise<Cluster> {
    return (this.#cluster ??= this.#connect().catch((error: unknown) => {
      this.#cluster = null;
      throw error;
    }));
  }

  /** Where each log ends now, unless it is said how far to go. */
  async #ends(cluster: Cluster, positions: readonly Position[], until: Edges): Promise<Edges> {
    const { topic, isolation } = this.#options;
    const ends = new Map(until);
    const asks = positions.flatMap(({ partition, leader }) =>
      ends.has(partition) || leader === null ? [] : [{ partition, leader }],
    );
    if (asks.length === 0) return ends;
    const answers = await listOffsets(cluster, topic, asks, LATEST, isolation);
    for (const { partition, offset } of answers.values()) ends.set(partition, offset);
    return ends;
  }

  async #patiently<Answer>(
    edges: Edges,
    ask: (source: PageSource, positions: readonly Position[]) => Promise<Answer>,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      try {
        const cluster = await this.#connected();
        const { topic, isolation, checkCrcs } = this.#options;
        const source = { cluster, topic, isolation, checkCrcs };
        this.#positions ??= this.#open(cluster);
        const positions = (await this.#positions).filter(({ partition }) => edges.has(partition));
        return await ask(source, positions);
      } catch (error) {
        // Leaders move and retention passes; a connection that broke is made anew.
        this.#positions = null;
        if (this.#closed || attempt === TRIES || !(error instanceof KafkaTuiError)) throw error;
      }
    }
  }

  async #open(cluster: Cluster): Promise<readonly Position[]> {
    const { topic, partitions, isolation } = this.#options;
    const options = { topic, partitions, isolation, start: { kind: 'beginning' } as const };
    const opened = await openPositions(cluster, options, { notice: () => undefined });
    return opened.positions;
  }
}

/** What reading a part of a topic needs. */
export interface PageSource {
  readonly cluster: Cluster;
  readonly topic: string;
  readonly isolation: Isolation;
  readonly checkCrcs: boolean;
}

import { slotOf, slotWords } from '../model/slot.js';
import { type Cluster, closedError } from './cluster.js';
import { DirectReader } from './direct-reader.js';
import type { MemberConnection } from './member-connection.js';
import type { DirectReaderOptions } from './reader-options.js';
import type { Opening } from './reader.js';
import type { Lease, Slice } from './slice.js';

/** What is read in one generation, and the right to it: it ends when the place does. */
export class Place implements Lease {
  readonly generation: number;
  readonly readers: TopicReader[] = [];
  readonly #until: () => number;
  readonly #now: () => number;
  #isEnded = false;

  constructor(generation: number, until: () => number, now: () => number) {
    this.generation = generation;
    this.#until = until;
    this.#now = now;
  }

  /**
   * The coordinator gives a place away when it has not heard from it for a session. So a machine that slept
   * stops by its own clock, before it learns that others have gone on. What was seen to be over stays so, even if
   * the coordinator had not noticed: whoever saw it has let messages go, which only another place brings again.
   */
  get isOver(): boolean {
    this.#isEnded ||= this.#now() > this.#until();
    return this.#isEnded;
  }

  /** For whoever has waited: what is found out too late must touch nothing, as another place may have begun. */
  throwIfOver(): void {
    if (this.isOver) throw closedError();
  }

  end(): void {
    this.#isEnded = true;
    for (const { reader } of this.readers) reader.close();
  }
}

/** The reader of the partitions of one topic, and what it has ready. */
export interface TopicReader {
  readonly topic: number;
  readonly reader: DirectReader;
  /** A read is under way, or its slices wait or are being looked at. */
  busy: boolean;
  ended: boolean;
}

/** What is the same for every topic. */
export interface TopicReading {
  readonly cluster: Cluster;
  readonly topics: readonly string[];
  readonly connection: MemberConnection;
  readonly options: Pick<
    DirectReaderOptions,
    'start' | 'stopAtEnd' | 'isolation' | 'checkCrcs' | 'whenRefused'
  >;
}

/**
 * Opens partitions of one of the topics, each where `resume` says or where reading starts by default. Rejects with
 * a KafkaTuiError, also where the place is over before they are open.
 */
export async function openTopic(
  { cluster, topics, connection, options }: TopicReading,
  topic: number,
  partitions: readonly number[],
  resume: ReadonlyMap<number, bigint>,
  place: Place,
): Promise<Opening> {
  place.throwIfOver();
  const name = topics[topic] ?? '';
  const reader = new DirectReader(
    cluster,
    { ...options, topic: name, partitions, resume, sharesCluster: true },
    connection.readerOf(topic, () => place.isOver),
  );
  place.readers.push({ topic, reader, busy: false, ended: false });
  const opening = await reader.open();
  place.throwIfOver();
  return opening;
}

export function leased(slices: readonly Slice[], topic: number, lease: Lease): readonly Slice[] {
  return slices.map((slice) => ({ ...slice, partition: slotOf(topic, slice.partition), lease }));
}

/** `0 at 42 (committed), 1 at 0 (nothing committed: beginning)` */
export function startWords(
  starts: readonly {
    readonly slot: number;
    readonly offset: bigint;
    readonly from: 'committed' | 'reset' | 'here';
  }[],
  reset: string,
  topics: readonly string[],
): string {
  const why = { committed: 'committed', reset: `nothing committed: ${reset}`, here: 'stays here' };
  return starts
    .map(({ slot, offset, from }) => {
      return `${slotWords(slot, topics)} at ${offset.toString()} (${why[from]})`;
    })
    .join(', ');
}

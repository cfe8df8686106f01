import { type Gap, gapOf } from '../model/gap.js';
import type { Entry } from '../model/message.js';
import type { BrokerLink } from './broker-link.js';
import { CODE } from './errors.js';
import { type FetchedPartition, fetchOnce } from './fetch.js';
import type { Edges, Page, PageSource } from './pages.js';
import { Passing, eachEntry } from './passing.js';
import type { Position } from './position.js';
import { RecordCursor } from './record-cursor.js';
import { sliceOf } from './slice.js';
import { behind, sizeOf, unreadable } from './tail.js';

export interface ForwardOptions extends PageSource {
  /** How many messages, over all partitions. */
  readonly count: number;
  /** A page of large messages ends sooner. */
  readonly bytes: number;
  readonly positions: readonly Position[];
  /** Partition → the offset to begin at. */
  readonly edges: Edges;
  /** Partition → the offset to end before. */
  readonly ends: Edges;
  /** Its first message comes first whatever the times say; null for none. */
  readonly lead: number | null;
}

/** A broker that answers and never gets on must not hold us for ever. */
const MAX_ROUNDS = 200;

/**
 * The oldest messages from some offsets on, merged by time: of the partitions' next ones always the oldest, so
 * that each keeps its own order. Reads no more than it needs to tell which that is.
 */
export async function readForward(options: ForwardOptions): Promise<Page> {
  const runs = options.positions.map((position) => new ForwardRun(options, position));
  const merge = new Merge(runs, options);
  for (let round = 0; round < MAX_ROUNDS && !merge.run(); round++) {
    await fetchAll(
      options,
      runs.filter((run) => run.isWaiting),
    );
  }
  return {
    entries: merge.picked,
    edges: new Map([...options.edges, ...runs.map((run) => [run.partition, run.edge] as const)]),
    gaps: new Map(runs.flatMap(({ partition, gap }) => (gap === null ? [] : [[partition, gap]]))),
    isLast: runs.every((run) => run.isOver),
  };
}

async function fetchAll(options: ForwardOptions, runs: readonly ForwardRun[]): Promise<void> {
  const byLeader = new Map<number, ForwardRun[]>();
  for (const run of runs) byLeader.set(run.leader, [...(byLeader.get(run.leader) ?? []), run]);
  await Promise.all(
    [...byLeader].map(async ([leader, group]) => {
      try {
        await fetchGroup(await options.cluster.broker(leader), options, group);
      } catch (error) {
        throw options.cluster.explain(error, leader);
      }
    }),
  );
}

async function fetchGroup(
  link: BrokerLink,
  options: ForwardOptions,
  group: readonly ForwardRun[],
): Promise<void> {
  // The broker fills a response in the order asked: who got nothing the last time comes first.
  const asked = [...group].sort((a, b) => a.fetches - b.fetches);
  const response = await fetchOnce(link, {
    topic: options.topic,
    partitions: asked.map((run) => ({ partition: run.partition, offset: run.next })),
    isolation: options.isolation,
    maxWaitMs: 100,
    minBytes: 1,
    maxBytes: 1024 * 1024,
    partitionMaxBytes: 256 * 1024,
  });
  for (const fetched of response.partitions) {
    asked.find((run) => run.partition === fetched.partition)?.take(fetched);
  }
  // No bytes for any of them: there is nothing between here and the end.
  if (response.partitions.every(({ records }) => records.length === 0)) {
    for (const run of asked) run.finish();
  }
  options.cluster.responses.giveBack(response.payload);
}

/** One partition, from its edge on. */
class ForwardRun {
  readonly partition: number;
  readonly leader: number;
  next: bigint;
  /** Responses that brought it something. */
  fetches = 0;
  taken = 0;
  readonly #options: ForwardOptions;
  readonly #end: bigint;
  readonly #cursor = new RecordCursor();
  #passing: Passing;
  #entries: Entry[] = [];
  #at = 0;

  constructor(options: ForwardOptions, { partition, leader, first, stable }: Position) {
    const from = options.edges.get(partition) ?? first;
    this.#options = options;
    this.partition = partition;
    this.leader = leader ?? -1;
    this.next = from < first ? first : from;
    this.#end = options.ends.get(partition) ?? stable;
    this.#passing = new Passing(this.next === first ? null : this.next);
    if (from < first) this.#passing.pass(gapOf(from, first - 1n, 'removed'));
  }

  /** The oldest that was not taken. */
  get head(): Entry | undefined {
    return this.#entries[this.#at];
  }

  /** It can't be told what comes next before more is fetched. */
  get isWaiting(): boolean {
    return this.head === undefined && this.next < this.#end;
  }

  get isOver(): boolean {
    return this.head === undefined && this.next >= this.#end;
  }

  get edge(): bigint {
    return this.head?.offset ?? this.next;
  }

  /** What is missing right before the edge. */
  get gap(): Gap | null {
    return this.head ? this.head.gap : this.#passing.gap;
  }

  shift(): void {
    this.#at++;
    this.taken++;
  }

  finish(): void {
    this.#passing.pass(gapOf(this.next, this.#end - 1n, 'compacted'));
    if (this.next < this.#end) this.next = this.#end;
  }

  take(fetched: FetchedPartition): void {
    const { topic, count, checkCrcs } = this.#options;
    if (fetched.errorCode !== CODE.none) throw unreadable(topic, this.partition, fetched.errorCode);
    const slice = sliceOf(fetched, {
      offset: this.next,
      until: this.#end,
      checkCrcs,
      blindStep: 64n,
    });
    if (slice.next > this.next) this.fetches++;
    const entries: Entry[] = [];
    const [cursor, passing] = [this.#cursor, this.#passing];
    for (const part of slice.parts) {
      eachEntry(part, { topic, partition: this.partition, cursor, passing }, (entry) => {
        entries.push(entry);
        return entries.length < count;
      });
      if (entries.length >= count) break;
    }
    this.#entries = entries;
    this.#at = 0;
    const last = entries.at(-1);
    if (last !== undefined && entries.length >= count) {
      this.next = behind(last);
      this.#passing = new Passing(null);
    } else {
      this.next = slice.next;
      passing.pass(slice.gap);
    }
  }
}

/** Takes the oldest of the heads again and again, as long as it can be told which that is. */
class Merge {
  readonly picked: Entry[] = [];
  readonly #runs: readonly ForwardRun[];
  readonly #options: ForwardOptions;
  #bytes = 0;

  constructor(runs: readonly ForwardRun[], options: ForwardOptions) {
    this.#runs = runs;
    this.#options = options;
  }

  /** True when the page is full, or there is no more; false when more has to be fetched first. */
  run(): boolean {
    while (this.picked.length < this.#options.count && this.#bytes < this.#options.bytes) {
      if (this.#runs.some((run) => run.isWaiting)) return false;
      const run = this.#next();
      const entry = run?.head;
      if (run === undefined || entry === undefined) return true;
      run.shift();
      this.picked.push(entry);
      this.#bytes += sizeOf(entry);
    }
    return true;
  }

  #next(): ForwardRun | undefined {
    const { lead } = this.#options;
    const leading = this.#runs.find((run) => run.partition === lead && run.taken === 0);
    if (leading?.head !== undefined) return leading;
    let best: ForwardRun | undefined;
    for (const run of this.#runs) {
      if (run.head !== undefined && (best === undefined || comesSooner(run, best))) best = run;
    }
    return best;
  }
}

/** Where times are equal the partitions take turns. */
function comesSooner(one: ForwardRun, other: ForwardRun): boolean {
  const difference = timeOf(one.head) - timeOf(other.head);
  return difference !== 0 ? difference < 0 : one.taken < other.taken;
}

/** What has no time of its own stands as soon as it can. */
function timeOf(entry: Entry | undefined): number {
  return entry?.kind === 'message' ? entry.timestamp : -1;
}

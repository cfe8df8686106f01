import { gapOf } from '../model/gap.js';
import { KafkaTuiError } from '../model/problem.js';
import type { Cluster } from './cluster.js';
import { CODE, isStaleMetadata, nameOfCode } from './errors.js';
import type { FetchedPartition, Isolation } from './fetch.js';
import { EARLIEST, LATEST, listOffsets } from './list-offsets.js';
import { type Position, loseLeader } from './position.js';
import type { ReaderEvents } from './reader.js';
import type { Slice } from './slice.js';
import { topicUnauthorised } from './topic.js';

interface TroubleOptions {
  readonly cluster: Cluster;
  readonly topic: string;
  readonly isolation: Isolation;
  readonly events: ReaderEvents;
  /** Finds out where the partitions are that have no leader; patiently. */
  findLeaders(): void;
  /** It can't get better by itself. */
  failed(error: KafkaTuiError): void;
}

/** What an error code of one partition means for its position; the other partitions go on. */
export class PartitionTrouble {
  readonly #options: TroubleOptions;

  constructor(options: TroubleOptions) {
    this.#options = options;
  }

  /** Moves the position on, or lets its leader be found again. A slice where offsets were passed over. */
  async handle(position: Position, { errorCode }: FetchedPartition): Promise<Slice | null> {
    const { topic, events } = this.#options;
    switch (errorCode) {
      case CODE.offsetOutOfRange:
        return await this.#outOfRange(position);
      case CODE.topicAuthorizationFailed:
        loseLeader(position);
        this.#options.failed(topicUnauthorised(topic));
        return null;
      case CODE.corruptMessage:
        return corruptOnBroker(position);
      default:
        if (!isStaleMetadata(errorCode)) {
          const text = `partition ${position.partition}: ${nameOfCode(errorCode)}; trying again`;
          events.notice('odd', text);
        }
        this.#findLeader(position);
        return null;
    }
  }

  #findLeader(position: Position): void {
    loseLeader(position);
    this.#options.findLeaders();
  }

  /** Retention passed us by, or the log was cut back: go on where the log is now, and say what was missed. */
  async #outOfRange(position: Position): Promise<Slice | null> {
    const { partition, leader, next } = position;
    if (leader === null) return null;
    const first = await this.#bound(partition, leader, EARLIEST);
    const end = await this.#bound(partition, leader, LATEST);
    const isWithin = next >= first && next <= end;
    if (first < 0n || end < 0n || isWithin || (await this.#wasMadeAnew(position))) {
      this.#findLeader(position);
      return null;
    }
    const { events } = this.#options;
    const { recreated } = position;
    position.first = first;
    position.recreated = false;
    if (next < first) {
      position.next = first;
      events.skippedByRetention(partition, first - next);
      events.notice(
        'bad',
        `partition ${partition}: offsets ${next.toString()} to ${(first - 1n).toString()} were removed by retention before they were read`,
      );
      return removed(position, next, end);
    }
    position.next = recreated ? first : end;
    events.notice(
      'bad',
      `partition ${partition}: the log now ends at ${end.toString()}, before offset ${next.toString()}; it was cut back or the topic was made anew`,
    );
    return null;
  }

  /** What looks like a log that was cut is another one: whoever finds its leader begins with it. */
  async #wasMadeAnew({ partition, topicId }: Position): Promise<boolean> {
    if (topicId === null) return false;
    const { cluster, topic } = this.#options;
    const { topics } = await cluster.metadata([topic]);
    const now = topics[0]?.partitions.find((one) => one.partition === partition);
    return now !== undefined && now.topicId !== null && now.topicId !== topicId;
  }

  /** -1 where the broker does not tell. */
  async #bound(partition: number, leader: number, at: bigint): Promise<bigint> {
    const { cluster, topic, isolation } = this.#options;
    const answers = await listOffsets(cluster, topic, [{ partition, leader }], at, isolation);
    const answer = answers.get(partition);
    return answer?.errorCode === CODE.none ? answer.offset : -1n;
  }
}

/** The broker itself can't read what it stored: pass it, and say so. */
function corruptOnBroker(position: Position): Slice {
  const { partition, first, high, stable, next: from, blindStep } = position;
  const next = from < high && high < from + blindStep ? high : from + blindStep;
  const reason = 'the broker says that what it stored is corrupt (CORRUPT_MESSAGE)';
  const damage = { from, to: next - 1n, reason, bytes: null };
  const parts = [{ kind: 'damage', damage, gap: null }] as const;
  return { partition, first, high, stable, next, control: 0, aborted: 0, parts, gap: null };
}

/** Nothing but offsets that are not there any more, from `from` to where the log begins now. */
function removed(position: Position, from: bigint, end: bigint): Slice {
  const { partition, first } = position;
  const high = position.high > end ? position.high : end;
  const gap = gapOf(from, first - 1n, 'removed');
  return {
    partition,
    first,
    high,
    stable: end,
    next: first,
    control: 0,
    aborted: 0,
    parts: [],
    gap,
  };
}

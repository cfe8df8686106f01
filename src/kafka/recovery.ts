import { KafkaTuiError } from '../model/problem.js';
import { Nap, REFUSED_MS, backoffMs, isRefused } from './backoff.js';
import type { Cluster, PartitionMetadata, TopicMetadata } from './cluster.js';
import { CODE } from './errors.js';
import { EARLIEST, listOffsets } from './list-offsets.js';
import { type Position, isDone } from './position.js';
import type { ReaderEvents } from './reader.js';
import { topicGone, topicUnauthorised } from './topic.js';

interface RecoveryOptions {
  readonly cluster: Cluster;
  readonly topic: string;
  readonly events: ReaderEvents;
  /** A refused login, or a topic that may not be read any more, ends it; or it is waited for, and long. */
  readonly whenRefused: 'fail' | 'wait';
  positions(): readonly Position[];
  /** Some positions have a leader again. */
  recovered(): void;
  /** It can't get better by itself. */
  failed(error: KafkaTuiError): void;
}

const CALM_MS = 3000;
const DELETED_MS = 1000;

/** Finds the leaders of partitions that lost theirs: one search at a time, patient, and never giving up. */
export class Recovery {
  readonly #options: RecoveryOptions;
  readonly #nap = new Nap();
  #running = false;
  #stopped = false;
  #told = false;
  /** Tries since reading last went well for a while: a leader that fails at once is not asked at once again. */
  #attempt = 0;
  #endedAt = 0;
  /** When the cluster first said that there is no such topic, in this outage. */
  #goneSince: number | null = null;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** `problem` is what the connection broke with, or null when a leader only moved. */
  begin(problem: KafkaTuiError | null): void {
    if (this.#stopped || this.#running) return;
    this.#running = true;
    void this.#run(problem).finally(() => {
      this.#running = false;
      // A loop that failed while this search ended has found it running.
      if (this.#lost().length > 0) this.begin(null);
    });
  }

  retryNow(): void {
    this.#attempt = 0;
    this.#nap.wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#nap.wake();
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  #lost(): Position[] {
    return this.#options
      .positions()
      .filter((position) => position.leader === null && !isDone(position));
  }

  async #run(first: KafkaTuiError | null): Promise<void> {
    let problem = first;
    if (Date.now() - this.#endedAt > CALM_MS) this.#attempt = 0;
    for (; this.#lost().length > 0; this.#attempt++) {
      const wait = isRefused(problem) ? REFUSED_MS : backoffMs(this.#attempt);
      if (problem) this.#tellLost(problem, Date.now() + wait);
      await this.#nap.sleep(wait);
      if (this.#isStopped()) return;
      problem = (await this.#tryOnce()) ?? null;
      if (isRefused(problem) && this.#options.whenRefused === 'fail') {
        this.#stopped = true;
        this.#options.failed(problem);
        return;
      }
    }
    if (this.#told) this.#options.events.regained();
    this.#told = false;
    this.#endedAt = Date.now();
  }

  #tellLost(problem: KafkaTuiError, retryAt: number): void {
    this.#told = true;
    const partitions = this.#lost().map(({ partition }) => partition);
    this.#options.events.lost(problem, retryAt, partitions);
  }

  /** Asks for the metadata and hands out leaders that answer. Returns what is wrong, if something is. */
  async #tryOnce(): Promise<KafkaTuiError | null> {
    const { cluster, topic } = this.#options;
    try {
      const metadata = await cluster.metadata([topic]);
      const found = metadata.topics.find((candidate) => candidate.topic === topic);
      if (found?.errorCode === CODE.topicAuthorizationFailed) return topicUnauthorised(topic);
      if (!found || found.errorCode === CODE.unknownTopicOrPartition) return this.#topicGone();
      return await this.#assign(found);
    } catch (error) {
      return cluster.explain(error, -1);
    }
  }

  async #assign(found: TopicMetadata): Promise<KafkaTuiError | null> {
    const { cluster } = this.#options;
    let problem: KafkaTuiError | null = null;
    const reachable = new Map<number, boolean>();
    for (const position of this.#lost()) {
      const now = found.partitions.find(({ partition }) => partition === position.partition);
      const leader = now?.leader ?? -1;
      if (now === undefined || leader < 0) {
        const { topic } = this.#options;
        problem ??=
          now === undefined
            ? partitionGone(topic, position.partition)
            : leaderless(topic, position.partition);
        continue;
      }
      if (!reachable.has(leader)) {
        const error = await cluster.broker(leader).then(
          () => null,
          (reason: unknown) => cluster.explain(reason, leader),
        );
        reachable.set(leader, error === null);
        problem ??= error;
      }
      if (!reachable.get(leader)) continue;
      const isAnother = this.#isAnother(position, now);
      if (isAnother && !(await this.#startOver(position, now))) continue;
      this.#give(position, leader);
    }
    this.#goneSince = null;
    this.#options.recovered();
    return problem;
  }

  /**
   * Whether the topic was made anew since. Where the broker tells no ids, being gone for a while has to do: one
   * that has just come up may not know its topics for a moment, and reading from the beginning again would
   * repeat everything.
   */
  #isAnother({ recreated, topicId }: Position, now: PartitionMetadata): boolean {
    if (topicId !== null && now.topicId !== null) return topicId !== now.topicId;
    return recreated && this.#goneSince !== null && Date.now() - this.#goneSince >= DELETED_MS;
  }

  /**
   * The topic was made anew: what it holds now is another log, whatever offset the old one had come to.
   * False where that could not be found out yet.
   */
  async #startOver(position: Position, now: PartitionMetadata): Promise<boolean> {
    const { cluster, topic, events } = this.#options;
    const { partition, leader, topicId } = now;
    const answers = await listOffsets(
      cluster,
      topic,
      [{ partition, leader }],
      EARLIEST,
      'read_uncommitted',
    );
    const answer = answers.get(partition);
    if (answer?.errorCode !== CODE.none) return false;
    position.topicId = topicId;
    position.first = answer.offset;
    position.next = answer.offset;
    // They are places in the log that is gone.
    position.skips = [];
    position.blindStep = 1n;
    position.recreated = false;
    const text = `partition ${partition}: the topic was made anew; reading from its beginning`;
    events.notice('bad', text);
    return true;
  }

  #give(position: Position, leader: number): void {
    const before = position.lastLeader;
    if (before !== null && before !== leader) {
      this.#options.events.notice(
        'info',
        `partition ${position.partition}: leader moved from broker ${before} to ${leader}`,
      );
    }
    position.leader = leader;
  }

  #topicGone(): KafkaTuiError {
    this.#goneSince ??= Date.now();
    for (const position of this.#options.positions()) position.recreated = true;
    return topicGone(this.#options.topic);
  }
}

function partitionGone(topic: string, partition: number): KafkaTuiError {
  return new KafkaTuiError({
    code: 'PARTITION_GONE',
    message: `partition ${partition} of topic "${topic}" is not there any more`,
    next: 'the topic was made anew with fewer partitions; start again to read those alone',
  });
}

function leaderless(topic: string, partition: number): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NO_LEADER',
    message: `partition ${partition} of topic "${topic}" has no leader now`,
    next: 'is a broker down? reading goes on when an election has ended',
  });
}

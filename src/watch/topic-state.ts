import { NO_ANSWER } from '../kafka/admin/log-ends.js';
import type { TopicMetadata } from '../kafka/cluster.js';
import { CODE, nameOfCode } from '../kafka/errors.js';
import type { TopicRow } from '../model/watch.js';

/** ms over which a rate is taken; a longer one where looks are rarer. */
const RATE_MS = 15_000;

interface Sample {
  readonly at: number;
  readonly ends: bigint;
}

/** What is known of one topic, gathered from several requests; the row is made anew only when asked for. */
export class TopicState {
  #metadata: TopicMetadata;
  #firsts: bigint[] = [];
  #ends: bigint[] = [];
  #samples: Sample[] = [];
  #bytes: bigint | null = null;
  #groups: readonly string[] | null = null;
  #offsetsTrouble: string | null = null;
  /** When its ends were last asked for, ms since the epoch; null for never. */
  lookedAt: number | null = null;
  #row: TopicRow | null = null;

  constructor(metadata: TopicMetadata) {
    this.#metadata = metadata;
  }

  get row(): TopicRow {
    this.#row ??= this.#build();
    return this.#row;
  }

  get hasFirsts(): boolean {
    return this.#firsts.length > 0;
  }

  setMetadata(metadata: TopicMetadata): void {
    const isSame = sameMetadata(this.#metadata, metadata);
    this.#metadata = metadata;
    if (isSame) return;
    this.#row = null;
  }

  setFirsts(offsets: readonly (bigint | null)[]): void {
    if (offsets.length !== this.#metadata.partitions.length || offsets.includes(null)) return;
    this.#firsts = offsets as bigint[];
    this.#row = null;
  }

  /** Ends of all partitions in their order, null for those that did not tell; `errorCode` of one that did not. */
  setEnds(offsets: readonly (bigint | null)[], errorCode: number, at: number): void {
    this.lookedAt = at;
    this.#row = null;
    this.#offsetsTrouble = errorCode === CODE.none ? null : offsetsTrouble(errorCode);
    if (offsets.length === 0 || offsets.includes(null)) {
      // What it was before says nothing of what comes in now.
      this.#samples = [];
      return;
    }
    this.#ends = offsets as bigint[];
    const ends = this.#ends.reduce((sum, end) => sum + end, 0n);
    // Made anew meanwhile: what was counted before is another topic's.
    if ((this.#samples.at(-1)?.ends ?? 0n) > ends) this.#samples = [];
    this.#samples.push({ at, ends });
    const inWindow = this.#samples.findIndex((sample) => sample.at >= at - RATE_MS);
    const kept = Math.max(0, Math.min(inWindow, this.#samples.length - 2));
    if (kept > 0) this.#samples = this.#samples.slice(kept);
  }

  setBytes(bytes: bigint | null): void {
    if (this.#bytes === bytes) return;
    this.#bytes = bytes;
    this.#row = null;
  }

  setGroups(groups: readonly string[]): void {
    if (this.#groups !== null && sameList(this.#groups, groups)) return;
    this.#groups = groups;
    this.#row = null;
  }

  #build(): TopicRow {
    const { topic, isInternal, partitions } = this.#metadata;
    return {
      name: topic,
      internal: isInternal,
      partitions: partitions.length,
      replicas: Math.max(0, ...partitions.map(({ replicas }) => replicas.length)),
      messages: this.#messages(),
      bytes: this.#bytes,
      rate: this.#rate(),
      groups: this.#groups,
      trouble: metadataTrouble(this.#metadata) ?? this.#offsetsTrouble,
    };
  }

  #messages(): bigint | null {
    const count = this.#metadata.partitions.length;
    if (count === 0 || this.#ends.length !== count || this.#firsts.length !== count) return null;
    return this.#ends.reduce((sum, end, i) => {
      const first = this.#firsts[i] ?? end;
      // The two were asked for one after the other.
      return end > first ? sum + end - first : sum;
    }, 0n);
  }

  #rate(): number | null {
    const [oldest] = this.#samples;
    const newest = this.#samples.at(-1);
    if (!oldest || !newest || newest.at <= oldest.at) return null;
    return Number(newest.ends - oldest.ends) / ((newest.at - oldest.at) / 1000);
  }
}

function metadataTrouble({ errorCode, partitions }: TopicMetadata): string | null {
  if (errorCode === CODE.topicAuthorizationFailed) return 'no permission to describe it';
  if (errorCode !== CODE.none && errorCode !== CODE.leaderNotAvailable) {
    return nameOfCode(errorCode);
  }
  const leaderless = partitions.filter(({ leader }) => leader < 0).length;
  if (leaderless > 0) return `${counted(leaderless, partitions.length)} without a leader`;
  const behind = partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length;
  return behind > 0 ? `${counted(behind, partitions.length)} with replicas out of sync` : null;
}

function offsetsTrouble(errorCode: number): string {
  if (errorCode === CODE.topicAuthorizationFailed) return 'no permission to ask for its offsets';
  if (errorCode === NO_ANSWER) return 'its offsets are not told: a leader does not answer';
  return `its offsets are not told: ${nameOfCode(errorCode)}`;
}

function counted(some: number, all: number): string {
  return `${some} of ${all} partition${all === 1 ? '' : 's'}`;
}

/** In all that the row tells of it. */
function sameMetadata(one: TopicMetadata, other: TopicMetadata): boolean {
  return (
    one.errorCode === other.errorCode &&
    one.isInternal === other.isInternal &&
    one.partitions.length === other.partitions.length &&
    one.partitions.every((partition, i) => {
      const next = other.partitions[i];
      return (
        next?.leader === partition.leader &&
        next.isr.length === partition.isr.length &&
        next.replicas.length === partition.replicas.length
      );
    })
  );
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, i) => name === other[i]);
}

import { committedOn } from '../kafka/admin/committed.js';
import { describeOn, type ListedGroup } from '../kafka/admin/groups.js';
import {
  AT,
  isMisplaced,
  NO_ANSWER,
  offsetsAt,
  type PartitionOffset,
} from '../kafka/admin/log-ends.js';
import { nameOfCode } from '../kafka/errors.js';
import { ERROR } from '../kafka/protocol/error-codes.js';
import { noGroup } from '../kafka/admin/changes.js';
import type { Cluster } from '../kafka/cluster.js';
import type { GroupDetail, GroupMemberRow, GroupPartitionRow } from '../model/watch.js';
import type { ClusterFacts } from './cluster-facts.js';
import type { WatchClock } from './clock.js';
import { GroupState, hasMoved, isGone } from './group-state.js';
import { endsOf, lagOf, longer, oddityOf, placeOf, totalLag } from './lag.js';
import type { WaitingTimes } from './waiting-times.js';

export interface GroupDetailOptions {
  readonly cluster: Cluster;
  readonly facts: ClusterFacts;
  readonly times: WaitingTimes;
  readonly clock: WatchClock;
  /** The group as it is listed now, asking every broker; null where it is not there. */
  readonly find: (id: string) => Promise<ListedGroup | null>;
  /** Leaders have moved: ask for the metadata again. */
  readonly staleMetadata: () => void;
}

/** Everything about one group, look after look. */
export class GroupDetailWatch {
  readonly id: string;
  readonly #options: GroupDetailOptions;
  readonly #histories = new Map<string, readonly number[]>();
  #state: GroupState | null = null;
  /** Where it is looked after, or what it is, may be something else by now. */
  #isMoved = false;
  detail: GroupDetail | null = null;

  constructor(id: string, options: GroupDetailOptions) {
    this.id = id;
    this.#options = options;
  }

  /** Throws when the group is not there, or nothing can be asked. */
  async look(): Promise<GroupDetail> {
    await this.#options.facts.known();
    const state = await this.#found();
    try {
      return await this.#lookAt(state);
    } catch (error) {
      // Its coordinator may be gone, and another one have taken over.
      this.#isMoved = true;
      this.#options.staleMetadata();
      throw error;
    }
  }

  async #lookAt(state: GroupState): Promise<GroupDetail> {
    const { facts, cluster } = this.#options;
    const { coordinator } = state.listed;
    const [described] = await describeOn(cluster, coordinator, [state.listed]);
    if (described) state.setDescribed(described);
    for await (const [commits] of committedOn(cluster, coordinator, [this.id])) {
      if (commits) state.setCommits(commits);
    }
    const members = described?.members ?? [];
    const { partitions, at } = await this.#partitions(state, members);
    const detail = {
      row: state.row((nodeId) => facts.nameOf(nodeId)),
      members,
      partitions,
      at,
    };
    this.detail = detail;
    this.#isMoved = described !== undefined && (hasMoved(described.errorCode) || isGone(described));
    return detail;
  }

  async #found(): Promise<GroupState> {
    if (this.#state && !this.#isMoved) return this.#state;
    const listed = await this.#options.find(this.id);
    if (!listed) throw noGroup(this.id);
    this.#isMoved = false;
    if (this.#state) this.#state.setListed(listed);
    else this.#state = new GroupState(listed);
    return this.#state;
  }

  async #partitions(
    state: GroupState,
    members: readonly GroupMemberRow[],
  ): Promise<{ readonly partitions: GroupPartitionRow[]; readonly at: number }> {
    const { cluster, facts, times, clock, staleMetadata } = this.#options;
    const holders = holdersOf(members);
    const commits = new Map(state.commits.map((one) => [placeOf(one.topic, one.partition), one]));
    const places = [...holders.values(), ...commits.values()];
    const asks = [
      ...new Map(places.map((one) => [placeOf(one.topic, one.partition), one])).values(),
    ]
      .map(({ topic, partition }) => facts.ask(topic, partition))
      .sort((a, b) => compare(a.topic, b.topic) || a.partition - b.partition);
    const firsts = endsOf(await offsetsAt(cluster, asks, AT.earliest));
    const answers = await offsetsAt(cluster, asks, AT.latest);
    const ends = endsOf(answers);
    if (answers.some(isMisplaced)) staleMetadata();
    await times.learn(state.commits, { ends, firsts, now: clock.now() });
    const now = clock.now();
    state.setLag(totalLag(state.commits, ends), now);
    state.setTimeLag(times.oldestOf(state.commits, ends, now));
    const untold = new Map(answers.flatMap((one) => whyUntold(one)));
    const partitions = asks.map(({ topic, partition }) => {
      const place = placeOf(topic, partition);
      const commit = commits.get(place);
      const lag = commit ? lagOf(commit, ends) : null;
      return {
        topic,
        partition,
        first: firsts.get(place) ?? null,
        committed: commit?.offset ?? null,
        end: ends.get(place) ?? null,
        lag,
        lagHistory: this.#history(place, lag),
        timeLagMs: commit ? times.ageOf(commit, ends, now) : null,
        metadata: commit?.metadata ?? null,
        member: holders.get(place)?.memberId ?? null,
        trouble: untold.get(place) ?? (commit ? oddityOf(commit, firsts, ends) : null),
      };
    });
    return { partitions, at: now };
  }

  #history(place: string, lag: bigint | null): readonly number[] {
    const history = this.#histories.get(place) ?? [];
    if (lag === null) return history;
    const more = longer(history, Number(lag));
    this.#histories.set(place, more);
    return more;
  }
}

/** Why the end of a partition is not known, by its place. */
function whyUntold({ topic, partition, leader, errorCode }: PartitionOffset): [string, string][] {
  if (errorCode === 0) return [];
  return [[placeOf(topic, partition), `its end is not told: ${endTrouble(leader, errorCode)}`]];
}

function endTrouble(leader: number, errorCode: number): string {
  if (leader < 0) return 'it has no leader, or is not there';
  if (errorCode === NO_ANSWER) return 'its leader does not answer';
  if (errorCode === ERROR.TOPIC_AUTHORIZATION_FAILED) return 'no permission to describe the topic';
  return nameOfCode(errorCode);
}

interface Holder {
  readonly topic: string;
  readonly partition: number;
  readonly memberId: string;
}

function holdersOf(members: readonly GroupMemberRow[]): Map<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { memberId, assignment } of members) {
    for (const { topic, partitions } of assignment ?? []) {
      for (const partition of partitions) {
        holders.set(placeOf(topic, partition), { topic, partition, memberId });
      }
    }
  }
  return holders;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

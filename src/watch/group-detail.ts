import { committedOn, type CommittedOffset } from '../kafka/admin/committed.js';
import { describeOn, type ListedGroup } from '../kafka/admin/groups.js';
import { AT, offsetsAt } from '../kafka/admin/log-ends.js';
import { noGroup } from '../kafka/admin/changes.js';
import type { Cluster } from '../kafka/cluster.js';
import type { GroupDetail, GroupMemberRow, GroupPartitionRow } from '../model/watch.js';
import type { ClusterFacts } from './cluster-facts.js';
import type { WatchClock } from './clock.js';
import { GroupState, hasMoved } from './group-state.js';
import { type Ends, endsOf, lagOf, longer, placeOf, totalLag } from './lag.js';
import type { WaitingTimes } from './waiting-times.js';

export interface GroupDetailOptions {
  readonly cluster: Cluster;
  readonly facts: ClusterFacts;
  readonly times: WaitingTimes;
  readonly clock: WatchClock;
  /** The group as it is listed now, asking every broker; null where it is not there. */
  readonly find: (id: string) => Promise<ListedGroup | null>;
}

/** Everything about one group, look after look. */
export class GroupDetailWatch {
  readonly id: string;
  readonly #options: GroupDetailOptions;
  readonly #histories = new Map<string, readonly number[]>();
  #state: GroupState | null = null;
  detail: GroupDetail | null = null;

  constructor(id: string, options: GroupDetailOptions) {
    this.id = id;
    this.#options = options;
  }

  /** Throws when the group is not there, or nothing can be asked. */
  async look(): Promise<GroupDetail> {
    const { facts, cluster } = this.#options;
    await facts.known();
    const state = await this.#found();
    const { coordinator } = state.listed;
    const [described] = await describeOn(cluster, coordinator, [state.listed]);
    if (described) state.setDescribed(described);
    for await (const [commits] of committedOn(cluster, coordinator, [this.id])) {
      if (commits) state.setCommits(commits.offsets, commits.errorCode);
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
    // Asked elsewhere the next time; what this broker said of it is no longer true.
    if (described && hasMoved(described.errorCode)) this.#state = null;
    return detail;
  }

  async #found(): Promise<GroupState> {
    if (this.#state) return this.#state;
    const listed = await this.#options.find(this.id);
    if (!listed) throw noGroup(this.id);
    this.#state = new GroupState(listed);
    return this.#state;
  }

  async #partitions(
    state: GroupState,
    members: readonly GroupMemberRow[],
  ): Promise<{ readonly partitions: GroupPartitionRow[]; readonly at: number }> {
    const { cluster, facts, times, clock } = this.#options;
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
    // Messages that are gone already wait no more: the oldest that waits is the first in the log.
    const waiting = state.commits.map((commit) => heldToLog(commit, firsts));
    await times.learn(waiting, ends);
    const now = clock.now();
    state.setLag(totalLag(state.commits, ends), now);
    state.setTimeLag(times.oldestOf(waiting, ends, now));
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
        timeLagMs: commit ? times.ageOf(heldToLog(commit, firsts), ends, now) : null,
        metadata: commit?.metadata ?? null,
        member: holders.get(place)?.memberId ?? null,
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

function heldToLog(commit: CommittedOffset, firsts: Ends): CommittedOffset {
  const first = firsts.get(placeOf(commit.topic, commit.partition));
  return first !== undefined && commit.offset < first ? { ...commit, offset: first } : commit;
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

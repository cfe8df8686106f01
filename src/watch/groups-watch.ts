import { grouped, piecesOf } from '../kafka/admin/broker-answer.js';
import { breathe } from '../kafka/breathe.js';
import { committedOn } from '../kafka/admin/committed.js';
import { describeOn, groupsOf, type ListedGroup } from '../kafka/admin/groups.js';
import { AT, isMisplaced, offsetsAt, type PartitionAsk } from '../kafka/admin/log-ends.js';
import type { Cluster } from '../kafka/cluster.js';
import type { GroupRow } from '../model/watch.js';
import type { ClusterFacts } from './cluster-facts.js';
import type { WatchClock } from './clock.js';
import { GroupState, hasMoved, isGone } from './group-state.js';
import { endsOf, placeOf, totalLag } from './lag.js';
import { SingleFlight } from './single-flight.js';
import type { WaitingTimes } from './waiting-times.js';

/** Groups that are looked at between two breaths. */
const A_BREATH = 50;
/** The oldest message that waits is looked for this often. */
const TIMES_EVERY_MS = 10_000;

export interface GroupsWatchOptions {
  readonly cluster: Cluster;
  readonly facts: ClusterFacts;
  readonly times: WaitingTimes;
  readonly clock: WatchClock;
  readonly changed: () => void;
  /** Leaders or coordinators have moved: ask for the metadata again. */
  readonly staleMetadata: () => void;
}

/** The groups' rows: all of them slowly, those on screen often. */
export class GroupsWatch {
  readonly #options: GroupsWatchOptions;
  readonly #groups = new Map<string, GroupState>();
  readonly #listing = new SingleFlight(() => this.#list());
  #rows: readonly GroupRow[] | null = null;
  #timesAt = -Infinity;
  visible: readonly string[] = [];
  /** When something last came, ms since the epoch; null before. */
  at: number | null = null;
  /** All groups have been looked at. */
  isSwept = false;

  constructor(options: GroupsWatchOptions) {
    this.#options = options;
  }

  /** Sorted by name. */
  get rows(): readonly GroupRow[] {
    const { facts } = this.#options;
    this.#rows ??= [...this.#groups.values()].map((group) => group.row((id) => facts.nameOf(id)));
    return this.#rows;
  }

  isStale(ids: readonly string[], olderThanMs: number): boolean {
    const before = this.#options.clock.now() - olderThanMs;
    return ids.some((id) => {
      const group = this.#groups.get(id);
      return group !== undefined && (group.lookedAt ?? -Infinity) < before;
    });
  }

  /** Topic → the groups that read it, sorted. */
  readers(): Map<string, string[]> {
    const readers = new Map<string, string[]>();
    for (const [id, group] of this.#groups) {
      for (const topic of group.topics) {
        const known = readers.get(topic);
        if (known) known.push(id);
        else readers.set(topic, [id]);
      }
    }
    return readers;
  }

  /** Which groups there are; every broker lists those that it coordinates. Throws when one can't be asked. */
  async list(): Promise<void> {
    await this.#listing.run();
  }

  /** The group as it is listed now; null where it is not there. */
  async find(id: string): Promise<ListedGroup | null> {
    const failure = await this.list().then(
      () => null,
      (error: unknown) => ({ error }),
    );
    const found = this.#groups.get(id)?.listed ?? null;
    if (found === null && failure !== null) throw failure.error;
    return found;
  }

  async #list(): Promise<void> {
    const { cluster, facts } = this.#options;
    await facts.known();
    const failures: unknown[] = [];
    const told = new Set<number>();
    const lists = await Promise.all(
      facts.brokerIds.map(async (nodeId) => {
        try {
          const groups = await groupsOf(cluster, nodeId);
          if (groups !== null) told.add(nodeId);
          return groups ?? [];
        } catch (error) {
          failures.push(error);
          return [];
        }
      }),
    );
    // Of a broker that does not answer, is only loading what it knows, or is gone, groups are kept as they were:
    // until one tells of them, nobody knows that they are not there.
    const kept = [...this.#groups.values()]
      .map(({ listed }) => listed)
      .filter(({ coordinator }) => !told.has(coordinator));
    this.#take([...kept, ...lists.flat()]);
    if (failures.length > 0) throw failures[0];
  }

  async #known(): Promise<void> {
    if (this.at === null) await this.list();
  }

  #take(listed: readonly ListedGroup[]): void {
    const before = new Map(this.#groups);
    this.#groups.clear();
    // Who told of a group last knows best.
    const byId = new Map(listed.map((one) => [one.id, one]));
    for (const one of [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const known = before.get(one.id);
      if (known) known.setListed(one);
      this.#groups.set(one.id, known ?? new GroupState(one));
    }
    this.at = this.#options.clock.now();
    this.#changed();
  }

  async lookAtVisible(): Promise<void> {
    await this.#known();
    const now = this.#options.clock.now();
    const isTimeForTimes = now - this.#timesAt >= TIMES_EVERY_MS;
    const groups = this.visible.flatMap((id) => this.#groups.get(id) ?? []);
    if (isTimeForTimes) this.#timesAt = now;
    const isNew = groups.some(({ hasTimes }) => !hasTimes);
    await this.#look(groups, { withLag: true, withTimes: isTimeForTimes || isNew });
  }

  /**
   * Everything that is not on screen, a piece at a time; without the lag it costs a good deal less. Throws at the
   * end where a piece could not be looked at at all; the others have been.
   */
  async sweep(withLag: boolean): Promise<void> {
    await this.#known();
    const onScreen = new Set(this.visible);
    const all = [...this.#groups.values()];
    const groups = this.isSwept ? all.filter(({ listed }) => !onScreen.has(listed.id)) : all;
    const failures: unknown[] = [];
    /** Coordinators that were waited for in vain: once in a sweep is enough. */
    const silent = new Set<number>();
    for (const piece of piecesOf(groups, A_BREATH)) {
      const asked = piece.filter(({ listed }) => !silent.has(listed.coordinator));
      for (const group of piece) if (!asked.includes(group)) group.setSilent(true);
      try {
        await this.#look(asked, { withLag, withTimes: false });
      } catch (error) {
        failures.push(error);
        for (const { listed, isSilent } of asked) if (isSilent) silent.add(listed.coordinator);
      }
      await breathe();
    }
    this.isSwept = true;
    this.#changed();
    if (failures.length > 0) throw failures[0];
  }

  async #look(
    groups: readonly GroupState[],
    { withLag, withTimes }: { readonly withLag: boolean; readonly withTimes: boolean },
  ): Promise<void> {
    if (groups.length === 0) return;
    const byCoordinator = grouped(groups, ({ listed }) => listed.coordinator);
    const failures: unknown[] = [];
    await Promise.all(
      [...byCoordinator].map(async ([nodeId, some]) => {
        try {
          await this.#describe(nodeId, some);
          await this.#commits(nodeId, some);
          for (const group of some) group.setSilent(false);
        } catch (error) {
          failures.push(error);
          for (const group of some) group.setSilent(true);
        }
      }),
    );
    // It may have handed on its groups, and gone.
    if (failures.length > 0) this.#options.staleMetadata();
    if (failures.length === byCoordinator.size) {
      this.#changed();
      throw failures[0];
    }
    if (withLag) await this.#lags(groups, withTimes);
    this.at = this.#options.clock.now();
    this.#changed();
  }

  async #describe(nodeId: number, groups: readonly GroupState[]): Promise<void> {
    const { cluster, staleMetadata } = this.#options;
    const listed = groups.map((group) => group.listed);
    const described = await describeOn(cluster, nodeId, listed);
    const byId = new Map(groups.map((group) => [group.listed.id, group]));
    for (const one of described) byId.get(one.id)?.setDescribed(one);
    if (described.some((one) => hasMoved(one.errorCode) || isGone(one))) staleMetadata();
  }

  async #commits(nodeId: number, groups: readonly GroupState[]): Promise<void> {
    const { cluster } = this.#options;
    const byId = new Map(
      groups.filter(({ listed }) => listed.kind !== 'share').map((one) => [one.listed.id, one]),
    );
    for await (const answers of committedOn(cluster, nodeId, [...byId.keys()])) {
      for (const commits of answers) byId.get(commits.groupId)?.setCommits(commits);
      await breathe();
    }
  }

  async #lags(groups: readonly GroupState[], withTimes: boolean): Promise<void> {
    const { cluster, facts, times, clock, staleMetadata } = this.#options;
    const commits = groups.flatMap((group) => group.commits);
    const places = new Map<string, PartitionAsk>();
    for (const { topic, partition } of commits) {
      places.set(placeOf(topic, partition), facts.ask(topic, partition));
    }
    const answers = await offsetsAt(cluster, [...places.values()], AT.latest);
    if (answers.some(isMisplaced)) staleMetadata();
    const ends = endsOf(answers);
    if (withTimes) await times.learn(commits, { ends, now: clock.now() });
    const now = clock.now();
    for (const group of groups) {
      group.setLag(totalLag(group.commits, ends), now);
      group.hasTimes ||= withTimes;
      const age = times.oldestOf(group.commits, ends, now);
      // What has moved since is looked for with the next turn; until then the last age stands.
      if (age !== null || withTimes) group.setTimeLag(age);
    }
  }

  #changed(): void {
    this.#rows = null;
    this.#options.changed();
  }
}

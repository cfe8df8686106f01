import type { Cluster } from '../kafka/cluster.js';
import { KafkaTuiError, type Problem } from '../model/problem.js';
import type { Look, ResetPlan, Watch, WatchCommands, WatchSnapshot } from '../model/watch.js';
import { Beat } from './beat.js';
import { Changing } from './changing.js';
import { ClusterFacts } from './cluster-facts.js';
import type { WatchClock } from './clock.js';
import { Cost } from './cost.js';
import { DescriptionWatch } from './description-watch.js';
import { GroupDetailWatch } from './group-detail.js';
import { GroupTimeline } from './group-timeline.js';
import { GroupsWatch } from './groups-watch.js';
import { type BeatName, BEATS, beatsFor, FIRST_AFTER_MS, VISIBLE_MS } from './rhythm.js';
import { TopicsWatch } from './topics-watch.js';
import { WaitingTimes } from './waiting-times.js';

export interface WatcherOptions {
  readonly cluster: Cluster;
  /** What the cluster is called on screen. */
  readonly name: string;
  /** `--write` was given: the cluster may be changed. */
  readonly writable: boolean;
  readonly unverified?: string | null;
  readonly clock: WatchClock;
}

/** Leaders that have moved are asked for at most this often. */
const STALE_MS = 5000;

/** Asks the cluster for what is looked at, as often as that is worth it, and for nothing else. */
export class Watcher implements Watch {
  readonly commands: WatchCommands;
  readonly #options: WatcherOptions;
  readonly #facts: ClusterFacts;
  readonly #times: WaitingTimes;
  readonly #topics: TopicsWatch;
  readonly #groups: GroupsWatch;
  readonly #changing: Changing;
  readonly #description: DescriptionWatch;
  readonly #cost: Cost;
  readonly #beats: Readonly<Record<BeatName, Beat>>;
  readonly #problems = new Map<BeatName, Problem>();
  readonly #listeners = new Set<() => void>();
  #metadataAt: number | null = null;
  #staleAt = -Infinity;
  #look: Look = { kind: 'nothing' };
  #group: GroupDetailWatch | null = null;
  readonly #timeline = new GroupTimeline();
  #snapshot: WatchSnapshot | null = null;

  constructor(options: WatcherOptions) {
    this.#options = options;
    const { cluster, clock, writable } = options;
    this.#facts = new ClusterFacts(cluster, () => {
      this.#metadataAt = clock.now();
      this.#topics.takeMetadata();
    });
    const facts = this.#facts;
    this.#times = new WaitingTimes(cluster, facts);
    const shared = {
      cluster,
      facts,
      clock,
      changed: () => {
        this.#changed();
      },
      staleMetadata: () => {
        this.#lookForLeaders();
      },
    };
    this.#topics = new TopicsWatch(shared);
    this.#groups = new GroupsWatch({ ...shared, times: this.#times });
    this.#changing = new Changing({ cluster, writable, find: (id) => this.#groups.find(id) });
    this.#description = new DescriptionWatch({
      ...shared,
      topicRow: (name) => this.#topics.row(name),
      group: (id) => this.#detailOf(id).look(),
    });
    this.#cost = new Cost(() => cluster.requestsSent, clock.now());
    this.#beats = this.#makeBeats();
    this.commands = this.#makeCommands();
  }

  current(): WatchSnapshot {
    this.#snapshot ??= this.#takeSnapshot();
    return this.#snapshot;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  close(): void {
    this.#listeners.clear();
    for (const name of BEATS) this.#beats[name].every(null);
    this.#options.cluster.close();
  }

  async #lookAtGroup(): Promise<void> {
    const group = this.#group;
    const detail = await group?.look();
    // Another group may be looked at by now.
    if (detail && group === this.#group) this.#timeline.take(detail, this.#options.clock.now());
  }

  #takeSnapshot(): WatchSnapshot {
    const { name, writable, unverified = null, clock } = this.#options;
    const problemOf = (...beats: BeatName[]): Problem | null =>
      beats.map((beat) => this.#problems.get(beat)).find(Boolean) ?? null;
    const detailAt = this.#topics.at ?? this.#metadataAt;
    return {
      cluster: name,
      unverified,
      topics: {
        rows: this.#topics.rows,
        at: this.#metadataAt === null ? null : detailAt,
        problem: problemOf('metadata', 'topics', 'allTopics', 'readers'),
      },
      groups: {
        rows: this.#groups.rows,
        at: this.#groups.at,
        problem: problemOf('metadata', 'groupList', 'groups', 'allGroups'),
      },
      brokers: {
        rows: this.#facts.brokerRows,
        at: this.#metadataAt,
        problem: problemOf('metadata'),
      },
      group: this.#group?.detail ?? null,
      timeline: this.#timeline.current(),
      groupProblem: problemOf('group'),
      description: this.#description.current(problemOf('description')),
      requestsPerSecond: this.#cost.perSecond(clock.now()),
      writable,
    };
  }

  #makeBeats(): Record<BeatName, Beat> {
    const work: Record<BeatName, () => Promise<void>> = {
      metadata: () => this.#facts.load(),
      topics: () => this.#topics.lookAtVisible(),
      allTopics: () => this.#topics.sweep(),
      sizes: () => this.#topics.sizes(),
      readers: () => this.#lookForReaders(),
      groupList: () => this.#groups.list(),
      groups: () => this.#groups.lookAtVisible(),
      allGroups: () => this.#groups.sweep(true),
      group: async () => {
        await this.#lookAtGroup();
        this.#changed();
      },
      description: async () => {
        await this.#description.look();
        this.#changed();
      },
      cost: () => {
        this.#tellCost();
        return Promise.resolve();
      },
    };
    const beatOf = (name: BeatName): Beat =>
      new Beat({
        clock: this.#options.clock,
        work: work[name],
        done: (error) => {
          // What went well has told itself what is new.
          if (error === null && !this.#problems.delete(name)) return;
          if (error !== null) this.#problems.set(name, problemFrom(error));
          this.#changed();
        },
      });
    return Object.fromEntries(BEATS.map((name) => [name, beatOf(name)])) as Record<BeatName, Beat>;
  }

  #makeCommands(): WatchCommands {
    return {
      look: (at) => {
        this.#lookAt(at);
      },
      refresh: () => {
        for (const name of BEATS) this.#beats[name].soon();
      },
      names: (of) => this.#names(of),
      planReset: (...wanted) => this.#changing.planReset(...wanted),
      applyReset: async (plan: ResetPlan) => {
        const unchanged = await this.#changing.applyReset(plan);
        this.commands.refresh();
        return unchanged;
      },
      deleteGroup: async (group: string) => {
        await this.#changing.deleteGroup(group);
        this.commands.refresh();
      },
    };
  }

  async #names(of: 'topics' | 'groups'): Promise<readonly string[]> {
    if (of === 'topics') {
      await this.#facts.load();
      return this.#topics.rows.map(({ name }) => name);
    }
    await this.#groups.list().catch((error: unknown) => {
      // One broker may be silent; what the others list is better than nothing.
      if (this.#groups.rows.length === 0) throw error;
    });
    return this.#groups.rows.map(({ id }) => id);
  }

  #lookAt(at: Look): void {
    const before = this.#look;
    this.#look = at;
    // Who comes back after a while must not be told what watching cost then.
    if (before.kind === 'nothing') this.#cost.mark(this.#options.clock.now());
    if (at.kind === 'topics') this.#topics.visible = at.visible;
    if (at.kind === 'groups') this.#groups.visible = at.visible;
    if (at.kind === 'group' && this.#group?.id !== at.id) {
      this.#group = this.#detailOf(at.id);
      this.#problems.delete('group');
      this.#beats.group.forget();
    }
    if (at.kind === 'description' && this.#description.turnTo(at.of, at.name)) {
      this.#problems.delete('description');
      this.#beats.description.forget();
    }
    const rhythm = beatsFor(at);
    for (const name of BEATS) {
      this.#beats[name].every(rhythm[name] ?? null, FIRST_AFTER_MS[name]);
    }
    // Rows that have come onto the screen need not wait for their turn.
    if (at.kind === 'topics' && this.#topics.isStale(at.visible, VISIBLE_MS.topics)) {
      this.#beats.topics.soon();
    }
    if (at.kind === 'groups' && this.#groups.isStale(at.visible, VISIBLE_MS.groups)) {
      this.#beats.groups.soon();
    }
    this.#changed();
  }

  /** A frame for each second would be a waste where nothing but the last digits differ. */
  #tellCost(): void {
    const now = this.#options.clock.now();
    this.#cost.mark(now);
    const shown = this.#snapshot?.requestsPerSecond ?? 0;
    if (this.#cost.perSecond(now).toFixed(1) !== shown.toFixed(1)) this.#changed();
  }

  #detailOf(id: string): GroupDetailWatch {
    const { cluster, clock } = this.#options;
    return new GroupDetailWatch(id, {
      cluster,
      clock,
      facts: this.#facts,
      times: this.#times,
      find: (group) => this.#groups.find(group),
      staleMetadata: () => {
        this.#lookForLeaders();
      },
    });
  }

  async #lookForReaders(): Promise<void> {
    await this.#groups.list();
    await this.#groups.sweep(false);
    this.#topics.takeReaders(this.#groups.readers());
  }

  #lookForLeaders(): void {
    const now = this.#options.clock.now();
    if (now - this.#staleAt < STALE_MS) return;
    this.#staleAt = now;
    this.#beats.metadata.soon();
    this.#beats.groupList.soon();
  }

  #changed(): void {
    this.#snapshot = null;
    for (const listener of [...this.#listeners]) listener();
  }
}

function problemFrom(error: unknown): Problem {
  if (error instanceof KafkaTuiError) {
    return { code: error.code, message: error.message, next: error.next };
  }
  return {
    code: 'WATCH_FAILED',
    message: `looking failed: ${error instanceof Error ? error.message : String(error)}`,
    next: 'it is tried again by itself',
  };
}

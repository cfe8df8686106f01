import {
  type CommitMode,
  type Membership,
  type MemberState,
  idleWords,
} from '../model/membership.js';
import type { KafkaTuiError } from '../model/problem.js';
import { slotOf } from '../model/slot.js';
import type { Happening } from '../model/timeline.js';
import { Nap, isRefused } from './backoff.js';
import { type Cluster, closedError } from './cluster.js';
import type { Isolation } from './fetch.js';
import { GroupCommits } from './group-commits.js';
import { GroupCoordinator } from './group-coordinator.js';
import type { Generation } from './group-join.js';
import { GroupMember } from './group-member.js';
import { openShare } from './group-opening.js';
import { Place, type TopicReader, leased, startWords } from './group-place.js';
import { Standing } from './group-standing.js';
import { GroupView } from './group-view.js';
import { MemberConnection } from './member-connection.js';
import type { MemberControl, Opening, Reader, ReaderEvents, Watermark } from './reader.js';
import type { Slice } from './slice.js';
import { type Start, describeStart } from './start.js';
import { findTopic } from './topic.js';

export interface GroupReaderOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Where a partition begins that the group has no commit for. */
  readonly start: Start;
  readonly commits: CommitMode;
  readonly stopAtEnd: boolean;
  readonly isolation: Isolation;
  readonly checkCrcs: boolean;
  readonly sessionTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly rebalanceTimeoutMs: number;
  /** What a login or a right that is taken away from a member does: end it, or be tried again, seldom. */
  readonly whenRefused: 'fail' | 'wait';
  readonly instanceId: string | null;
  /** Connections to the same cluster: one for reading, and some for the group alone. */
  readonly makeCluster: () => Cluster;
  /** ms since the epoch. */
  readonly now: () => number;
}

const MORE_TRIES_MS = 500;

/** The first answer to `open`. */
interface Waiting {
  readonly resolve: (opening: Opening) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads as a member of a group: what the group gives it, from where the group has come to, for as long as the
 * place lasts. Membership has a life of its own: heartbeats go out however long nobody asks for messages.
 */
export class GroupReader implements Reader {
  readonly member: MemberControl;
  readonly #options: GroupReaderOptions;
  readonly #events: ReaderEvents;
  readonly #cluster: Cluster;
  readonly #coordinator: GroupCoordinator;
  readonly #connection: MemberConnection;
  readonly #nap = new Nap();
  readonly #membership: GroupMember;
  readonly #commits: GroupCommits;
  readonly #view: GroupView;
  readonly #standings = new Map<number, Standing>();
  /** What readers have brought and nobody has taken yet. */
  #ready: { readonly of: TopicReader; readonly slices: readonly Slice[] | null | Error }[] = [];
  #looking: TopicReader | null = null;
  #place: Place | null = null;
  #isOpen = false;
  /** Slots that are ours, or were until the place ended in good order, and in which generation. */
  #ours: { readonly slots: ReadonlySet<number>; readonly generation: number } | null = null;
  #waiting: Waiting | null = null;
  #wake: (() => void) | null = null;
  #state: { readonly is: MemberState; readonly since: number };
  #unsettledSince = 0;
  #joinedAs: string | null = null;
  #failure: KafkaTuiError | null = null;
  #closed = false;
  #leaving: Promise<void> | null = null;
  #snapshot: Membership | null = null;

  constructor(options: GroupReaderOptions, events: ReaderEvents) {
    const { group, topics, makeCluster, now } = options;
    this.#options = options;
    this.#events = events;
    this.#cluster = makeCluster();
    this.#connection = new MemberConnection(events);
    this.#coordinator = new GroupCoordinator(group, topics, makeCluster);
    this.#state = { is: 'joining', since: now() };
    const happened = (event: Omit<Happening, 'group'>): void => {
      events.member?.happened({ ...event, group });
    };
    this.#membership = new GroupMember({
      coordinator: this.#coordinator,
      ...options,
      countPartitions: (wanted) => this.#countPartitions(wanted),
      handler: {
        joining: () => {
          this.#joining();
        },
        assigned: (generation) => {
          void this.#begin(generation);
        },
        ending: (why) => this.#end(why),
        heard: (isHeard) => {
          this.#become(isHeard ? 'member' : 'lost');
        },
        happened,
        waitFor: (problem, usually) => this.#waitFor(problem, usually),
        failed: (error) => {
          this.#fail(error);
        },
      },
    });
    const changed = (others: readonly Watermark[]): void => {
      this.#changed(others);
    };
    const common = { coordinator: this.#coordinator, topics, standings: this.#standings, happened };
    this.#commits = new GroupCommits({
      ...common,
      member: this.#membership,
      mode: options.commits,
      changed: () => {
        changed([]);
      },
    });
    this.#view = new GroupView({
      ...common,
      cluster: this.#cluster,
      memberId: () => this.#membership.memberId,
      changed,
      mayAsk: () => this.#membership.generation !== null && !this.#connection.isRefused,
      grown: () => {
        if (this.#membership.generation?.isLeader === true) this.#membership.rejoin();
      },
    });
    this.member = this.#control();
  }

  async open(): Promise<Opening> {
    await this.#findTopics();
    if (this.#closed) throw closedError();
    this.#commits.start();
    this.#view.start();
    return await new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      void this.#membership.run();
    });
  }

  async read(): Promise<readonly Slice[] | null> {
    if (this.#looking) this.#looking.busy = false;
    this.#looking = null;
    for (;;) {
      if (this.#failure) throw this.#failure;
      if (this.#closed) return null;
      const place = this.#isOpen ? this.#place : null;
      if (place && !place.isOver) {
        for (const one of place.readers) this.#pull(place, one);
        const next = this.#ready.shift();
        if (next?.slices instanceof Error) return this.#broke(next.slices);
        if (next?.slices) {
          this.#looking = next.of;
          return leased(next.slices, next.of.topic, place);
        }
        // `-e`: all that was to be read was read; a member without a partition has nothing to read.
        if (this.#options.stopAtEnd && place.readers.every(({ ended }) => ended)) return null;
        if (next) continue;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async watermarks(): Promise<readonly Watermark[]> {
    const marks = await Promise.all(
      (this.#place?.readers ?? []).map(async ({ topic, reader }) =>
        (await reader.watermarks()).map((mark) => ({
          ...mark,
          partition: slotOf(topic, mark.partition),
        })),
      ),
    );
    return marks.flat();
  }

  retry(): void {
    this.#membership.hurry();
    this.#nap.wake();
    for (const { reader } of this.#place?.readers ?? []) reader.retry();
  }

  /** Without a goodbye: the group learns of it when the session has ended. `member.leave()` is the other way. */
  close(): void {
    this.#closed = true;
    this.#commits.stop();
    this.#view.stop();
    this.#place?.end();
    this.#nap.wake();
    void this.#membership.leave();
    this.#coordinator.close();
    this.#cluster.close();
    this.#waiting?.reject(closedError());
    this.#signal();
  }

  #control(): MemberControl {
    return {
      current: () => (this.#snapshot ??= this.#describe()),
      delivered: (slot, next) => {
        this.#standings.get(slot)?.deliver(next);
      },
      shown: (positions) => {
        for (const [slot, next] of positions) this.#standings.get(slot)?.show(next);
      },
      commit: (positions) => this.#commits.commit(positions),
      leave: () => (this.#leaving ??= this.#leave()),
    };
  }

  async #leave(): Promise<void> {
    this.#place?.end();
    this.#view.stop();
    this.#commits.stop();
    await this.#commits.last(false);
    await this.#membership.leave();
    this.#become('left');
    this.close();
  }

  #pull(place: Place, one: TopicReader): void {
    if (one.busy || one.ended) return;
    one.busy = true;
    const bring = (slices: readonly Slice[] | null | Error): void => {
      if (slices === null) one.ended = true;
      if (place !== this.#place) return;
      this.#ready.push({ of: one, slices });
      this.#signal();
    };
    one.reader.read().then(bring, (error: unknown) => {
      bring(error instanceof Error ? error : new Error(String(error)));
    });
  }

  /** What can't be read any more must not be kept from the others. */
  #broke(error: Error): never {
    void this.member.leave();
    throw error;
  }

  #joining(): void {
    if (this.#unsettledSince === 0) this.#unsettledSince = this.#options.now();
    if (this.#state.is !== 'lost') this.#become(this.#place ? 'rebalancing' : 'joining');
  }

  async #begin(generation: Generation): Promise<void> {
    const { now } = this.#options;
    const place = new Place(generation.id, () => this.#membership.placeUntil, now);
    this.#place = place;
    this.#ready = [];
    this.#tellShared(generation);
    while (!place.isOver && !this.#closed) {
      try {
        const opening = await openShare(
          this.#reading(),
          generation,
          place,
          this.#stayed(generation),
        );
        if (this.#isStale(place)) return;
        this.#isOpen = true;
        this.#ours = { slots: this.#assigned(), generation: generation.id };
        this.#begun(opening);
        return;
      } catch (error) {
        for (const { reader } of place.readers) reader.close();
        place.readers.length = 0;
        if (this.#isStale(place)) return;
        const problem = this.#cluster.explain(error, -1);
        const mayWait = !this.#waiting && this.#options.whenRefused === 'wait';
        if (this.#waiting || (isRefused(problem) && !mayWait)) {
          this.#fail(problem);
          return;
        }
        const text = `${problem.message}; reading begins when it is over`;
        this.#say('retry', text, 'odd');
        await this.#nap.sleep(this.#waitFor(problem, MORE_TRIES_MS));
      }
    }
  }

  #begun(opening: Opening): void {
    if (this.#waiting) this.#waiting.resolve(opening);
    else this.#events.member?.reassigned(opening.partitions, opening.others ?? []);
    this.#waiting = null;
    this.#connection.regained();
    this.#become('member');
    this.#changed([]);
    this.#tellStarts();
    this.#signal();
    void this.#view.shared().then(() => {
      const { idle } = this.member.current();
      if (idle !== null) {
        this.#say('member', idle, 'odd');
        this.#events.notice('odd', idle);
      }
    });
  }

  /** The place ends: nothing of it is delivered any more; what was is committed where that still counts. */
  async #end(why: 'rebalance' | 'lost'): Promise<void> {
    const place = this.#place;
    place?.end();
    this.#nap.wake();
    this.#isOpen = false;
    this.#ready = [];
    this.#signal();
    this.#unsettledSince = this.#options.now();
    this.#become(why === 'lost' ? 'lost' : 'rebalancing');
    if (why === 'rebalance') {
      this.#say(
        'rebalance',
        'the group is being shared out anew: nothing is read until that is done',
      );
      await this.#commits.last(true);
    }
    if (why === 'lost' || this.#ours?.generation !== place?.generation) this.#ours = null;
    for (const standing of this.#standings.values()) standing.release();
    this.#changed([]);
  }

  /** Until the topic was open there is nothing to look at, and who opens it is told. */
  #waitFor(problem: KafkaTuiError, usually: number): number {
    return this.#waiting ? usually : this.#connection.waitFor(problem, usually);
  }

  #isStale(place: Place): boolean {
    return place.isOver || this.#closed;
  }

  #assigned(): ReadonlySet<number> {
    const ours = [...this.#standings.values()].filter(({ assigned }) => assigned);
    return new Set(ours.map(({ slot }) => slot));
  }

  /** What stayed with us: nobody else had it, as there was no generation in between. */
  #stayed({ id }: Generation): ReadonlySet<number> {
    return this.#ours?.generation === id - 1 ? this.#ours.slots : new Set();
  }

  #reading() {
    const { topics, start, stopAtEnd, isolation, checkCrcs, whenRefused } = this.#options;
    return {
      cluster: this.#cluster,
      coordinator: this.#coordinator,
      standings: this.#standings,
      topics,
      events: this.#connection.events,
      options: { start, stopAtEnd, isolation, checkCrcs, whenRefused },
    };
  }

  #fail(error: KafkaTuiError): void {
    this.#failure = error;
    this.#say('error', error.message, 'bad');
    this.#place?.end();
    this.#waiting?.reject(error);
    this.#waiting = null;
    void this.member.leave();
    this.#signal();
  }

  /** Throws a KafkaTuiError for a topic that is not there. */
  async #findTopics(): Promise<void> {
    for (const [index, topic] of this.#options.topics.entries()) {
      for (const { partition } of await findTopic(this.#cluster, topic, null)) {
        const slot = slotOf(index, partition);
        if (!this.#standings.has(slot)) this.#standings.set(slot, new Standing(slot));
      }
    }
  }

  /** A topic that only others want, and that is not there, has none. */
  async #countPartitions(wanted: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (wanted.length === 0) return new Map();
    const { topics } = await this.#cluster.metadata(wanted);
    return new Map(topics.map(({ topic, partitions }) => [topic, partitions.length]));
  }

  #become(is: MemberState): void {
    if (this.#state.is === is || this.#state.is === 'left') return;
    this.#state = { is, since: this.#options.now() };
    this.#changed([]);
  }

  #changed(others: readonly Watermark[]): void {
    this.#snapshot = null;
    this.#events.member?.changed(others);
  }

  #signal(): void {
    this.#wake?.();
    this.#wake = null;
  }

  #say(kind: Happening['kind'], text: string, severity: Happening['severity'] = 'info'): void {
    this.#events.member?.happened({ kind, severity, text, group: this.#options.group });
  }

  #tellShared({ id, isLeader, protocol }: Generation): void {
    const { memberId } = this.#membership;
    if (memberId !== null && memberId !== this.#joinedAs)
      this.#say('member', `joined as ${memberId}`);
    this.#joinedAs = memberId;
    const took = (this.#options.now() - this.#unsettledSince) / 1000;
    const lead = isLeader ? ', shared out by this member' : '';
    this.#say('rebalance', `generation ${id} (${protocol}) after ${took.toFixed(1)} s${lead}`);
    this.#unsettledSince = 0;
  }

  #tellStarts(): void {
    const { topics, start } = this.#options;
    const starts = [...this.#standings.values()].flatMap(({ slot, start: begun }) =>
      begun ? [{ slot, ...begun }] : [],
    );
    if (starts.length === 0) return;
    const text = `starts: ${startWords(starts, describeStart(start), topics)}`;
    this.#say('start', text);
    this.#events.notice('info', text);
  }

  #describe(): Membership {
    const { group, topics, commits } = this.#options;
    const partitions = [...this.#standings.values()]
      .map((standing) => standing.row())
      .sort((a, b) => a.partition - b.partition);
    const { members } = this.#view;
    const isIdle = this.#state.is === 'member' && this.#assigned().size === 0;
    return {
      group,
      topics,
      state: this.#state.is,
      since: this.#state.since,
      memberId: this.#membership.memberId,
      generation: this.#membership.generation?.id ?? null,
      members,
      commits,
      partitions,
      idle: isIdle && members !== null ? idleWords(members, partitions.length) : null,
    };
  }
}

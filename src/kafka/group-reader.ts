import type { Membership, MemberState } from '../model/membership.js';
import type { KafkaTuiError } from '../model/problem.js';
import { slotOf } from '../model/slot.js';
import type { Happening } from '../model/timeline.js';
import { Nap, backoffMs, isRefused } from './backoff.js';
import { type Cluster, closedError } from './cluster.js';
import { GroupCommits } from './group-commits.js';
import { GroupCoordinator } from './group-coordinator.js';
import type { Generation } from './group-join.js';
import { GroupMember } from './group-member.js';
import { membershipOf } from './group-membership.js';
import { GroupNews } from './group-news.js';
import { openShare } from './group-opening.js';
import type { GroupReaderOptions } from './group-options.js';
import { Place } from './group-place.js';
import { GroupQueue } from './group-queue.js';
import type { Standing } from './group-standing.js';
import { GroupTopics } from './group-topics.js';
import { GroupView } from './group-view.js';
import { MemberConnection } from './member-connection.js';
import type { MemberControl, Opening, Reader, ReaderEvents, Watermark } from './reader.js';
import type { Slice } from './slice.js';

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
  readonly #topics: GroupTopics;
  readonly #news: GroupNews;
  readonly #standings = new Map<number, Standing>();
  readonly #happened = (event: Omit<Happening, 'group'>): void => {
    this.#events.member?.happened({ ...event, group: this.#options.group });
  };
  readonly #queue = new GroupQueue(() => {
    this.#signal();
  });
  #place: Place | null = null;
  #isOpen = false;
  /** Slots that are ours, or were until the place ended in good order, and in which generation. */
  #ours: { readonly slots: ReadonlySet<number>; readonly generation: number } | null = null;
  #waiting: Waiting | null = null;
  #wake: (() => void) | null = null;
  #state: { readonly is: MemberState; readonly since: number };
  #failure: KafkaTuiError | null = null;
  #closed = false;
  #leaving: Promise<void> | null = null;
  #snapshot: Membership | null = null;

  constructor(options: GroupReaderOptions, events: ReaderEvents) {
    const { group, topics, makeCluster, now } = options;
    this.#options = options;
    this.#events = events;
    this.#cluster = makeCluster();
    this.#connection = new MemberConnection(topics, events);
    this.#coordinator = new GroupCoordinator(group, topics, makeCluster);
    this.#topics = new GroupTopics(this.#cluster, topics);
    this.#news = new GroupNews({ ...options, events });
    this.#state = { is: 'joining', since: now() };
    this.#membership = this.#makeMember();
    const common = {
      coordinator: this.#coordinator,
      topics,
      standings: this.#standings,
      happened: this.#happened,
    };
    this.#commits = new GroupCommits({
      ...common,
      member: this.#membership,
      mode: options.commits,
      changed: () => {
        this.#changed([]);
      },
    });
    this.#view = new GroupView({
      ...common,
      cluster: this.#cluster,
      watched: () => this.#topics.watched,
      memberId: () => this.#membership.memberId,
      changed: (others) => {
        this.#changed(others);
      },
      mayAsk: () => this.#membership.generation !== null && !this.#connection.isRefused,
      counted: (partitions) => {
        this.#counted(partitions);
      },
    });
    this.member = this.#control();
  }

  #makeMember(): GroupMember {
    return new GroupMember({
      ...this.#options,
      coordinator: this.#coordinator,
      countPartitions: (wanted) => this.#topics.count(wanted),
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
        happened: this.#happened,
        waitFor: (problem, usually) => this.#waitFor(problem, usually),
        failed: (error) => {
          this.#fail(error);
        },
      },
    });
  }

  async open(): Promise<Opening> {
    await this.#topics.find(this.#standings);
    if (this.#closed) throw closedError();
    this.#commits.start();
    this.#view.start();
    return await new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      void this.#membership.run();
    });
  }

  async read(): Promise<readonly Slice[] | null> {
    this.#queue.giveBack();
    for (;;) {
      if (this.#failure) throw this.#failure;
      if (this.#closed) return null;
      if (this.#isOpen && this.#place?.isOver === false) {
        const brought = this.#queue.take();
        if (brought?.error) return this.#broke(brought.error);
        if (brought?.slices) return brought.slices;
        if (this.#options.stopAtEnd && this.#queue.hasEnded) return null;
        if (brought) continue;
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

  /** What can't be read any more must not be kept from the others. */
  #broke(error: Error): never {
    void this.member.leave();
    throw error;
  }

  #joining(): void {
    this.#news.unsettled();
    if (this.#state.is !== 'lost') this.#become(this.#place ? 'rebalancing' : 'joining');
  }

  /** Opens what a generation gives us, and does not give up while the place lasts. Never rejects. */
  async #begin(generation: Generation): Promise<void> {
    const { now } = this.#options;
    const place = new Place(generation.id, () => this.#membership.placeUntil, now);
    this.#place = place;
    this.#queue.reset(place);
    if (!generation.isLeader) this.#topics.sharedByAnother();
    this.#news.shared(generation, this.#membership.memberId);
    for (let attempt = 0; !this.#isStale(place); attempt++) {
      try {
        this.#connection.opening();
        const opening = await openShare(
          this.#reading(),
          generation,
          place,
          this.#stayed(generation),
        );
        if (this.#isStale(place)) return;
        this.#isOpen = true;
        this.#ours = { slots: this.#assigned(), generation: generation.id };
        this.#begun(opening, generation);
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
        this.#news.retried(`${problem.message}; reading begins when it is over`);
        await this.#nap.sleep(this.#waitFor(problem, backoffMs(attempt)));
      }
    }
  }

  #begun(opening: Opening, generation: Generation): void {
    if (this.#waiting) this.#waiting.resolve(opening);
    else this.#events.member?.reassigned(opening.partitions, opening.others ?? []);
    this.#waiting = null;
    this.#connection.opened();
    this.#become('member');
    this.#changed([]);
    this.#news.starts(this.#standings.values());
    this.#signal();
    void this.#view.shared(generation).then(() => {
      const { idle } = this.member.current();
      if (idle !== null) {
        this.#news.say('member', idle, 'odd');
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
    this.#queue.reset(null);
    this.#signal();
    this.#news.unsettled();
    this.#become(why === 'lost' ? 'lost' : 'rebalancing');
    if (why === 'rebalance') {
      this.#news.say(
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
    return this.#ours && id - this.#ours.generation <= 1 ? this.#ours.slots : new Set();
  }

  #reading() {
    const { topics, start, stopAtEnd, isolation, checkCrcs, whenRefused } = this.#options;
    return {
      cluster: this.#cluster,
      coordinator: this.#coordinator,
      standings: this.#standings,
      topics,
      connection: this.#connection,
      /** Somebody waits for all topics to be opened the first time; later those that are there are read. */
      mayMiss: this.#waiting === null,
      opened: (topic: string, partitions: number) => {
        this.#topics.opened(topic, partitions);
      },
      options: { start, stopAtEnd, isolation, checkCrcs, whenRefused },
    };
  }

  #fail(error: KafkaTuiError): void {
    this.#failure = error;
    this.#news.say('error', error.message, 'bad');
    this.#place?.end();
    this.#waiting?.reject(error);
    this.#waiting = null;
    void this.member.leave();
    this.#signal();
  }

  /** The leader shares out anew where there are other partitions now. */
  #counted(partitions: ReadonlyMap<string, number>): void {
    const { generation } = this.#membership;
    if (generation === null || !this.#topics.hasChanged(partitions)) return;
    // Who came back under its `group.instance.id` leads under an id that nobody has any more.
    if (generation.isLeader || !this.#view.hasMember(generation.leaderId))
      this.#membership.rejoin();
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

  #describe(): Membership {
    return membershipOf({
      ...this.#options,
      state: this.#state,
      memberId: this.#membership.memberId,
      generation: this.#membership.generation?.id ?? null,
      members: this.#view.members,
      sharers: this.#view.sharers,
      standings: [...this.#standings.values()],
    });
  }
}

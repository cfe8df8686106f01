import type { Membership, MemberState } from '../model/membership.js';
import type { KafkaTuiError } from '../model/problem.js';
import type { Happening } from '../model/timeline.js';
import { type Cluster, closedError } from './cluster.js';
import { GroupCommits } from './group-commits.js';
import { GroupCoordinator } from './group-coordinator.js';
import type { Generation } from './group-join.js';
import { GroupMember } from './group-member.js';
import { membershipOf } from './group-membership.js';
import { GroupNews } from './group-news.js';
import type { GroupReaderOptions } from './group-options.js';
import { GroupShare } from './group-share.js';
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
  readonly #membership: GroupMember;
  readonly #commits: GroupCommits;
  readonly #view: GroupView;
  readonly #topics: GroupTopics;
  readonly #news: GroupNews;
  readonly #share: GroupShare;
  readonly #standings = new Map<number, Standing>();
  readonly #happened = (event: Omit<Happening, 'group'>): void => {
    this.#events.member?.happened({ ...event, group: this.#options.group });
  };
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
    this.#share = new GroupShare({
      settings: options,
      cluster: this.#cluster,
      coordinator: this.#coordinator,
      connection: this.#connection,
      topics: this.#topics,
      news: this.#news,
      standings: this.#standings,
      placeUntil: () => this.#membership.placeUntil,
      wake: () => {
        this.#signal();
      },
    });
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
        hasStopped: () => this.#leaving === null && this.#share.isOver,
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
    this.#share.giveBack();
    for (;;) {
      if (this.#failure) throw this.#failure;
      if (this.#closed) return null;
      const brought = this.#share.take();
      if (brought?.error) return this.#broke(brought.error);
      if (brought?.slices) return brought.slices;
      if (this.#options.stopAtEnd && this.#share.hasEnded) return null;
      if (!brought) await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  watermarks(): Promise<readonly Watermark[]> {
    return this.#share.watermarks();
  }

  retry(): void {
    this.#membership.hurry();
    this.#share.retry();
  }

  /** Without a goodbye: the group learns of it when the session has ended. `member.leave()` is the other way. */
  close(): void {
    this.#closed = true;
    this.#commits.stop();
    this.#view.stop();
    this.#share.close();
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
    this.#share.close();
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
    if (this.#state.is !== 'lost') this.#become(this.#share.hadPlace ? 'rebalancing' : 'joining');
  }

  /** Reads what a generation gives us. Never rejects. */
  async #begin(generation: Generation): Promise<void> {
    if (!generation.isLeader) this.#topics.sharedByAnother();
    this.#news.shared(generation, this.#membership.memberId);
    try {
      const opening = await this.#share.open(generation);
      if (opening !== null) this.#begun(opening, generation);
    } catch (error) {
      this.#fail(this.#cluster.explain(error, -1));
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
    this.#share.end();
    this.#news.unsettled();
    this.#become(why === 'lost' ? 'lost' : 'rebalancing');
    if (why === 'rebalance') {
      this.#news.say(
        'rebalance',
        'the group is being shared out anew: nothing is read until that is done',
      );
      await this.#commits.last(true);
    }
    this.#share.release(why === 'lost');
    this.#changed([]);
  }

  /** Until the topic was open there is nothing to look at, and who opens it is told. */
  #waitFor(problem: KafkaTuiError, usually: number): number {
    return this.#waiting ? usually : this.#connection.waitFor(problem, usually);
  }

  #fail(error: KafkaTuiError): void {
    this.#failure = error;
    this.#news.say('error', error.message, 'bad');
    this.#share.close();
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

import {
  type Dealt,
  decodeShare,
  offeredProtocols,
  type Share,
  shareOut,
  subscribedTopics,
} from './group-assignment.js';
import { GROUP_CODE } from './group-codes.js';
import type { GroupRequests } from './group-requests.js';

/** A place in the group, until it is shared out anew. */
export interface Generation {
  readonly id: number;
  readonly memberId: string;
  /** The member that shares out. */
  readonly leaderId: string;
  readonly isLeader: boolean;
  readonly protocol: string;
  readonly share: Share;
  /** What everybody was given; empty where another member has shared out. */
  readonly dealt: readonly Dealt[];
}

export interface GroupJoinOptions {
  readonly requests: GroupRequests;
  readonly topics: readonly string[];
  /** Without a sign of life for this long the coordinator gives our place away; ms. */
  readonly sessionTimeoutMs: number;
  /** How long the others wait for us when the group is shared out anew; ms. */
  readonly rebalanceTimeoutMs: number;
  /** Topic → how many partitions it has, for these; asked as the leader of the group, whose members may want others than we. */
  readonly countPartitions: (topics: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}

interface RawJoin {
  errorCode: number;
  generationId: number;
  groupProtocol: string;
  leaderId: string;
  memberId: string;
  members: { memberId: string; memberMetadata: Buffer }[];
}

interface RawSync {
  errorCode: number;
  memberAssignment: Buffer;
}

/** The network's part of a request that the broker answers late on purpose. */
const NETWORK_MS = 5_000;

/** The way into a generation: join, share out where we lead, learn what is ours. */
export class GroupJoin {
  readonly #options: GroupJoinOptions;
  readonly #requests: GroupRequests;

  constructor(options: GroupJoinOptions) {
    this.#options = options;
    this.#requests = options.requests;
  }

  /** Rejects with a KafkaTuiError; whoever asks decides whether to try again. */
  async run(): Promise<Generation> {
    const { rebalanceTimeoutMs, sessionTimeoutMs, topics } = this.#options;
    for (;;) {
      const joined = await this.#requests.call<RawJoin>(
        'JoinGroup',
        {
          sessionTimeout: sessionTimeoutMs,
          rebalanceTimeout: rebalanceTimeoutMs,
          protocolType: 'consumer',
          groupProtocols: offeredProtocols(topics),
        },
        rebalanceTimeoutMs + NETWORK_MS,
      );
      if (joined.errorCode === GROUP_CODE.memberIdRequired) {
        this.#requests.memberId = joined.memberId;
        continue;
      }
      this.#requests.failOn(joined.errorCode);
      this.#requests.memberId = joined.memberId;
      return await this.#sync(joined);
    }
  }

  async #sync(joined: RawJoin): Promise<Generation> {
    const { generationId, groupProtocol, leaderId, memberId, members } = joined;
    const isLeader = leaderId === memberId;
    const dealt = isLeader ? await this.#shareOut(groupProtocol, members) : [];
    const synced = await this.#requests.call<RawSync>(
      'SyncGroup',
      { generationId, groupAssignment: dealt },
      this.#options.rebalanceTimeoutMs + NETWORK_MS,
    );
    this.#requests.failOn(synced.errorCode);
    const share = decodeShare(synced.memberAssignment) ?? new Map<string, readonly number[]>();
    return {
      id: generationId,
      memberId,
      leaderId,
      isLeader,
      protocol: groupProtocol,
      share,
      dealt,
    };
  }

  async #shareOut(protocol: string, members: RawJoin['members']): Promise<readonly Dealt[]> {
    const subscribers = members.map(({ memberId, memberMetadata }) => ({
      memberId,
      topics: subscribedTopics(memberMetadata),
    }));
    const topics = [...new Set(subscribers.flatMap((one) => one.topics))];
    return shareOut(protocol, subscribers, await this.#options.countPartitions(topics));
  }
}

import { MemberAssignment, MemberMetadata } from 'kafkajs/src/consumer/assignerProtocol.js';

/** A member as the leader of the group sees it. */
export interface Subscriber {
  readonly memberId: string;
  readonly topics: readonly string[];
}

/** Topic → partition numbers, ascending. */
export type Share = ReadonlyMap<string, readonly number[]>;

type Assigner = (
  subscribers: readonly Subscriber[],
  partitions: ReadonlyMap<string, number>,
) => Map<string, Map<string, number[]>>;

/**
 * The ways to share that we speak, the one we like best first: those that Kafka's own client, librdkafka and
 * kafkajs have in common with us, so that any of them may be in the same group. What a share looks like is the
 * leader's alone to decide; the name only has to be one that all know.
 */
const ASSIGNERS: Readonly<Record<string, Assigner>> = {
  range: byRange,
  roundrobin: byTurns,
  RoundRobinAssigner: byTurns,
};

const VERSION = 0;

/** What JoinGroup offers: each way with the topics that are wanted. */
export function offeredProtocols(
  topics: readonly string[],
): readonly { readonly name: string; readonly metadata: Buffer }[] {
  const metadata = MemberMetadata.encode({ version: VERSION, topics: [...topics] });
  return Object.keys(ASSIGNERS).map((name) => ({ name, metadata }));
}

/** Topics that a member wants, as it says in its metadata; none where that can't be read. */
export function subscribedTopics(metadata: Buffer): readonly string[] {
  try {
    return MemberMetadata.decode(metadata).topics;
  } catch {
    return [];
  }
}

/** What a member was given, as the leader tells the coordinator, and as it is. */
export interface Dealt {
  readonly memberId: string;
  readonly share: Share;
  readonly memberAssignment: Buffer;
}

/** Shares out, as the leader; `partitions` says how many each topic has. */
export function shareOut(
  protocol: string,
  subscribers: readonly Subscriber[],
  partitions: ReadonlyMap<string, number>,
): readonly Dealt[] {
  const shares = (ASSIGNERS[protocol] ?? byRange)(subscribers, partitions);
  return subscribers.map(({ memberId }) => {
    const share = shares.get(memberId) ?? new Map<string, number[]>();
    const assignment = Object.fromEntries(share);
    return {
      memberId,
      share,
      memberAssignment: MemberAssignment.encode({ version: VERSION, assignment }),
    };
  });
}

/** What SyncGroup or DescribeGroups brought; null where it is not the consumers' own format. */
export function decodeShare(bytes: Buffer): Share | null {
  if (bytes.length === 0) return new Map();
  try {
    const decoded = MemberAssignment.decode(bytes);
    const entries = Object.entries(decoded?.assignment ?? {});
    return new Map(entries.map(([topic, list]) => [topic, [...list].sort((a, b) => a - b)]));
  } catch {
    return null;
  }
}

/** Topic by topic, each member a stretch of it; the first ones get one more where it does not divide. */
function byRange(
  subscribers: readonly Subscriber[],
  partitions: ReadonlyMap<string, number>,
): Map<string, Map<string, number[]>> {
  const shares = new Map<string, Map<string, number[]>>();
  for (const [topic, count] of partitions) {
    const members = inOrder(subscribers).filter(({ topics }) => topics.includes(topic));
    let next = 0;
    members.forEach(({ memberId }, at) => {
      const size = Math.floor(count / members.length) + (at < count % members.length ? 1 : 0);
      for (const end = next + size; next < end; next++) give(shares, memberId, topic, next);
    });
  }
  return shares;
}

/** Partition by partition over all topics, to the next member that wants the topic. */
function byTurns(
  subscribers: readonly Subscriber[],
  partitions: ReadonlyMap<string, number>,
): Map<string, Map<string, number[]>> {
  const shares = new Map<string, Map<string, number[]>>();
  const members = inOrder(subscribers);
  let turn = 0;
  for (const [topic, count] of [...partitions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!members.some(({ topics }) => topics.includes(topic))) continue;
    for (let partition = 0; partition < count; turn++) {
      const member = members[turn % members.length];
      if (!member?.topics.includes(topic)) continue;
      give(shares, member.memberId, topic, partition);
      partition++;
    }
  }
  return shares;
}

function inOrder(subscribers: readonly Subscriber[]): readonly Subscriber[] {
  return [...subscribers].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
}

function give(
  shares: Map<string, Map<string, number[]>>,
  memberId: string,
  topic: string,
  partition: number,
): void {
  const share = shares.get(memberId) ?? new Map<string, number[]>();
  shares.set(memberId, share);
  share.set(topic, [...(share.get(topic) ?? []), partition]);
}

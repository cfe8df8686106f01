import type { Cluster } from '../cluster.js';
import { offsetFetch } from '../protocol/messages-group.js';
import { askBroker } from './broker-answer.js';

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly metadata: string;
}

export interface GroupCommits {
  readonly groupId: string;
  /** Not 0: the group could not be asked, and there are no offsets. */
  readonly errorCode: number;
  readonly offsets: readonly CommittedOffset[];
  /** Partitions whose offset was refused. */
  readonly untold: number;
}

/** From this version on a request may be about many groups (Kafka 3.0). */
const MANY_SINCE = 8;
/** Offsets that one answer should bring at most, as far as that can be told ahead. */
const AN_ANSWER = 4000;
const MOST_GROUPS = 50;

/** All that groups have committed, asked at their coordinator; many in a request where it can be. */
export async function* committedOn(
  cluster: Cluster,
  nodeId: number,
  groupIds: readonly string[],
): AsyncGenerator<GroupCommits[]> {
  let size = 8;
  for (let at = 0; at < groupIds.length;) {
    const ids = groupIds.slice(at, at + size);
    at += ids.length;
    const commits = await fetchCommits(cluster, nodeId, ids);
    // What cannot be asked together comes one by one.
    for (const id of ids.slice(commits.length)) {
      commits.push(...(await fetchCommits(cluster, nodeId, [id])));
    }
    const offsets = commits.reduce((sum, one) => sum + one.offsets.length, 0);
    size = Math.round((AN_ANSWER * ids.length) / Math.max(1, offsets));
    size = Math.max(1, Math.min(MOST_GROUPS, size, ids.length * 4));
    yield commits;
  }
}

/** Answers for all of `groupIds`, or only for the first where the broker takes one at a time. */
async function fetchCommits(
  cluster: Cluster,
  nodeId: number,
  groupIds: readonly string[],
): Promise<GroupCommits[]> {
  const [first = ''] = groupIds;
  const asked = { version: 0 };
  const answer = await askBroker(cluster, nodeId, offsetFetch, (version) => {
    asked.version = version;
    return version >= MANY_SINCE
      ? { groups: groupIds.map((groupId) => ({ groupId, topics: null })) }
      : { groupId: first, topics: null };
  });
  return asked.version >= MANY_SINCE
    ? answer.groups.map(commitsOf)
    : [commitsOf({ groupId: first, topics: answer.topics, errorCode: answer.errorCode })];
}

type Answer = ReturnType<typeof offsetFetch.response.read>['groups'][number];

function commitsOf({ groupId, errorCode, topics }: Answer): GroupCommits {
  return {
    groupId,
    errorCode,
    untold: topics.reduce(
      (sum, { partitions }) => sum + partitions.filter((one) => one.errorCode !== 0).length,
      0,
    ),
    offsets: topics.flatMap(({ topic, partitions }) =>
      partitions
        .filter((one) => one.errorCode === 0 && one.offset >= 0n)
        .map(({ partition, offset, metadata }) => ({
          topic,
          partition,
          offset,
          metadata: metadata ?? '',
        })),
    ),
  };
}

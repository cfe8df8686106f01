import type { CommitAnswer } from '../model/membership.js';
import { KafkaTuiError } from '../model/problem.js';
import { partitionOf, slotOf, topicOf } from '../model/slot.js';
import { nameOfCode } from './errors.js';
import { GROUP_CODE, groupRefused, isElsewhere, isNotReady } from './group-codes.js';
import type { GroupCoordinator } from './group-coordinator.js';
import type { Generation } from './group-join.js';

/** What a group has committed for a partition. */
export interface Committed {
  readonly offset: bigint;
  readonly metadata: string;
}

interface RawFetch {
  errorCode?: number;
  responses: {
    topic: string;
    partitions: { partition: number; offset: string; metadata: string | null; errorCode: number }[];
  }[];
}

interface RawCommit {
  responses: { topic: string; partitions: { partition: number; errorCode: number }[] }[];
}

const FETCH_VERSION = 4;
const COMMIT_VERSION = 5;

/**
 * What the group has committed; partitions without a commit are left out. Rejects with a KafkaTuiError, also
 * when one partition can't be told: reading from the wrong place is worse than not reading.
 */
export async function fetchCommitted(
  coordinator: GroupCoordinator,
  topic: string,
  partitions: readonly number[],
): Promise<Map<number, Committed>> {
  const committed = new Map<number, Committed>();
  if (partitions.length === 0) return committed;
  const raw = await coordinator.call<RawFetch>('OffsetFetch', FETCH_VERSION, {
    groupId: coordinator.group,
    topics: [{ topic, partitions: partitions.map((partition) => ({ partition })) }],
  });
  const answers = raw.responses.flatMap((response) => response.partitions);
  const failed = [raw.errorCode ?? GROUP_CODE.none, ...answers.map(({ errorCode }) => errorCode)];
  const code = failed.find((errorCode) => errorCode !== GROUP_CODE.none);
  if (code !== undefined) {
    if (isElsewhere(code)) coordinator.forget();
    throw groupRefused(coordinator.group, code);
  }
  for (const { partition, offset, metadata } of answers) {
    const at = BigInt(offset);
    if (at >= 0n) committed.set(partition, { offset: at, metadata: metadata ?? '' });
  }
  return committed;
}

/**
 * Commits from a place in the group, `offsets` by slot, all in one request: either all of it was answered or nothing.
 * Rejects where nothing could be asked; refusals are in the answer.
 */
export async function commitOffsets(
  coordinator: GroupCoordinator,
  { id, memberId }: Generation,
  topics: readonly string[],
  offsets: ReadonlyMap<number, Committed>,
): Promise<CommitAnswer> {
  const startedAt = performance.now();
  const raw = await coordinator.call<RawCommit>('OffsetCommit', COMMIT_VERSION, {
    groupId: coordinator.group,
    groupGenerationId: id,
    memberId,
    topics: topics
      .map((topic) => ({
        topic,
        partitions: [...offsets]
          .filter(([slot]) => topicOf(slot, topics) === topic)
          .map(([slot, { offset, metadata }]) => {
            return { partition: partitionOf(slot), offset: offset.toString(), metadata };
          }),
      }))
      .filter(({ partitions }) => partitions.length > 0),
  });
  const committed: CommitAnswer['committed'][number][] = [];
  const refused: CommitAnswer['refused'][number][] = [];
  const answers = raw.responses.flatMap(({ topic, partitions }) => {
    const index = topics.indexOf(topic);
    return partitions.map((one) => ({ ...one, partition: slotOf(index, one.partition) }));
  });
  for (const { partition, errorCode } of answers) {
    const { offset } = offsets.get(partition) ?? {};
    if (isElsewhere(errorCode)) coordinator.forget();
    if (errorCode !== GROUP_CODE.none || offset === undefined) {
      refused.push({ partition, reason: reasonOf(errorCode), mayPass: isNotReady(errorCode) });
    } else committed.push({ partition, offset });
  }
  return { committed, refused, tookMs: performance.now() - startedAt };
}

export function noPlace(group: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NO_PLACE',
    message: `nothing was committed: this member has no place in group "${group}" just now`,
    next: 'wait until it has joined again; what was shown stays, and can be committed then',
  });
}

function reasonOf(code: number): string {
  switch (code) {
    case GROUP_CODE.rebalanceInProgress:
      return 'the group is being shared out anew';
    case GROUP_CODE.unknownMember:
    case GROUP_CODE.illegalGeneration:
      return 'our place in the group is gone';
    default:
      return nameOfCode(code);
  }
}

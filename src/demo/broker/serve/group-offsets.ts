import type { CommittedOffset, GroupOffsets } from '../group/offsets.js';
import { ERROR } from '../../../kafka/protocol/error-codes.js';
import { offsetCommit, offsetFetch } from '../../../kafka/protocol/messages-group.js';
import { coordinates } from './groups.js';
import { type Call, route } from './route.js';

type CommitRequest = ReturnType<typeof offsetCommit.request.read>;

export const offsetCommitRoute = route(offsetCommit, (request, call) => {
  const refusal = mayCommit(request, call);
  const accepted: CommittedOffset[] = [];
  const topics = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((one) => {
      const errorCode =
        refusal !== 0 ? refusal : commitError('OffsetCommit', topic, one.partition, call);
      if (errorCode === ERROR.NONE) accepted.push({ topic, ...one });
      return { partition: one.partition, errorCode };
    }),
  }));
  if (accepted.length > 0) call.cluster.groups.group(request.groupId).offsets.commit(accepted);
  return { topics };
});

export function commitError(
  api: 'OffsetCommit' | 'TxnOffsetCommit',
  topic: string,
  partition: number,
  call: Call,
): number {
  const injected = call.faults.errorFor(api, topic, partition);
  if (injected !== 0) return injected;
  return call.cluster.partition(topic, partition) === undefined
    ? ERROR.UNKNOWN_TOPIC_OR_PARTITION
    : ERROR.NONE;
}

function mayCommit(request: CommitRequest, call: Call): number {
  const errorCode = coordinates(request.groupId, call);
  if (errorCode !== ERROR.NONE) return errorCode;
  const group = call.cluster.groups.find(request.groupId);
  // Who assigns partitions itself commits without being a member, while there is none.
  if (request.generationId < 0 && (group === undefined || group.state === 'Empty')) {
    return ERROR.NONE;
  }
  if (group === undefined) return ERROR.ILLEGAL_GENERATION;
  const { memberId, generationId, groupInstanceId } = request;
  const checked = group.check(memberId, generationId, groupInstanceId);
  if (checked !== ERROR.NONE) return checked;
  return group.state === 'CompletingRebalance' ? ERROR.REBALANCE_IN_PROGRESS : ERROR.NONE;
}

export const offsetFetchRoute = route(offsetFetch, (request, call) => {
  if (call.header.apiVersion < 8) return offsetsOf(request, call);
  const groups = request.groups.map((one) => {
    const injected = call.faults.errorFor('OffsetFetch', one.groupId);
    if (injected !== 0) return { groupId: one.groupId, topics: [], errorCode: injected };
    return { groupId: one.groupId, ...offsetsOf(one, call) };
  });
  return { groups };
});

type WantedOffsets = Pick<ReturnType<typeof offsetFetch.request.read>, 'groupId' | 'topics'>;

function offsetsOf(request: WantedOffsets, call: Call) {
  const errorCode = coordinates(request.groupId, call);
  const offsets =
    errorCode === ERROR.NONE ? call.cluster.groups.find(request.groupId)?.offsets : undefined;
  const wanted =
    request.topics ??
    (offsets?.topics ?? []).map((topic) => ({
      topic,
      partitions: offsets?.partitionsOf(topic) ?? [],
    }));
  return {
    topics: wanted.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((partition) => {
        const injected = call.faults.errorFor('OffsetFetch', topic, partition);
        return {
          ...committed(offsets, topic, partition),
          partition,
          // Before v2 there is no error code for the whole.
          errorCode: injected !== 0 ? injected : call.header.apiVersion < 2 ? errorCode : 0,
        };
      }),
    })),
    errorCode,
  };
}

function committed(offsets: GroupOffsets | undefined, topic: string, partition: number) {
  const found = offsets?.get(topic, partition);
  return {
    offset: found?.offset ?? -1n,
    leaderEpoch: found?.leaderEpoch ?? -1,
    metadata: found?.metadata ?? '',
  };
}

import { ERROR } from '../../../kafka/protocol/error-codes.js';
import type { ApiName } from '../../../kafka/protocol/messages.js';
import type { Partition } from '../topics.js';
import type { Call } from './route.js';

export type Led =
  | { readonly errorCode: 0; readonly partition: Partition }
  | { readonly errorCode: number; readonly partition: null };

/**
 * The partition that a request is about, if this broker leads it and no fault stands in the way.
 * `leaderEpoch` is who the client believes leads; -1 where it does not say.
 */
export function ledPartition(
  api: ApiName,
  topic: string,
  index: number,
  leaderEpoch: number,
  call: Call,
): Led {
  const no = (errorCode: number): Led => ({ errorCode, partition: null });
  const injected = call.faults.errorFor(api, topic, index);
  if (injected !== 0) return no(injected);
  const partition = call.cluster.partition(topic, index);
  if (partition === undefined) return no(ERROR.UNKNOWN_TOPIC_OR_PARTITION);
  if (partition.leader !== call.node.id) return no(ERROR.NOT_LEADER_OR_FOLLOWER);
  if (leaderEpoch >= 0 && leaderEpoch < partition.leaderEpoch) return no(ERROR.FENCED_LEADER_EPOCH);
  if (leaderEpoch > partition.leaderEpoch) return no(ERROR.UNKNOWN_LEADER_EPOCH);
  return { errorCode: ERROR.NONE, partition };
}

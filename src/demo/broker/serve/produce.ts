import { ATTRIBUTE, flawOf, readBatchHeader, stampAppendTime } from '../log/batch.js';
import { ERROR } from '../../../kafka/protocol/error-codes.js';
import { produce } from '../../../kafka/protocol/messages-log.js';
import { maxMessageBytes, type Partition, usesAppendTime } from '../topics.js';
import { type Call, route } from './route.js';

interface Appended {
  readonly errorCode: number;
  readonly baseOffset: bigint;
  readonly logAppendTime: number;
}

const refused = (errorCode: number): Appended => ({
  errorCode,
  baseOffset: -1n,
  logAppendTime: -1,
});

export const produceRoute = route(produce, (request, call) => {
  const badAcks = ![-1, 0, 1].includes(request.acks);
  const topics = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, records }) => ({
      partition,
      ...(badAcks
        ? refused(ERROR.INVALID_REQUIRED_ACKS)
        : append(topic, partition, records ?? Buffer.alloc(0), call)),
      logStartOffset: call.cluster.partition(topic, partition)?.log.startOffset ?? -1n,
    })),
  }));
  return request.acks === 0 ? null : { topics };
});

function append(name: string, index: number, records: Buffer, call: Call): Appended {
  const injected = call.faults.errorFor('Produce', name, index);
  if (injected !== 0) return refused(injected);
  const { cluster } = call;
  const topic = cluster.topic(name);
  const partition = topic?.partitions[index];
  if (topic === undefined || partition === undefined) {
    return refused(ERROR.UNKNOWN_TOPIC_OR_PARTITION);
  }
  if (partition.leader !== call.node.id) return refused(ERROR.NOT_LEADER_OR_FOLLOWER);
  if (records.length > maxMessageBytes(topic, cluster.settings)) {
    return refused(ERROR.MESSAGE_TOO_LARGE);
  }
  const flaw = flawOf(records);
  if (flaw === 'incomplete' || flaw === 'corrupt') return refused(ERROR.CORRUPT_MESSAGE);
  if (flaw !== null) return refused(ERROR.INVALID_RECORD);
  return appendSound(
    records,
    partition,
    usesAppendTime(topic) ? cluster.settings.now() : null,
    call,
  );
}

/** `appendTime` is null where the records keep the producer's times. */
function appendSound(
  records: Buffer,
  partition: Partition,
  appendTime: number | null,
  call: Call,
): Appended {
  const header = readBatchHeader(records);
  // Only brokers write markers.
  if ((header.attributes & ATTRIBUTE.control) !== 0) return refused(ERROR.INVALID_RECORD);
  const verdict = partition.log.sequences.check(header);
  if (verdict.kind === 'repeat') {
    return { errorCode: ERROR.NONE, baseOffset: verdict.baseOffset, logAppendTime: -1 };
  }
  if (verdict.kind === 'gap') return refused(ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER);
  if (verdict.kind === 'old epoch') return refused(ERROR.INVALID_PRODUCER_EPOCH);
  const transactional = (header.attributes & ATTRIBUTE.transactional) !== 0;
  if (transactional && !call.cluster.transactions.mayWrite(header, partition)) {
    return refused(ERROR.INVALID_TXN_STATE);
  }
  if (appendTime !== null) stampAppendTime(records, appendTime);
  const baseOffset = partition.log.append(records, partition.leaderEpoch);
  return { errorCode: ERROR.NONE, baseOffset, logAppendTime: appendTime ?? -1 };
}

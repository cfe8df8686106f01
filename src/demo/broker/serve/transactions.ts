import { ERROR } from '../../../kafka/protocol/error-codes.js';
import {
  addOffsetsToTxn,
  addPartitionsToTxn,
  endTxn,
  initProducerId,
  txnOffsetCommit,
} from '../../../kafka/protocol/messages-transaction.js';
import type { Partition } from '../topics.js';
import { commitError } from './group-offsets.js';
import { coordinates } from './groups.js';
import { type Call, route } from './route.js';

export const initProducerIdRoute = route(initProducerId, (request, call) => {
  const { transactions } = call.cluster;
  if (request.transactionalId === null) {
    return {
      errorCode: ERROR.NONE,
      producerId: transactions.newProducerId(),
      producerEpoch: 0,
    };
  }
  const errorCode = coordinates(request.transactionalId, call);
  if (errorCode !== ERROR.NONE) return { errorCode, producerId: -1n, producerEpoch: -1 };
  return {
    errorCode,
    ...transactions.init(request.transactionalId, request.transactionTimeoutMs),
  };
});

export const addPartitionsToTxnRoute = route(addPartitionsToTxn, (request, call) => {
  const { cluster, faults } = call;
  const found: Partition[] = [];
  const errors = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((partition) => {
      const known = cluster.partition(topic, partition);
      const injected = faults.errorFor('AddPartitionsToTxn', topic, partition);
      if (known !== undefined) found.push(known);
      const missing = known === undefined ? ERROR.UNKNOWN_TOPIC_OR_PARTITION : ERROR.NONE;
      return { partition, errorCode: injected !== 0 ? injected : missing };
    }),
  }));
  if (errors.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode !== 0))) {
    return { topics: errors };
  }
  const coordinated = coordinates(request.transactionalId, call);
  const errorCode =
    coordinated !== ERROR.NONE
      ? coordinated
      : cluster.transactions.addPartitions(request.transactionalId, request, found);
  return {
    topics: errors.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, errorCode })),
    })),
  };
});

export const addOffsetsToTxnRoute = route(addOffsetsToTxn, (request, call) => {
  const errorCode = coordinates(request.transactionalId, call);
  if (errorCode !== ERROR.NONE) return { errorCode };
  return { errorCode: call.cluster.transactions.addOffsets(request.transactionalId, request) };
});

export const txnOffsetCommitRoute = route(txnOffsetCommit, (request, call) => {
  const { transactions } = call.cluster;
  const refusal = coordinates(request.groupId, call);
  const offsets = request.topics.flatMap(({ topic, partitions }) =>
    partitions.map((one) => ({ topic, ...one })),
  );
  const wrong = offsets.map(({ topic, partition }) =>
    commitError('TxnOffsetCommit', topic, partition, call),
  );
  const failed = [refusal, ...wrong].find((code) => code !== ERROR.NONE);
  const errorCode =
    failed ??
    transactions.commitOffsets(request.transactionalId, request, request.groupId, offsets);
  return {
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => ({ partition, errorCode })),
    })),
  };
});

export const endTxnRoute = route(endTxn, (request, call: Call) => {
  const errorCode = coordinates(request.transactionalId, call);
  if (errorCode !== ERROR.NONE) return { errorCode };
  const { transactionalId, committed } = request;
  return { errorCode: call.cluster.transactions.end(transactionalId, request, committed) };
});

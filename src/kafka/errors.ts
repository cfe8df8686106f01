import { errorCodes } from 'kafkajs/src/protocol/error.js';
import { EXIT, KafkaTuiError } from '../model/problem.js';
import { type Facts, connectProblem } from './connect-errors.js';

/** Kafka's error codes that the reader treats each in its own way. */
export const CODE = {
  none: 0,
  offsetOutOfRange: 1,
  corruptMessage: 2,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  replicaNotAvailable: 9,
  invalidTopic: 17,
  topicAuthorizationFailed: 29,
  unsupportedSaslMechanism: 33,
  storageError: 56,
  fencedLeaderEpoch: 74,
  unknownLeaderEpoch: 75,
} as const;

/** `TOPIC_AUTHORIZATION_FAILED (29)`: the protocol's own name, for messages. */
export function nameOfCode(code: number): string {
  const known = errorCodes.find((entry) => entry.code === code);
  return known ? `${known.type} (${code})` : `error ${code}`;
}

/** Errors after which the partition is somewhere else, or will be: ask for the metadata again. */
export function isStaleMetadata(code: number): boolean {
  return (
    code === CODE.unknownTopicOrPartition ||
    code === CODE.leaderNotAvailable ||
    code === CODE.notLeader ||
    code === CODE.replicaNotAvailable ||
    code === CODE.storageError ||
    code === CODE.fencedLeaderEpoch ||
    code === CODE.unknownLeaderEpoch
  );
}

/**
 * Turns what went wrong while talking to a broker into words: what, why, what to do next.
 * No secret is in any of them.
 */
export function explain(error: unknown, facts: Facts): KafkaTuiError {
  if (error instanceof KafkaTuiError) return error;
  const root = rootCause(error);
  // Brokers have a say in it: nothing of that moves a cursor, or fills a screen.
  const text = (root instanceof Error ? root.message : String(root))
    .replace(/\p{C}/gu, '?')
    .slice(0, LONGEST_TEXT);
  const name = root instanceof Error ? root.name : '';
  const said = connectProblem(text, name, facts) ?? {
    code: 'CONNECTION_FAILED',
    message: `talking to ${facts.address} failed: ${text}`,
    next: 'is this address a Kafka broker, and is it healthy?',
    exitCode: EXIT.unreachable,
  };
  return new KafkaTuiError(said, { cause: error });
}

const LONGEST_TEXT = 400;

/** kafkajs wraps: retries around connection errors around socket errors. The innermost says it best. */
function rootCause(error: unknown): unknown {
  let current = error;
  for (let depth = 0; depth < 8; depth++) {
    if (!(current instanceof Error) || !(current.cause instanceof Error)) return current;
    current = current.cause;
  }
  return current;
}

import { consumerAssignment } from '../protocol/messages-group.js';
import { ProtocolError, Reader } from '../protocol/wire.js';

export interface Assignment {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** Members name what they have in any order. */
export function inOrder(assignment: readonly Assignment[]): Assignment[] {
  return assignment
    .map(({ topic, partitions }) => ({ topic, partitions: partitions.toSorted((a, b) => a - b) }))
    .sort((a, b) => (a.topic < b.topic ? -1 : 1));
}

/**
 * The partitions that a classic group's member was given (ConsumerProtocolAssignment of the protocol). null
 * where the bytes are in a form of the group's own, as Kafka Connect's are. Never throws.
 */
export function readAssignment(protocolType: string, bytes: Buffer): readonly Assignment[] | null {
  // A member that was given nothing yet, while the group rebalances.
  if (bytes.length === 0) return [];
  if (protocolType !== 'consumer') return null;
  try {
    const { topics } = consumerAssignment.read(new Reader(bytes), { version: 0, flexible: false });
    return inOrder(topics);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

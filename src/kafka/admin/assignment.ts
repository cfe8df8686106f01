import { consumerAssignment } from '../protocol/messages-group.js';
import { ProtocolError, Reader } from '../protocol/wire.js';

export interface Assignment {
  readonly topic: string;
  readonly partitions: readonly number[];
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
    return consumerAssignment.read(new Reader(bytes), { version: 0, flexible: false }).topics;
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}

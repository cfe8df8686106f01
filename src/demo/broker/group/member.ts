import { ERROR } from '../../../kafka/protocol/error-codes.js';

export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinRequest {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  readonly protocols: readonly GroupProtocol[];
  /** Newer clients are given an id first and join with it, so that no member is made twice (KIP-394). */
  readonly idFirst: boolean;
}

export interface JoinResult {
  readonly errorCode: number;
  readonly generationId: number;
  readonly protocolName: string;
  readonly leader: string;
  readonly memberId: string;
  readonly members: readonly {
    readonly memberId: string;
    readonly groupInstanceId: string | null;
    readonly metadata: Buffer;
  }[];
}

export interface SyncResult {
  readonly errorCode: number;
  readonly assignment: Buffer;
}

export const NO_ASSIGNMENT = Buffer.alloc(0);

/** Kafka's own limit (`group.max.session.timeout.ms`). */
export const MAX_SESSION_MS = 1_800_000;

export const MUST_JOIN_AGAIN: SyncResult = {
  errorCode: ERROR.REBALANCE_IN_PROGRESS,
  assignment: NO_ASSIGNMENT,
};

/** One member of a group, and what it is being kept waiting for. */
export class Member {
  readonly id: string;
  request: JoinRequest;
  assignment: Buffer = NO_ASSIGNMENT;
  callOffSession: () => void = () => undefined;
  #join: ((result: JoinResult) => void) | null = null;
  #sync: ((result: SyncResult) => void) | null = null;

  constructor(id: string, request: JoinRequest) {
    this.id = id;
    this.request = request;
  }

  get isJoining(): boolean {
    return this.#join !== null;
  }

  get isWaiting(): boolean {
    return this.#join !== null || this.#sync !== null;
  }

  awaitJoin(): Promise<JoinResult> {
    return new Promise((resolve) => {
      this.#join = resolve;
    });
  }

  awaitSync(): Promise<SyncResult> {
    return new Promise((resolve) => {
      this.#sync = resolve;
    });
  }

  answerJoin(result: JoinResult): void {
    this.#join?.(result);
    this.#join = null;
  }

  answerSync(result: SyncResult): void {
    this.#sync?.(result);
    this.#sync = null;
  }

  metadataFor(protocol: string): Buffer {
    return this.request.protocols.find((one) => one.name === protocol)?.metadata ?? NO_ASSIGNMENT;
  }

  /** Whether a member that joins again brings what it brought before. */
  bringsTheSame(request: JoinRequest): boolean {
    const before = this.request.protocols;
    return (
      before.length === request.protocols.length &&
      before.every((one, i) => {
        const now = request.protocols[i];
        return now?.name === one.name && now.metadata.equals(one.metadata);
      })
    );
  }
}

/** The protocol that all members know and most of them like best. */
export function electProtocol(members: readonly Member[]): string | null {
  const known = (name: string): boolean =>
    members.every((member) => member.request.protocols.some((one) => one.name === name));
  const votes = new Map<string, number>();
  for (const member of members) {
    const choice = member.request.protocols.find((one) => known(one.name))?.name;
    if (choice !== undefined) votes.set(choice, (votes.get(choice) ?? 0) + 1);
  }
  const [winner] = [...votes].sort(([, a], [, b]) => b - a);
  return winner?.[0] ?? null;
}

/** Why a request to join cannot be met, given who is in the group, the asker included: an error code. */
export function refusalOf(
  request: JoinRequest,
  members: readonly Member[],
  groupProtocolType: string,
): number {
  const { sessionTimeoutMs, protocols, protocolType } = request;
  if (sessionTimeoutMs < 1 || sessionTimeoutMs > MAX_SESSION_MS) {
    return ERROR.INVALID_SESSION_TIMEOUT;
  }
  if (protocolType === '' || protocols.length === 0) return ERROR.INCONSISTENT_GROUP_PROTOCOL;
  const fits =
    members.length === 0 ||
    (protocolType === groupProtocolType &&
      electProtocol([...members, new Member('', request)]) !== null);
  return fits ? ERROR.NONE : ERROR.INCONSISTENT_GROUP_PROTOCOL;
}

export function refused(errorCode: number, memberId: string): JoinResult {
  return { errorCode, generationId: -1, protocolName: '', leader: '', memberId, members: [] };
}

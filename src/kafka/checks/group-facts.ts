import { EXIT, KafkaTuiError } from '../../model/problem.js';
import type { Cluster } from '../cluster.js';
import { CODE, nameOfCode } from '../errors.js';

export interface MemberFacts {
  readonly clientId: string;
  readonly host: string;
  /** Topics that it asks for; null where it does not say it in the consumer's own form. */
  readonly topics: readonly string[] | null;
  /** Partitions that it holds, of any topic. */
  readonly assigned: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface GroupFacts {
  /** The protocol's own word: Stable, Empty, Dead, … */
  readonly state: string;
  readonly members: readonly MemberFacts[];
  /** Partition → committed offset of the topic asked for; partitions without a commit are left out. */
  readonly committed: ReadonlyMap<number, bigint>;
}

/** As kafkajs 2.2.4 decodes these responses. */
interface RawCoordinator {
  errorCode: number;
  coordinator: { nodeId: number };
}
interface RawGroups {
  groups: {
    errorCode: number;
    state: string;
    members: {
      clientId: string;
      clientHost: string;
      memberMetadata: Buffer | null;
      memberAssignment: Buffer | null;
    }[];
  }[];
}
interface RawOffsets {
  errorCode?: number;
  responses: {
    topic: string;
    partitions: { partition: number; offset: string; errorCode: number }[];
  }[];
}

const GROUP_NOT_FOUND = 69;
const GROUP_UNAUTHORISED = 30;

/** Looks at a group from outside: asks its coordinator, and joins nothing. Throws a KafkaTuiError. */
export async function groupFacts(
  cluster: Cluster,
  group: string,
  topic: string,
  partitions: readonly number[],
): Promise<GroupFacts> {
  if (!(await hasGroups(cluster))) return { state: 'Dead', members: [], committed: new Map() };
  const found = await cluster.ask<RawCoordinator>('GroupCoordinator', 2, { groupId: group });
  check(found.errorCode, group);
  const link = await cluster.broker(found.coordinator.nodeId);
  const [described, offsets] = await Promise.all([
    link.call<RawGroups>('DescribeGroups', 2, { groupIds: [group] }),
    link.call<RawOffsets>('OffsetFetch', 4, {
      groupId: group,
      topics: [{ topic, partitions: partitions.map((partition) => ({ partition })) }],
    }),
  ]);
  const [about] = described.groups;
  const errorCode = about?.errorCode ?? CODE.none;
  if (errorCode !== GROUP_NOT_FOUND) check(errorCode, group);
  check(offsets.errorCode ?? CODE.none, group);
  return {
    state: about?.state ?? 'Dead',
    members: (about?.members ?? []).map((member) => ({
      clientId: member.clientId,
      host: member.clientHost.replace(/^\//, ''),
      topics: readSubscription(member.memberMetadata),
      assigned: readAssignment(member.memberAssignment) ?? [],
    })),
    committed: new Map(
      offsets.responses
        .flatMap((response) => response.partitions)
        .filter(({ errorCode: code, offset }) => code === CODE.none && BigInt(offset) >= 0n)
        .map(({ partition, offset }) => [partition, BigInt(offset)]),
    ),
  };
}

/**
 * Asking for a coordinator makes Kafka create its topic of offsets where there is none yet. There is no group
 * then, and nothing is created.
 */
async function hasGroups(cluster: Cluster): Promise<boolean> {
  const { topics } = await cluster.metadata(['__consumer_offsets']);
  return topics[0]?.errorCode !== CODE.unknownTopicOrPartition;
}

function check(code: number, group: string): void {
  if (code === CODE.none) return;
  const unauthorised = code === GROUP_UNAUTHORISED;
  throw new KafkaTuiError({
    code: unauthorised ? 'GROUP_UNAUTHORISED' : 'GROUP_UNAVAILABLE',
    message: unauthorised
      ? `no permission to look at group "${group}" (group authorization failed)`
      : `the cluster can't tell about group "${group}" now: ${nameOfCode(code)}`,
    next: unauthorised
      ? 'is the group the one you were given (in a workshop: the name of your team)?'
      : 'try again in a moment',
    exitCode: unauthorised ? EXIT.unauthorised : EXIT.failed,
  });
}

/** ConsumerProtocolSubscription (Kafka's clients, `ConsumerProtocolSubscription.json`): version, topics, … */
function readSubscription(bytes: Buffer | null): string[] | null {
  return reading(bytes, (input) => {
    input.int16();
    return input.list(() => input.string());
  });
}

/** ConsumerProtocolAssignment: version, topics with their partitions, … */
function readAssignment(bytes: Buffer | null): MemberFacts['assigned'] | null {
  return reading(bytes, (input) => {
    input.int16();
    return input.list(() => ({
      topic: input.string(),
      partitions: input.list(() => input.int32()),
    }));
  });
}

/** null for what another kind of group member has put there. */
function reading<T>(bytes: Buffer | null, read: (input: Input) => T): T | null {
  if (bytes === null || bytes.length === 0) return null;
  try {
    return read(new Input(bytes));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

class Input {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  string(): string {
    const length = this.int16();
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new RangeError('ends inside a string');
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end;
    return text;
  }

  list<T>(read: () => T): T[] {
    const count = this.int32();
    if (count < 0 || count > this.#bytes.length)
      throw new RangeError('a list longer than its bytes');
    return Array.from({ length: count }, read);
  }
}

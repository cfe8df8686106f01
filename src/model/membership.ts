import { KafkaTuiError } from './problem.js';

/** When a member commits: by itself after messages were shown, when it is told to, or never. */
export type CommitMode = 'auto' | 'manual' | 'none';

export type MemberState =
  /** Asked to be let in; nobody has said yet what it may read. */
  | 'joining'
  | 'member'
  /** The group shares its partitions out anew: nothing is read until that is done. */
  | 'rebalancing'
  /** The coordinator does not answer; the place in the group may be gone. */
  | 'lost'
  | 'left';

/** Where a partition was begun in this generation, and why there. */
export interface MemberStart {
  readonly offset: bigint;
  /** `here`: it stayed with this member, which goes on where it was. */
  readonly from: 'committed' | 'reset' | 'here';
}

/** One partition of the topic as the group has it. */
export interface MemberPartition {
  readonly partition: number;
  /** It is this member's to read. */
  readonly assigned: boolean;
  /** Who has it, as `client id @ host`; null where nobody does, or it is not known yet. */
  readonly owner: string | null;
  /** What the group has committed: the next offset to read; null where nothing was. */
  readonly committed: bigint | null;
  /** Null where it is not this member's. */
  readonly start: MemberStart | null;
}

/** Membership in a consumer group, as it stands. Immutable. */
export interface Membership {
  readonly group: string;
  /** In the order in which they were named; partitions are told by slot (see `slot.ts`). */
  readonly topics: readonly string[];
  readonly state: MemberState;
  /** ms since the epoch. */
  readonly since: number;
  readonly memberId: string | null;
  readonly generation: number | null;
  /** How many members share the topic; null until the coordinator has said. */
  readonly members: number | null;
  readonly commits: CommitMode;
  /** By partition number; those of the others as well. */
  readonly partitions: readonly MemberPartition[];
  /** Why there is nothing for this member to read, in words; null where it has a partition. */
  readonly idle: string | null;
}

/** What the broker said to a commit, partition by partition. */
export interface CommitAnswer {
  readonly committed: readonly { readonly partition: number; readonly offset: bigint }[];
  /** `mayPass`: the coordinator was not ready, and may be when it is asked again. */
  readonly refused: readonly {
    readonly partition: number;
    readonly reason: string;
    readonly mayPass?: boolean;
  }[];
  readonly tookMs: number;
}

/**
 * Entries of a partition that came in from `arrival` on, with an offset below these, were here before: for
 * certain in this run, or perhaps with another member, which ended without saying how far it had come.
 */
export interface Repeats {
  readonly partition: number;
  readonly arrival: number;
  readonly certain: bigint;
  readonly possible: bigint;
}

/**
 * How far a group is behind in a partition: from its commit, or from what retention has left if that is later, to
 * the end. null where nothing was committed.
 */
export function groupLag(
  committed: bigint | null,
  { first, high }: { readonly first: bigint; readonly high: bigint },
): bigint | null {
  if (committed === null) return null;
  const from = committed > first ? committed : first;
  return high > from ? high - from : 0n;
}

export function notMember(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NO_GROUP',
    message: 'nothing was committed: this session is no member of a group',
    next: 'start kafka-tui with -G GROUP to be one',
  });
}

/** How many partitions there are for how many members, said to one that has none. */
export function idleWords(members: number, partitions: number): string {
  const share = members === 1 ? 'shares' : 'share';
  return `no partition for this member: ${count(members, 'member')} ${share} ${count(partitions, 'partition')}`;
}

/** Whether an entry, of this slot, repeats what was delivered before, as far as can be told. */
export function repeatOf(
  entry: { readonly offset: bigint; readonly arrival: number },
  slot: number,
  all: readonly Repeats[],
): 'certain' | 'possible' | null {
  // The newest that the entry is behind counts: what came before it has another story.
  for (let at = all.length - 1; at >= 0; at--) {
    const one = all[at];
    if (one?.partition !== slot || entry.arrival < one.arrival) continue;
    if (entry.offset < one.certain) return 'certain';
    return entry.offset < one.possible ? 'possible' : null;
  }
  return null;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

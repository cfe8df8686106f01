import {
  type CommitMode,
  type Membership,
  type MemberState,
  idleWords,
} from '../model/membership.js';
import type { Standing } from './group-standing.js';

interface MemberFacts {
  readonly group: string;
  readonly topics: readonly string[];
  readonly commits: CommitMode;
  readonly state: { readonly is: MemberState; readonly since: number };
  readonly memberId: string | null;
  readonly generation: number | null;
  /** All of the group; null until the coordinator has said. */
  readonly members: number | null;
  /** Those that want one of our topics. */
  readonly sharers: number | null;
  readonly standings: readonly Standing[];
}

/** The membership as it stands, for whoever shows it. */
export function membershipOf(facts: MemberFacts): Membership {
  const { group, topics, commits, state, memberId, generation, members, sharers } = facts;
  const partitions = facts.standings
    .map((standing) => standing.row())
    .sort((a, b) => a.partition - b.partition);
  const isIdle = state.is === 'member' && !partitions.some(({ assigned }) => assigned);
  return {
    group,
    topics,
    state: state.is,
    since: state.since,
    memberId,
    generation,
    members,
    commits,
    partitions,
    idle: isIdle && sharers !== null ? idleWords(sharers, partitions.length) : null,
  };
}

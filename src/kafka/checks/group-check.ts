import type { Cluster } from '../cluster.js';
import { type Outcome, passedWith, plural } from './checklist.js';
import { type GroupFacts, type MemberFacts, groupFacts } from './group-facts.js';
import { type LogFacts, QUIET_MS, newestOf } from './topic-check.js';

interface GroupAsk {
  readonly group: string;
  readonly team: string | null;
  readonly topic: string;
  readonly logs: readonly LogFacts[];
  readonly now: number;
}

/** Why a consumer of this group may get no messages, where there are some. */
export async function checkGroup(cluster: Cluster, ask: GroupAsk): Promise<Outcome> {
  const { group, topic, logs } = ask;
  const facts = await groupFacts(
    cluster,
    group,
    topic,
    logs.map(({ partition }) => partition),
  );
  return judgeGroup(facts, ask);
}

/** The same from facts alone. */
export function judgeGroup(facts: GroupFacts, ask: GroupAsk): Outcome {
  const { group } = ask;
  const { state, members } = facts;
  const unknown = state === 'Dead' && facts.committed.size === 0;
  const found = unknown
    ? `${group}: nobody has used it yet`
    : `${group} (${state}), ${plural(members.length, 'member')}`;
  return passedWith(found, [
    ...otherTeam(ask),
    ...otherTopics(members, ask),
    ...othersHold(members, ask),
    ...whereItStands(facts, ask),
  ]);
}

function otherTeam({ group, team }: GroupAsk): string[] {
  if (team === null || group === team) return [];
  return [`group equal to the team? it is "${group}", and the team is "${team}"`];
}

function otherTopics(members: readonly MemberFacts[], { topic }: GroupAsk): string[] {
  const wrong = members.filter(({ topics }) => topics !== null && !topics.includes(topic));
  const names = [...new Set(wrong.flatMap(({ topics }) => topics ?? []))].map(
    (name) => `"${name}"`,
  );
  if (wrong.length === 0) return [];
  return [
    `topic exactly "${topic}"? ${plural(wrong.length, 'member')} of the group asked for ${names.join(', ') || 'no topic'}`,
  ];
}

function othersHold(members: readonly MemberFacts[], { topic, logs }: GroupAsk): string[] {
  const holders = members.flatMap(({ clientId, host, assigned }) => {
    const mine = assigned.filter((one) => one.topic === topic).flatMap((one) => one.partitions);
    return mine.length === 0 ? [] : [{ who: `${clientId} at ${host}`, mine }];
  });
  if (holders.length === 0) return [];
  const held = holders.flatMap(({ mine }) => mine).sort((a, b) => a - b);
  const who = holders.slice(0, 3).map((holder) => holder.who);
  const more = holders.length > 3 ? ', …' : '';
  const rest =
    held.length < logs.length
      ? ''
      : members.length >= logs.length
        ? '; one more member gets no partition at all'
        : '; one more member gets some of them';
  return [
    `others in the group hold ${held.length === 1 ? 'partition' : 'partitions'} ${held.join(', ')}: ${who.join(', ')}${more}${rest}`,
  ];
}

function whereItStands(
  { committed, members }: GroupFacts,
  { group, logs, now }: GroupAsk,
): string[] {
  const filled = logs.filter(({ first, end }) => end > first);
  if (filled.length === 0) return [];
  if (committed.size === 0) {
    const newest = newestOf(logs);
    const quiet = newest === null || now - newest > QUIET_MS;
    return quiet && members.length === 0
      ? [
          `nothing is committed by "${group}": a consumer that starts at the end of this quiet topic sees nothing ` +
            'until something new comes; set auto.offset.reset=earliest',
        ]
      : [];
  }
  const behind = filled.filter(({ partition, end }) => (committed.get(partition) ?? -1n) < end);
  if (behind.length > 0) return [];
  return [
    `everything that is there was read by "${group}" already: a consumer of it gets only what comes from now on`,
  ];
}

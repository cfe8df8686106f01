/** What an event is about; `/` finds it by this word too. */
export type HappeningKind =
  | 'connection'
  | 'member'
  | 'rebalance'
  | 'move'
  | 'start'
  | 'commit'
  | 'heartbeat'
  | 'retry'
  | 'seek'
  | 'break'
  | 'error'
  | 'note';

/** Something that happened, before it has a time. */
export interface Happening {
  readonly kind: HappeningKind;
  readonly severity: 'info' | 'odd' | 'bad';
  /** The group that it happened to; null for what has nothing to do with one. */
  readonly group: string | null;
  /** One line. */
  readonly text: string;
}

export interface TimelineEvent extends Happening {
  /** Counts up from 0; never reused. */
  readonly number: number;
  /** ms since the epoch. */
  readonly at: number;
}

/** The newest events, oldest first. */
export interface Timeline {
  readonly events: readonly TimelineEvent[];
  /** Older ones that the bound has dropped. */
  readonly dropped: number;
}

export const NO_EVENTS: Timeline = { events: [], dropped: 0 };

/** A group as its coordinator describes it: what `GroupDetail` of `watch.ts` holds, and as much of it as is needed. */
export interface DescribedGroup {
  readonly id: string;
  /** The protocol's own word: Stable, Empty, PreparingRebalance, … */
  readonly state: string | null;
  readonly members: readonly DescribedMember[];
  /** Only some of its members are known: nothing is said of those who may have been there. */
  readonly isPartial?: boolean;
}

export interface DescribedMember {
  readonly memberId: string;
  readonly clientId: string;
  readonly host: string;
  /** null where the client can't read it. */
  readonly assignment:
    readonly { readonly topic: string; readonly partitions: readonly number[] }[] | null;
}

const UNSETTLED = new Set([
  'PreparingRebalance',
  'CompletingRebalance',
  'Assigning',
  'Reconciling',
]);

/**
 * What has happened to a group between two looks at it: who came, who went, which partition moved from whom
 * to whom. Nothing where there is no look before. While a group is being shared out nobody has anything:
 * compare with the last settled look (`isSettled`), or all would seem to move twice. `self` is the member that
 * looks, which knows of its own coming and going; null where an outsider does.
 */
export function timelineOf(
  previous: DescribedGroup | null,
  next: DescribedGroup,
  self: string | null = null,
): readonly Happening[] {
  if (previous === null) return [];
  const happened: Happening[] = [];
  const say = (
    kind: HappeningKind,
    text: string,
    severity: Happening['severity'] = 'info',
  ): void => {
    happened.push({ kind, severity, group: next.id, text });
  };
  if (previous.state !== next.state && next.state !== null) {
    say('rebalance', stateWords(previous.state, next.state));
  }
  const before = new Map(previous.members.map((member) => [member.memberId, member]));
  const after = new Map(next.members.map((member) => [member.memberId, member]));
  const name = (member: DescribedMember): string =>
    nameOf(after.get(member.memberId) ?? member, self);
  const isOther = ({ memberId }: DescribedMember): boolean => memberId !== self;
  if (previous.isPartial !== true) {
    const came = next.members.filter(({ memberId }) => !before.has(memberId)).filter(isOther);
    for (const member of came) say('member', `${name(member)} joined`);
    const gone = previous.members.filter(({ memberId }) => !after.has(memberId)).filter(isOther);
    for (const member of gone) say('member', `${name(member)} is gone`, 'odd');
  }
  if (isSettled(previous) && isSettled(next)) {
    for (const { place, from, to } of movesBetween(previous.members, next.members)) {
      if (from === undefined && previous.isPartial === true) continue;
      say('move', `${place}: ${from ? name(from) : 'nobody'} → ${to ? name(to) : 'nobody'}`);
    }
  }
  return happened;
}

/** Everybody knows what to read, or nobody is there. */
export function isSettled({ state }: DescribedGroup): boolean {
  return state === null || !UNSETTLED.has(state);
}

/** `client @ host (…ab12)`, as far as they tell one member from another; `self` is the id of who looks. */
export function nameOf(
  { clientId, host, memberId }: DescribedMember,
  self: string | null = null,
): string {
  const where = host.replace(/^\//, '');
  // Members that run the same program on one machine have but the end of their id to themselves.
  const end = `…${memberId.slice(-4)}${memberId === self ? ', here' : ''}`;
  return `${clientId}${where === '' ? '' : ` @ ${where}`} (${end})`;
}

function stateWords(from: string | null, to: string): string {
  if (to === 'Stable') return 'shared out: everybody knows what to read';
  if (to === 'Empty') return 'nobody is in the group any more';
  return `${from ?? 'unknown'} → ${to}`;
}

interface Move {
  /** `topic:partition` */
  readonly place: string;
  readonly from: DescribedMember | undefined;
  readonly to: DescribedMember | undefined;
}

function movesBetween(
  before: readonly DescribedMember[],
  after: readonly DescribedMember[],
): readonly Move[] {
  const [owned, owns] = [ownersOf(before), ownersOf(after)];
  const places = [...new Set([...owned.keys(), ...owns.keys()])].sort(byPlace);
  return places
    .map((place) => ({ place, from: owned.get(place), to: owns.get(place) }))
    .filter(({ from, to }) => from?.memberId !== to?.memberId);
}

/** `topic:partition` → who has it. */
export function ownersOf(members: readonly DescribedMember[]): Map<string, DescribedMember> {
  const owners = new Map<string, DescribedMember>();
  for (const member of members) {
    for (const { topic, partitions } of member.assignment ?? []) {
      for (const partition of partitions) owners.set(`${topic}:${partition}`, member);
    }
  }
  return owners;
}

function byPlace(a: string, b: string): number {
  const [topicA = '', topicB = ''] = [a, b].map((place) => place.slice(0, place.lastIndexOf(':')));
  if (topicA !== topicB) return topicA < topicB ? -1 : 1;
  return Number(a.slice(a.lastIndexOf(':') + 1)) - Number(b.slice(b.lastIndexOf(':') + 1));
}

import type { Happening } from '../model/timeline.js';
import type { Generation } from './group-join.js';
import { startWords } from './group-place.js';
import type { Standing } from './group-standing.js';
import type { ReaderEvents } from './reader.js';
import { type Start, describeStart } from './start.js';

interface GroupNewsOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly start: Start;
  readonly events: ReaderEvents;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** What a member says of its own way through the group's generations. */
export class GroupNews {
  readonly #options: GroupNewsOptions;
  #joinedAs: string | null = null;
  /** Since when the group is being shared out; null while it is not. */
  #unsettledSince: number | null = null;
  #retried = '';

  constructor(options: GroupNewsOptions) {
    this.#options = options;
  }

  say(kind: Happening['kind'], text: string, severity: Happening['severity'] = 'info'): void {
    const { events, group } = this.#options;
    events.member?.happened({ kind, severity, text, group });
  }

  /** From now on, unless it has been since before, it is not known what is ours. */
  unsettled(): void {
    this.#unsettledSince ??= this.#options.now();
  }

  /** The group is shared out: who we are in it, and how long that took. */
  shared({ id, isLeader, protocol }: Generation, memberId: string | null): void {
    const { now } = this.#options;
    if (memberId !== null && memberId !== this.#joinedAs)
      this.say('member', `joined as ${memberId}`);
    this.#joinedAs = memberId;
    const took = (now() - (this.#unsettledSince ?? now())) / 1000;
    const lead = isLeader ? ', shared out by this member' : '';
    this.say('rebalance', `generation ${id} (${protocol}) after ${took.toFixed(1)} s${lead}`);
    this.#unsettledSince = null;
    this.#retried = '';
  }

  /** Reading can't begin yet. The same again is no news. */
  retried(text: string): void {
    if (text !== this.#retried) this.say('retry', text, 'odd');
    this.#retried = text;
  }

  /** Where each partition that is ours begins, and why there. */
  starts(standings: Iterable<Standing>): void {
    const { topics, start, events } = this.#options;
    const starts = [...standings].flatMap(({ slot, start: begun }) =>
      begun ? [{ slot, ...begun }] : [],
    );
    if (starts.length === 0) return;
    const text = `starts: ${startWords(starts, describeStart(start), topics)}`;
    this.say('start', text);
    events.notice('info', text);
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { CommitAnswer, CommitMode } from '../model/membership.js';
import type { Happening } from '../model/timeline.js';
import { slotWords } from '../model/slot.js';
import type { GroupCoordinator } from './group-coordinator.js';
import type { Generation } from './group-join.js';
import type { GroupMember } from './group-member.js';
import { type Committed, commitOffsets, noPlace } from './group-offsets.js';
import { READING, type Standing } from './group-standing.js';

interface CommitsOptions {
  readonly coordinator: GroupCoordinator;
  readonly member: Pick<GroupMember, 'generation'>;
  readonly topics: readonly string[];
  readonly mode: CommitMode;
  readonly standings: ReadonlyMap<number, Standing>;
  readonly happened: (event: Omit<Happening, 'group'>) => void;
  readonly changed: () => void;
}

/** How often a member commits by itself, in ms. */
const EVERY_MS = 5_000;
/** A screen gets this long to show what it was given before the group is shared out anew; ms. */
const CATCH_UP_MS = 1_000;
const LOOK_MS = 20;
/** A goodbye waits this long for its commit; ms. */
const LAST_MS = 1_500;
/** A coordinator that was not ready is asked again after this; ms. */
const AGAIN_MS = 100;

/** Commits what was shown: by its own clock, when told to, and at the end of a place. One at a time. */
export class GroupCommits {
  readonly #options: CommitsOptions;
  #timer: NodeJS.Timeout | null = null;
  #underWay: Promise<unknown> = Promise.resolve();
  #told = '';

  constructor(options: CommitsOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.mode !== 'auto') return;
    this.#timer = setInterval(() => {
      void this.#ifDue(this.#options.member.generation, false);
    }, EVERY_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Slot → offset, or null for all that was shown. Rejects with a KafkaTuiError. */
  async commit(positions: ReadonlyMap<number, bigint> | null): Promise<CommitAnswer> {
    const { standings } = this.#options;
    return await this.#next(() => {
      // What is ours is looked at when its turn comes: a broker takes from a member what it has given to another.
      const ours = [...(positions ?? shownOf(standings))].filter(
        ([slot]) => standings.get(slot)?.assigned,
      );
      return this.#send(
        new Map(ours.map(([slot, offset]) => [slot, { offset, metadata: READING }] as const)),
      );
    });
  }

  /**
   * The last commit from this place, where commits go by themselves: waits for the screen to have shown what it
   * was given, but not for long. Never rejects.
   */
  async last(catchUp: boolean): Promise<void> {
    const { mode, standings, member } = this.#options;
    const { generation } = member;
    if (mode !== 'auto') return;
    for (let waited = 0; catchUp && waited < CATCH_UP_MS; waited += LOOK_MS) {
      if ([...standings.values()].every(({ isShown }) => isShown)) break;
      await pause(LOOK_MS);
    }
    const deadline = Date.now() + LAST_MS;
    await Promise.race([
      this.#untilTaken(generation, deadline),
      pause(LAST_MS, undefined, { ref: false }),
    ]);
  }

  async #untilTaken(generation: Generation | null, deadline: number): Promise<void> {
    while ((await this.#ifDue(generation, true)) === 'again' && Date.now() < deadline) {
      await pause(AGAIN_MS);
    }
  }

  /**
   * Commits what there is to commit, if anything; `again`: the coordinator was not ready to take it. What is under way
   * may hold it up until another generation reads on: then it is of no use, and a goodbye would be a lie.
   */
  async #ifDue(generation: Generation | null, leaving: boolean): Promise<'done' | 'again'> {
    return await this.#next(async () => {
      const { member, standings } = this.#options;
      if (member.generation === null || member.generation !== generation) return 'done';
      const due = new Map<number, Committed>();
      for (const [slot, standing] of standings) {
        const committed = standing.due(leaving);
        if (committed) due.set(slot, committed);
      }
      if (due.size === 0) return 'done';
      const { refused } = await this.#send(due);
      return refused.some(({ mayPass }) => mayPass) ? 'again' : 'done';
    }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#failed(`committing failed: ${why}`);
      return 'done';
    });
  }

  /** Behind what is under way. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#underWay.then(work);
    this.#underWay = done.catch(() => undefined);
    return done;
  }

  async #send(offsets: ReadonlyMap<number, Committed>): Promise<CommitAnswer> {
    const { coordinator, member, standings, topics } = this.#options;
    const { generation } = member;
    if (generation === null) throw noPlace(coordinator.group);
    const all: CommitAnswer = { committed: [], refused: [], tookMs: 0 };
    if (offsets.size === 0) return all;
    const answer = await commitOffsets(coordinator, generation, topics, offsets);
    for (const { partition } of answer.committed) {
      standings.get(partition)?.learn(offsets.get(partition) ?? null);
    }
    this.#tell(answer);
    return answer;
  }

  #tell({ committed, refused }: CommitAnswer): void {
    const { topics, happened, changed } = this.#options;
    if (committed.length > 0) {
      const words = committed.map(
        ({ partition, offset }) => `${slotWords(partition, topics)} at ${offset.toString()}`,
      );
      this.#told = '';
      happened({ kind: 'commit', severity: 'info', text: `committed ${words.join(', ')}` });
    }
    for (const { partition, reason } of refused) {
      this.#failed(`commit of ${slotWords(partition, topics)} refused: ${reason}`);
    }
    changed();
  }

  /** The same again every five seconds is no news. */
  #failed(text: string): void {
    if (text === this.#told) return;
    this.#told = text;
    this.#options.happened({ kind: 'commit', severity: 'odd', text });
  }
}

function shownOf(standings: ReadonlyMap<number, Standing>): Map<number, bigint> {
  const shown = new Map<number, bigint>();
  for (const [slot, standing] of standings) {
    if (standing.assigned && standing.shown !== null) shown.set(slot, standing.shown);
  }
  return shown;
}

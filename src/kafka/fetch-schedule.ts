import { type Position, isBehind, isDone } from './position.js';

/** Responses of a broker that are under way or wait to be taken. */
const RESPONSES_AHEAD = 2;

/**
 * Which partitions are asked for next, and how many fetches are under way. Two are sent to a broker while
 * there is a backlog, each for half of the partitions: it prepares one response while the other is read.
 */
export class FetchSchedule {
  /** Fetches under way, by leader. */
  readonly #underWay = new Map<number, number>();
  /** Partitions that are read before the others. */
  #first: ReadonlySet<number> = new Set();
  /** In the order in which they are asked for: those that brought something go to the back. */
  #positions: readonly Position[] = [];

  get positions(): readonly Position[] {
    return this.#positions;
  }

  open(positions: readonly Position[], first: ReadonlySet<number>): void {
    this.#positions = positions;
    this.#first = first;
  }

  add(positions: readonly Position[]): void {
    this.#positions = [...this.#positions, ...positions];
  }

  /** The broker fills a response in the order asked: who got something waits behind the others. */
  moveBack(position: Position): void {
    this.#positions = [...this.#positions.filter((other) => other !== position), position];
  }

  /**
   * The partitions of the next fetch to a leader, which is under way from now on; none where there is no room
   * for its response. `waiting`: responses of this leader that nobody has taken yet.
   */
  begin(leader: number, waiting: number): readonly Position[] {
    const underWay = this.#underWay.get(leader) ?? 0;
    if (underWay + waiting >= RESPONSES_AHEAD) return [];
    const next = this.#next(leader, underWay > 0);
    if (next.length === 0) return next;
    this.#underWay.set(leader, underWay + 1);
    for (const position of next) position.busy = true;
    return next;
  }

  end(leader: number, asked: readonly Position[]): void {
    for (const position of asked) position.busy = false;
    this.#underWay.set(leader, (this.#underWay.get(leader) ?? 1) - 1);
  }

  /** Beside another fetch only such that are answered at once: one connection serves both. */
  #next(leader: number, besideAnother: boolean): readonly Position[] {
    const mine = this.#positions.filter((one) => one.leader === leader && !isDone(one));
    const urgent = mine.filter((one) => this.#first.has(one.partition) && isBehind(one));
    const free = (urgent.length > 0 ? urgent : mine).filter(({ busy }) => !busy);
    const behind = free.filter(isBehind);
    if (behind.length === 0) return besideAnother ? [] : free;
    if (besideAnother || behind.length === 1) return free;
    const half = new Set(behind.slice(0, Math.ceil(behind.length / 2)));
    return free.filter((one) => half.has(one) || !isBehind(one));
  }
}

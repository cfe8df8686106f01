import { NO_EVENTS } from '../../../src/model/timeline.js';
import type {
  GroupDetail,
  Look,
  ResetPlan,
  ResetTo,
  Unchanged,
  Watch,
  WatchSnapshot,
} from '../../../src/model/watch.js';
import { NOW } from './fake-session.js';

const EMPTY: WatchSnapshot = {
  cluster: 'lab',
  topics: { rows: [], at: null, problem: null },
  groups: { rows: [], at: null, problem: null },
  brokers: { rows: [], at: null, problem: null },
  group: null,
  groupProblem: null,
  timeline: NO_EVENTS,
  description: null,
  requestsPerSecond: 0,
  writable: false,
};

/** A cluster that is what it is told to be. Its log records the commands. */
export class FakeWatch implements Watch {
  readonly log: string[] = [];
  looks: Look[] = [];
  /** What planning, resetting and deleting end with. */
  refusal: Error | null = null;
  /** Partitions that a plan leaves as they are. */
  left: ResetPlan['left'] = [];
  /** Partitions that a reset does not change. */
  unchanged: readonly Unchanged[] = [];
  #snapshot: WatchSnapshot = EMPTY;
  readonly #listeners = new Set<() => void>();

  readonly commands = {
    look: (at: Look): void => {
      this.looks.push(at);
    },
    refresh: (): void => {
      this.log.push('refresh');
    },
    names: (of: 'topics' | 'groups'): Promise<readonly string[]> => {
      this.log.push(`names of ${of}`);
      if (this.refusal !== null) return Promise.reject(this.refusal);
      const { topics, groups } = this.#snapshot;
      return Promise.resolve(
        of === 'topics' ? topics.rows.map(({ name }) => name) : groups.rows.map(({ id }) => id),
      );
    },
    planReset: (
      group: string,
      topic: string,
      partition: number | null,
      to: ResetTo,
    ): Promise<ResetPlan> => {
      this.log.push(`plan ${group} ${topic} ${partition ?? 'all'} ${words(to)}`);
      if (this.refusal !== null) return Promise.reject(this.refusal);
      return Promise.resolve({
        group,
        rows: planOf(this.#snapshot.group, topic, partition, to),
        left: this.left,
      });
    },
    applyReset: (plan: ResetPlan): Promise<readonly Unchanged[]> => {
      this.log.push(`reset ${plan.group} ${plan.rows.length}`);
      if (this.refusal !== null) return Promise.reject(this.refusal);
      return Promise.resolve(this.unchanged);
    },
    deleteGroup: (group: string): Promise<void> => {
      this.log.push(`delete ${group}`);
      return this.refusal === null ? Promise.resolve() : Promise.reject(this.refusal);
    },
  };

  /** Changes anything of the snapshot. */
  set(parts: Partial<WatchSnapshot>): this {
    this.#snapshot = { ...this.#snapshot, ...parts };
    for (const listener of this.#listeners) listener();
    return this;
  }

  /** Rows of a list, as of now. */
  rows<Kind extends 'topics' | 'groups' | 'brokers'>(
    kind: Kind,
    rows: WatchSnapshot[Kind]['rows'],
    at = NOW,
  ): this {
    return this.set({ [kind]: { rows, at, problem: null } });
  }

  current(): WatchSnapshot {
    return this.#snapshot;
  }

  get listening(): number {
    return this.#listeners.size;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.log.push('close');
  }
}

function words(to: ResetTo): string {
  switch (to.kind) {
    case 'time':
      return `time ${to.timestamp}`;
    case 'shift':
      return `shift ${to.by}`;
    case 'offset':
      return `offset ${to.offset}`;
    case 'earliest':
    case 'latest':
      return to.kind;
  }
}

/** As a broker would have it, but for times. */
function planOf(
  detail: GroupDetail | null,
  topic: string,
  partition: number | null,
  to: ResetTo,
): ResetPlan['rows'] {
  const rows = detail?.partitions.filter(
    (row) => row.topic === topic && (partition === null || row.partition === partition),
  );
  return (rows ?? []).map(({ partition: number, first, end, committed }) => {
    const low = first ?? 0n;
    const high = end ?? 0n;
    const from = committed;
    const wanted =
      to.kind === 'earliest'
        ? low
        : to.kind === 'latest' || to.kind === 'time'
          ? high
          : to.kind === 'shift'
            ? (from ?? low) + to.by
            : to.offset;
    const target = wanted < low ? low : wanted > high ? high : wanted;
    const moved = target - (from ?? target);
    return {
      topic,
      partition: number,
      from,
      to: target,
      skipped: moved > 0n ? moved : 0n,
      replayed: moved < 0n ? -moved : 0n,
      note: wanted < low ? 'held to the first offset' : null,
    };
  });
}

import { TimelineLog } from '../model/timeline-log.js';
import { type DescribedGroup, type Timeline, isSettled, timelineOf } from '../model/timeline.js';
import type { GroupDetail, GroupPartitionRow } from '../model/watch.js';

/** Events of groups that are kept; who looks at one for hours may lose the first ones. */
const MAX_EVENTS = 1_000;
/** Groups whose last look is remembered. */
const MAX_GROUPS = 50;
/** Commits that one event names. */
const NAMED = 5;

interface Seen {
  readonly last: DescribedGroup;
  /** The last look at which everybody knew what to read. */
  readonly settled: DescribedGroup | null;
  readonly partitions: readonly GroupPartitionRow[];
}

/** What happens in groups that are looked at, as far as one look after the other shows it. */
export class GroupTimeline {
  readonly #log = new TimelineLog(MAX_EVENTS);
  readonly #seen = new Map<string, Seen>();

  current(): Timeline {
    return this.#log.current();
  }

  take({ row, members, partitions }: GroupDetail, now: number): void {
    const next: DescribedGroup = { id: row.id, state: row.state, members };
    const seen = this.#seen.get(row.id);
    if (seen) {
      const since = timelineOf(seen.last, next).filter(({ kind }) => kind !== 'move');
      const moves = timelineOf(seen.settled, next).filter(({ kind }) => kind === 'move');
      for (const happening of [...since, ...moves]) this.#log.add(happening, now);
      const commits = commitsBetween(seen.partitions, partitions);
      if (commits !== null) {
        this.#log.add({ kind: 'commit', severity: 'info', group: row.id, text: commits }, now);
      }
    }
    const settled = isSettled(next) ? next : (seen?.settled ?? null);
    this.#seen.delete(row.id);
    this.#seen.set(row.id, { last: next, settled, partitions });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MAX_GROUPS && oldest !== undefined) this.#seen.delete(oldest);
  }
}

/** `committed t:0 at 42, t:1 at 7 and 3 more`; null where no commit has moved. */
function commitsBetween(
  before: readonly GroupPartitionRow[],
  after: readonly GroupPartitionRow[],
): string | null {
  const known = new Map(before.map((one) => [`${one.topic}:${one.partition}`, one.committed]));
  const moved = after.flatMap(({ topic, partition, committed }) => {
    const place = `${topic}:${partition}`;
    const isNews = known.has(place) && known.get(place) !== committed && committed !== null;
    return isNews ? [`${place} at ${committed.toString()}`] : [];
  });
  if (moved.length === 0) return null;
  const more = moved.length > NAMED ? ` and ${moved.length - NAMED} more` : '';
  return `committed ${moved.slice(0, NAMED).join(', ')}${more}`;
}

import type { Checklist } from '../model/check.js';
import type { Connection, Notice, SessionSnapshot, Totals } from '../model/session.js';
import type { Membership, Repeats } from '../model/membership.js';
import type { SearchSnapshot } from '../model/search.js';
import type { StreamSnapshot, StreamWindow } from '../model/stream.js';
import type { Timeline } from '../model/timeline.js';
import type { Matcher } from './matcher.js';
import type { Breakpoint } from './breakpoint.js';
import type { MessageLog } from './message-log.js';
import type { PartitionTally } from './partition-tally.js';
import type { RateMeter } from './rate-meter.js';

/** What a snapshot is made from, as it stands now. */
export interface SnapshotParts {
  readonly options: {
    readonly cluster: string;
    readonly topic: string;
    readonly mode: string;
    readonly startedFrom: string;
    readonly unverified: string | null;
  };
  readonly now: number;
  readonly startedAt: number;
  readonly connection: Connection;
  readonly checklist: Checklist | null;
  readonly tallies: readonly PartitionTally[];
  readonly meter: RateMeter;
  /** What is shown. */
  readonly log: MessageLog;
  readonly matcher: Matcher | null;
  readonly breakpoint: Breakpoint | null;
  readonly window: StreamWindow;
  readonly version: number;
  readonly pausedAt: number | null;
  readonly notices: readonly Notice[];
  readonly search: SearchSnapshot | null;
  readonly timeline: Timeline;
  readonly membership: Membership | null;
  readonly repeats: readonly Repeats[];
  readonly lastArrivalAt: number | null;
  readonly finished: boolean;
}

export function buildSnapshot(parts: SnapshotParts): SessionSnapshot {
  const { cluster, topic, mode, startedFrom, unverified } = parts.options;
  const { connection, checklist, startedAt, lastArrivalAt, finished, now } = parts;
  return {
    cluster,
    topic,
    mode,
    startedFrom,
    unverified,
    connection,
    checklist,
    startedAt,
    lastArrivalAt,
    finished,
    partitions: parts.tallies
      .map((tally) => tally.counters(now, finished))
      .sort((a, b) => a.partition - b.partition),
    totals: totalsOf(parts),
    stream: streamOf(parts),
    notices: [...parts.notices],
    search: parts.search,
    timeline: parts.timeline,
    membership: parts.membership,
    repeats: [...parts.repeats],
  };
}

function streamOf(parts: SnapshotParts): StreamSnapshot {
  const { matcher, breakpoint, log, version, pausedAt, window } = parts;
  return {
    entries: log,
    version,
    paused: pausedAt !== null,
    pausedAt,
    filter: matcher?.state() ?? null,
    breakpoint: breakpoint?.state() ?? null,
    dropped: log.dropped,
    window,
  };
}

function totalsOf({ tallies, meter, now }: SnapshotParts): Totals {
  let [seen, control, aborted, damaged] = [0, 0, 0, 0];
  let [lag, lost] = [0n, 0n];
  for (const tally of tallies) {
    seen += tally.seen;
    control += tally.control;
    aborted += tally.aborted;
    damaged += tally.damaged;
    // What others read waits for them.
    if (tally.assigned) lag += tally.lag;
    lost += tally.lost;
  }
  return {
    seen,
    control,
    aborted,
    damaged,
    lag,
    lost,
    rate: meter.rate(now),
    history: meter.history(now),
  };
}

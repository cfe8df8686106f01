import type { ResetPlan, ResetPlanRow, ResetTo } from '../model/watch.js';

/** A partition as a reset finds it. */
export interface ResetPlace {
  readonly topic: string;
  readonly partition: number;
  /** First offset of the log, and its end. */
  readonly first: bigint;
  readonly end: bigint;
  /** null where nothing was committed. */
  readonly committed: bigint | null;
  /** The offset at the time that was asked for; null where no message is as young, or no time was asked for. */
  readonly atTime: bigint | null;
}

/** Where a reset leads, held to the log: never before its first offset, never behind its end. */
export function planFor(group: string, places: readonly ResetPlace[], to: ResetTo): ResetPlan {
  const rows: ResetPlanRow[] = [];
  const left: ResetPlan['left'][number][] = [];
  for (const place of places) {
    const target = targetOf(place, to);
    if (target === null) {
      const { topic, partition } = place;
      left.push({ topic, partition, why: 'nothing was committed to shift from' });
    } else {
      rows.push(rowOf(place, target));
    }
  }
  return { group, rows, left };
}

interface Target {
  readonly offset: bigint;
  readonly note: string | null;
}

function targetOf({ first, end, committed, atTime }: ResetPlace, to: ResetTo): Target | null {
  switch (to.kind) {
    case 'earliest':
      return { offset: first, note: null };
    case 'latest':
      return { offset: end, note: null };
    case 'time':
      return atTime === null
        ? { offset: end, note: 'no message is as young: to the end' }
        : { offset: atTime, note: null };
    case 'shift':
      return committed === null ? null : { offset: committed + to.by, note: null };
    case 'offset':
      return { offset: to.offset, note: null };
  }
}

function rowOf(place: ResetPlace, { offset, note }: Target): ResetPlanRow {
  const { topic, partition, first, end, committed: from } = place;
  const held = offset < first ? first : offset > end ? end : offset;
  const odd =
    held === offset ? note : `held to the ${held === first ? 'first offset' : 'end'} of the log`;
  // Who has committed nothing is taken to stand at the first message: it has not seen any.
  const seen = from === null || from < first ? first : from > end ? end : from;
  return {
    topic,
    partition,
    from,
    to: held,
    skipped: held > seen ? held - seen : 0n,
    replayed: seen > held ? seen - held : 0n,
    note: odd ?? (from === null ? 'nothing was committed before' : null),
  };
}

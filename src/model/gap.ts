/** What became of offsets that hold no message for a reader, in the order in which they are told. */
export const PASSED = [
  /** Messages of transactions that were rolled back. */
  'aborted',
  /** The markers that ended a transaction. */
  'abort',
  'commit',
  /** Control records of another kind. */
  'control',
  /** Not in the log, though it begins before them and goes on behind them: the log cleaner took them. */
  'compacted',
  /** Before the beginning of the log by the time they were to be read: retention, or DeleteRecords. */
  'removed',
  /** The group went past them while this member did not have the partition: another read them, or it was reset. */
  'elsewhere',
] as const;

export type Passed = (typeof PASSED)[number];

export type PassedCounts = Readonly<Partial<Record<Passed, bigint>>>;

/** Offsets without a message for a reader: right before an entry, or behind the last one; both ends included. */
export interface Gap {
  readonly from: bigint;
  readonly to: bigint;
  /** How many of them by what became of them; together that is all of them. */
  readonly counts: PassedCounts;
  /** Reading began at `from`: what stands right before it was not looked at. */
  readonly isOpen: boolean;
}

/** All of these offsets for one reason; null where `to` lies before `from`. */
export function gapOf(from: bigint, to: bigint, reason: Passed): Gap | null {
  return from > to ? null : { from, to, counts: { [reason]: to - from + 1n }, isOpen: false };
}

/** Whether more than the markers that end transactions is missing: those stand behind every transaction. */
export function isHole({ counts }: Gap): boolean {
  return PASSED.some((reason) => reason !== 'commit' && (counts[reason] ?? 0n) > 0n);
}

/** Whether a gap reaches up to this offset, without it. */
export function endsAt(gap: Gap, offset: bigint): boolean {
  return gap.to + 1n === offset;
}

/** One gap of two, of which the second begins where the first ends. */
export function joined(first: Gap, second: Gap): Gap {
  const counts: Partial<Record<Passed, bigint>> = { ...first.counts };
  for (const reason of PASSED) {
    const more = second.counts[reason];
    if (more !== undefined) counts[reason] = (counts[reason] ?? 0n) + more;
  }
  return { from: first.from, to: second.to, counts, isOpen: first.isOpen };
}

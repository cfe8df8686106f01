/** Where the reader stands in one partition; changed by the fetch loops and the recovery alone. */
export interface Position {
  readonly partition: number;
  /** Broker to fetch from; null while it has to be found out. */
  leader: number | null;
  /** The leader before it was lost, to tell when it moved. */
  lastLeader: number | null;
  /** Next offset to fetch. */
  next: bigint;
  /** Reading ends before this offset; null to follow for ever. */
  until: bigint | null;
  /** Stretches ahead that hold nothing that is wanted, in order: from an offset up to but not including another. */
  skips: readonly { readonly from: bigint; readonly to: bigint }[];
  first: bigint;
  high: bigint;
  stable: bigint;
  /** A fetch for it is under way. */
  busy: boolean;
  /** How many offsets to pass where a mad batch does not tell: doubles while nothing good comes. */
  blindStep: bigint;
  /** The topic was gone for a while: offsets beyond the new log's end belong to the old one. */
  recreated: boolean;
  /** Of the topic that `next` belongs to; null where the broker tells none. */
  topicId: string | null;
}

/** Messages are known to wait, so a fetch that asks for it is answered at once. */
export function isBehind(position: Position): boolean {
  return position.next < position.stable;
}

export function isDone(position: Position): boolean {
  return position.until !== null && position.next >= position.until;
}

/** Reading ends before this offset, if it did not end sooner already. */
export function endAt(position: Position, offset: bigint): void {
  if (position.until === null || offset < position.until) position.until = offset;
}

/**
 * Where to go on from an offset that reading has come to: behind the stretch that is skipped there, if one is, and
 * no further than the log goes by now.
 */
export function overSkips(position: Position, next: bigint): bigint {
  position.skips = position.skips.filter(({ to }) => to > next);
  const [skip] = position.skips;
  if (skip === undefined || skip.from > next) return next;
  const to = skip.to < position.stable ? skip.to : position.stable;
  return to > next ? to : next;
}

/** The leader is gone or moved: it has to be found out again. */
export function loseLeader(position: Position): void {
  position.lastLeader = position.leader ?? position.lastLeader;
  position.leader = null;
}

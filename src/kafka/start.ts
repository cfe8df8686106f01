/** Where reading starts, for each partition unless said otherwise. */
export type Start =
  | { readonly kind: 'beginning' }
  | { readonly kind: 'end' }
  /** The last `count` messages of the topic by time, across its partitions; then on from the end. */
  | { readonly kind: 'tail'; readonly count: number }
  /** `-o -N`: N offsets before the end of each partition. */
  | { readonly kind: 'before-end'; readonly count: bigint }
  /** `-o N`: this offset in each partition. */
  | { readonly kind: 'offset'; readonly offset: bigint }
  /** An offset of its own in each partition that is named; the others from their beginning. */
  | { readonly kind: 'offsets'; readonly offsets: ReadonlyMap<number, bigint> }
  /** `-o s@TIME`: the first message at or after a time, ms since the epoch. */
  | { readonly kind: 'time'; readonly timestamp: number };

/** The start in words, for the header. */
export function describeStart(start: Start): string {
  switch (start.kind) {
    case 'beginning':
      return 'beginning';
    case 'end':
      return 'end';
    case 'tail':
      return `last ${start.count}`;
    case 'before-end':
      return `last ${start.count.toString()} of each partition`;
    case 'offset':
      return `offset ${start.offset.toString()}`;
    case 'offsets':
      return [...start.offsets]
        .map(([partition, offset]) => `${partition}:${offset.toString()}`)
        .join(', ');
    case 'time':
      return new Date(start.timestamp).toISOString();
  }
}

/** Where reading starts in one partition. */
export type PartitionStart = Exclude<Start, { readonly kind: 'offsets' }>;

export function startIn(start: Start, partition: number): PartitionStart {
  if (start.kind !== 'offsets') return start;
  const offset = start.offsets.get(partition);
  return offset === undefined ? { kind: 'beginning' } : { kind: 'offset', offset };
}

/** What is known of a partition's log when reading starts. */
export interface LogBounds {
  readonly first: bigint;
  /** High watermark, or last stable offset when reading committed. */
  readonly end: bigint;
  /** Answer to the question for a time; -1 when there is no message as young. */
  readonly atTime: bigint;
}

/** The offset to read first, always within the log; `note` says when that is not the one asked for. */
export function startOffset(
  start: PartitionStart,
  bounds: LogBounds,
): { offset: bigint; note: string | null } {
  const { first, end, atTime } = bounds;
  const within = (offset: bigint): bigint => (offset < first ? first : offset > end ? end : offset);
  switch (start.kind) {
    case 'beginning':
      return { offset: first, note: null };
    case 'end':
      return { offset: end, note: null };
    case 'tail':
      return { offset: within(end - BigInt(start.count)), note: null };
    case 'before-end':
      return { offset: within(end - start.count), note: null };
    case 'time':
      return { offset: atTime < 0n ? end : within(atTime), note: null };
    case 'offset':
      return { offset: within(start.offset), note: noteOn(start.offset, bounds) };
  }
}

/** What is to be said about an offset that was asked for and is not in the log. */
function noteOn(asked: bigint, { first, end }: LogBounds): string | null {
  const offset = `offset ${asked.toString()}`;
  if (asked < first) return `${offset} is gone by retention; reading from ${first.toString()}`;
  if (asked > end) return `${offset} is behind the end; reading from ${end.toString()}`;
  return null;
}

/** As `startOffset`, for a partition that goes on at `resume`, as long as that is in the log. */
export function resumeOffset(
  resume: bigint | undefined,
  start: PartitionStart,
  bounds: LogBounds,
): { offset: bigint; note: string | null } {
  if (resume === undefined) return startOffset(start, bounds);
  const { first, end } = bounds;
  if (resume >= first && resume <= end) return { offset: resume, note: null };
  const { offset } = startOffset(start, bounds);
  const log = `it has ${first.toString()} to ${end.toString()}`;
  const note = `offset ${resume.toString()} is not in the log any more (${log}); reading from ${offset.toString()}`;
  return { offset, note };
}

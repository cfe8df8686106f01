import type { Passed } from '../model/gap.js';
import { EXIT, KafkaTuiError } from '../model/problem.js';
import type { SeekTarget } from '../model/seek.js';
import { CODE } from './errors.js';
import { readForward } from './forward.js';
import { listOffsets } from './list-offsets.js';
import type { Edges, Page, PageSource } from './pages.js';
import type { Position } from './position.js';
import { unreadable } from './tail.js';

/** Where a place turned out to be. */
export interface Spot {
  /** Partition → the first offset at or behind it. */
  readonly offsets: Edges;
  /** The message that was meant; null where no single one was, or none is there. */
  readonly target: { readonly partition: number; readonly offset: bigint } | null;
  /** When it was written, ms since the epoch; -1 where it does not say, and without one. */
  readonly timestamp: number;
  /** What is not as it was asked for. */
  readonly note: string | null;
}

interface SpotOptions extends PageSource {
  readonly positions: readonly Position[];
}

/** Looks a place up. Throws a KafkaTuiError where there is no such partition. */
export async function findSpot(target: SeekTarget, options: SpotOptions): Promise<Spot> {
  const { partition } = target;
  if (partition === null) return await everywhere(target.place, options);
  const position = options.positions.find((one) => one.partition === partition);
  if (position === undefined) throw noPartition(partition, options);
  return await inOne(target.place, position, options);
}

type PlaceToFind = SeekTarget['place'];

async function everywhere(place: PlaceToFind, options: SpotOptions): Promise<Spot> {
  const { positions } = options;
  if (place.kind === 'time') {
    const offsets = await atTime(place.timestamp, positions, options);
    const isBehind = positions.every(
      ({ partition, stable }) => (offsets.get(partition) ?? stable) >= stable,
    );
    const note = isBehind
      ? `no message is as young as ${writtenTime(place.timestamp)}: this is the end`
      : null;
    return { offsets, target: null, timestamp: -1, note };
  }
  const found = positions.map((position) => {
    const { offset, note } = within(place, position);
    return { partition: position.partition, offset, note };
  });
  const isOut = found.every(({ note }) => note !== null);
  return {
    offsets: new Map(found.map(({ partition, offset }) => [partition, offset])),
    target: null,
    timestamp: -1,
    note: isOut ? (found[0]?.note ?? null) : null,
  };
}

/** The others are put to the time of the message that is there: what was written then stands around it. */
async function inOne(place: PlaceToFind, position: Position, options: SpotOptions): Promise<Spot> {
  const { partition } = position;
  const times =
    place.kind === 'time' ? await atTime(place.timestamp, [position], options) : undefined;
  const wanted: PlaceToFind =
    place.kind === 'time'
      ? { kind: 'offset', offset: times?.get(partition) ?? position.stable }
      : place;
  const { offset, note } = within(wanted, position);
  const { entries } = await firstIn(position, offset, position.stable, options);
  const [entry] = entries;
  const others = options.positions.filter((one) => one !== position);
  const timestamp = entry?.kind === 'message' ? entry.timestamp : -1;
  const offsets =
    timestamp < 0
      ? new Map(others.map((other) => [other.partition, other.stable]))
      : await atTime(timestamp, others, options);
  const found = entry?.offset ?? offset;
  const isThere = place.kind !== 'offset' || (entry !== undefined && covers(entry, place.offset));
  const missing =
    isThere || note !== null ? null : await notThere(position, offset, entry, options);
  return {
    offsets: new Map([...offsets, [partition, found]]),
    target: entry === undefined ? null : { partition, offset: found },
    timestamp,
    note: note ?? missing,
  };
}

/** The first message from an offset on, if one stands before `end`. */
function firstIn(
  position: Position,
  offset: bigint,
  end: bigint,
  options: SpotOptions,
): Promise<Page> {
  const { partition } = position;
  return readForward({
    ...options,
    count: 1,
    bytes: 1,
    positions: [position],
    edges: new Map([[partition, offset]]),
    ends: new Map([[partition, end]]),
    lead: null,
  });
}

function covers(
  entry: { readonly kind: string; readonly offset: bigint; readonly lastOffset?: bigint },
  offset: bigint,
): boolean {
  return entry.offset <= offset && offset <= (entry.lastOffset ?? entry.offset);
}

/** What became of an offset that holds no message; null for the end, which holds none yet. */
async function notThere(
  position: Position,
  offset: bigint,
  found: { readonly offset: bigint } | undefined,
  options: SpotOptions,
): Promise<string | null> {
  const { partition, stable } = position;
  if (offset >= stable) return null;
  const { gaps } = await firstIn(position, offset, offset + 1n, options);
  const [reason = 'compacted'] = Object.keys(gaps.get(partition)?.counts ?? {}) as Passed[];
  const instead =
    found === undefined ? 'no message is behind it' : `this is ${partition}:${found.offset}`;
  return `${partition}:${offset} ${BECAME[reason]}: ${instead}`;
}

const BECAME: Readonly<Record<Passed, string>> = {
  aborted: 'was rolled back',
  abort: "is a transaction's abort marker",
  commit: "is a transaction's commit marker",
  control: 'is a control record',
  compacted: 'is not in the log any more, as compaction leaves it',
  removed: 'is gone, removed by retention or deleted',
  elsewhere: 'was passed while the partition was not ours',
};

function within(
  place: Exclude<PlaceToFind, { kind: 'time' }>,
  { partition, first, stable }: Position,
): { readonly offset: bigint; readonly note: string | null } {
  switch (place.kind) {
    case 'beginning':
      return { offset: first, note: null };
    case 'end':
      return { offset: stable, note: null };
    case 'before-end': {
      const offset = stable - place.count;
      return { offset: offset < first ? first : offset, note: null };
    }
    case 'offset': {
      const { offset } = place;
      if (offset < first) {
        const note = `${partition}:${offset} is gone: retention left ${partition}:${first} as the first`;
        return { offset: first, note };
      }
      if (offset >= stable && offset > first) {
        const note = `${partition}:${offset} is not there yet: the end is ${partition}:${stable}`;
        return { offset: stable, note };
      }
      return { offset, note: null };
    }
  }
}

/** The first offsets at or after a time; the end where no message is as young. */
async function atTime(
  timestamp: number,
  positions: readonly Position[],
  { cluster, topic, isolation }: SpotOptions,
): Promise<Edges> {
  const asks = positions.map(({ partition, leader }) => ({ partition, leader: leader ?? -1 }));
  const answers = await listOffsets(cluster, topic, asks, BigInt(timestamp), isolation);
  return new Map(
    positions.map(({ partition, stable }) => {
      const answer = answers.get(partition);
      const code = answer?.errorCode ?? CODE.none;
      if (code !== CODE.none) throw unreadable(topic, partition, code);
      const offset = answer?.offset ?? -1n;
      return [partition, offset < 0n || offset > stable ? stable : offset];
    }),
  );
}

function writtenTime(timestamp: number): string {
  return `${new Date(timestamp).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function noPartition(partition: number, { topic, positions }: SpotOptions): KafkaTuiError {
  const numbers = positions.map((one) => one.partition).sort((a, b) => a - b);
  return new KafkaTuiError({
    code: 'NO_PARTITION',
    message: `partition ${partition} of "${topic}" is not being read`,
    next: `those that are: ${numbers.slice(0, 12).join(', ')}${numbers.length > 12 ? ', …' : ''}`,
    exitCode: EXIT.usage,
  });
}

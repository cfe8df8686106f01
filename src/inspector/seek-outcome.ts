import type { Spot } from '../kafka/spot.js';
import { KafkaTuiError } from '../model/problem.js';
import type { Around, SeekOutcome, SeekTarget } from '../model/seek.js';
import type { MessageLog } from './message-log.js';

/** A span of time, both ends included, in ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The time around a message that was asked for; null where none was. Throws where the message has no time. */
export function spanOf({ around }: SeekTarget, { target, timestamp }: Spot): Span | null {
  if (around === undefined || target === null) return null;
  if (timestamp < 0) throw noTime();
  return { from: timestamp - around, to: timestamp + around };
}

/** Where the cursor goes in a window that was filled at a place; `from` is its first entry there or behind. */
export function outcomeOf(
  log: MessageLog,
  from: number | null,
  { target, note }: Pick<Spot, 'target' | 'note'>,
): SeekOutcome {
  const near = from ?? log.get(log.end - 1)?.arrival ?? null;
  if (target === null) return { select: near, note };
  for (let index = log.first; index < log.end; index++) {
    const entry = log.get(index);
    if (entry?.partition === target.partition && entry.offset === target.offset)
      return { select: entry.arrival, note };
  }
  const hidden = `${target.partition}:${target.offset} does not match the filter: this is near it`;
  return { select: near, note: note ?? hidden };
}

/** What other partitions wrote in that time. */
export function writtenIn(
  log: MessageLog,
  { from, to }: Span,
  partition: number,
): Omit<Around, 'cut'> {
  const partitions = new Set<number>();
  let others = 0;
  for (let index = log.first; index < log.end; index++) {
    const entry = log.get(index);
    if (entry?.kind !== 'message' || entry.partition === partition) continue;
    if (entry.timestamp < from || entry.timestamp > to) continue;
    partitions.add(entry.partition);
    others++;
  }
  return { others, partitions: partitions.size };
}

function noTime(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NO_TIMESTAMP',
    message: 'this message has no timestamp',
    next: 'nothing tells what the other partitions wrote at its time',
  });
}

import type { Column } from '../../filter/read-columns.js';
import type { PartitionCounters } from '../../model/session.js';
import { slotWords } from '../../model/slot.js';

/** Cells of each column of a row; 0 for one that there is no room for. */
export interface RowColumns {
  readonly place: number;
  readonly time: number;
  readonly key: number;
  readonly value: number;
}

/** Between two columns. */
export const GAP = 2;
const TIME = 12;
/** Names of topics may be long, and are cut. */
const LONGEST_PLACE = 34;

/** Wide enough for the last offset of the topic: it grows with the log, not with what is on screen. */
export function placeWidth(
  partitions: readonly PartitionCounters[],
  topics: readonly string[],
): number {
  const width = partitions.reduce(
    (cells, { partition, high }) =>
      Math.max(cells, `${slotWords(partition, topics)}:${high}`.length),
    5,
  );
  return Math.min(width, LONGEST_PLACE);
}

function keyWidth(cells: number): number {
  if (cells >= 90) return 16;
  if (cells >= 70) return 12;
  return cells >= 44 ? 9 : 8;
}

/** Shares `cells` out. Where it is narrow the time goes: the order says enough of it. */
export function rowColumns(cells: number, place: number): RowColumns {
  const key = keyWidth(cells);
  const rest = cells - place - GAP - key - GAP;
  const time = rest - TIME - GAP >= 20 ? TIME : 0;
  return { place, time, key, value: Math.max(0, rest - (time > 0 ? time + GAP : 0)) };
}

/** Of columns that were chosen each should have so much, or the time goes. */
const ROOMY = 14;

/** Shares `cells` out where columns were chosen: they get what is left, as `value`. */
export function chosenColumns(cells: number, place: number, chosen: readonly Column[]): RowColumns {
  const rest = cells - place - GAP;
  const isAsked = chosen.some(({ source }) => source.kind === 'timestamp');
  const time = !isAsked && rest - TIME - GAP >= chosen.length * ROOMY ? TIME : 0;
  return { place, time, key: 0, value: Math.max(0, rest - (time > 0 ? time + GAP : 0)) };
}

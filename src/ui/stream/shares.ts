import { GAP } from './columns.js';

/** How wide columns are. */
export interface Shares {
  /** Of those that are shown, from the left; with the gaps between them they take the room there is. */
  readonly widths: readonly number[];
  /** How many there was no room for. */
  readonly left: number;
}

/** Less says nothing. */
const LEAST = 4;
/** `  +12`: that some are missing. */
export const LEFT_OUT = 5;

/**
 * Shares `cells` out among columns that want to be so wide. Where there is room for all, the last one gets what
 * is over; else those that want little get it, and the others share the rest alike.
 */
export function shareOut(wanted: readonly number[], cells: number): Shares {
  const most = Math.max(1, Math.floor((cells + GAP) / (LEAST + GAP)));
  const all = wanted.length <= most;
  const count = all
    ? wanted.length
    : Math.max(1, Math.floor((cells - LEFT_OUT + GAP) / (LEAST + GAP)));
  const shown = wanted.slice(0, count);
  const room = Math.max(0, cells - (all ? 0 : LEFT_OUT) - GAP * (count - 1));
  const widths = levelled(shown, room);
  const over = room - widths.reduce((sum, width) => sum + width, 0);
  const last = widths.length - 1;
  return {
    widths: widths.map((width, index) => (index === last ? width + over : width)),
    left: wanted.length - count,
  };
}

/** Each its wish, up to a level at which the sum fits. */
function levelled(wanted: readonly number[], room: number): number[] {
  const byWish = wanted.map((wish, index) => ({ wish, index })).sort((a, b) => a.wish - b.wish);
  const widths = new Array<number>(wanted.length).fill(0);
  let left = room;
  for (const [done, { wish, index }] of byWish.entries()) {
    const share = Math.floor(left / (byWish.length - done));
    widths[index] = Math.min(Math.max(wish, 1), share);
    left -= widths[index] ?? 0;
  }
  return widths;
}

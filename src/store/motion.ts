/** A movement in anything that has rows. Pages are of what is visible, so a motion fits every pane. */
export type Motion =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'pages'; readonly pages: number }
  | { readonly kind: 'first' }
  | { readonly kind: 'last' };

export const FIRST: Motion = { kind: 'first' };
export const LAST: Motion = { kind: 'last' };

export function byRows(rows: number): Motion {
  return { kind: 'rows', rows };
}

export function byPages(pages: number): Motion {
  return { kind: 'pages', pages };
}

/** How much of something there is, and how much of it is visible; both in rows. */
export interface Extent {
  readonly count: number;
  readonly visible: number;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/**
 * How many rows a motion moves. A whole page keeps one row of context, as pagers do; a motion that
 * moves at all moves by at least one row.
 */
export function rowsOf(motion: Motion, { count, visible }: Extent): number {
  switch (motion.kind) {
    case 'rows':
      return motion.rows;
    case 'pages': {
      const whole = Math.abs(motion.pages) >= 1;
      const rows = whole
        ? Math.abs(motion.pages) * (visible - 1)
        : Math.abs(motion.pages) * visible;
      return Math.sign(motion.pages) * Math.max(1, Math.floor(rows));
    }
    case 'first':
      return -count;
    case 'last':
      return count;
  }
}

/** The first visible row of `extent`, kept where there is something to see. */
export function clampTop(top: number, { count, visible }: Extent): number {
  return clamp(top, 0, Math.max(0, count - visible));
}

/** The first visible row after a motion. */
export function scrolled(top: number, motion: Motion, extent: Extent): number {
  return clampTop(clampTop(top, extent) + rowsOf(motion, extent), extent);
}

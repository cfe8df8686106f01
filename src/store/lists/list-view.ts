import { clamp, rowsOf, type Motion } from '../motion.js';

/**
 * How one list is looked at. The row under the cursor is kept by its name, and how far down the screen it
 * is, so that it stays where the eye is while rows come, go and change places around it.
 */
export interface ListView {
  /** Id of the column that rows are ordered by; empty for the order in which they came. */
  readonly sort: string;
  readonly descending: boolean;
  /** Only rows with this text are shown. */
  readonly filter: string;
  /** Name of the row under the cursor; null for the first, whichever that is. */
  readonly selected: string | null;
  /** Where that was among the rows: for when it goes away. */
  readonly at: number;
  /** How many rows over it are on screen. */
  readonly line: number;
}

/** What is on screen, as indexes of the rows. */
export interface ListWindow {
  readonly top: number;
  /** One past the last visible row. */
  readonly bottom: number;
  /** -1 when there is nothing to be on. */
  readonly cursor: number;
}

export function listView(sort = '', descending = false): ListView {
  return { sort, descending, filter: '', selected: null, at: 0, line: 0 };
}

/** A row that went away leaves the cursor to its neighbour; one that is filtered out, to the first match. */
function cursorOf({ selected, at, filter }: ListView, names: readonly string[]): number {
  const found = selected === null ? 0 : names.indexOf(selected);
  if (found >= 0) return found;
  return filter === '' ? clamp(at, 0, names.length - 1) : 0;
}

/** What `visible` rows show of the list. The cursor is always among them. */
export function locate(view: ListView, names: readonly string[], visible: number): ListWindow {
  if (names.length === 0) return { top: 0, bottom: 0, cursor: -1 };
  const rows = Math.max(1, visible);
  const cursor = cursorOf(view, names);
  const top = clamp(cursor - clamp(view.line, 0, rows - 1), 0, Math.max(0, names.length - rows));
  return { top, bottom: Math.min(names.length, top + rows), cursor };
}

/** The cursor on another row; single rows scroll only at the edges, a page takes the window along. */
export function move(
  view: ListView,
  names: readonly string[],
  visible: number,
  motion: Motion,
): ListView {
  if (names.length === 0) return view;
  const window = locate(view, names, visible);
  const by = rowsOf(motion, { count: names.length, visible });
  const cursor = clamp(window.cursor + by, 0, names.length - 1);
  const line = motion.kind === 'pages' ? window.cursor - window.top : cursor - window.top;
  const selected = names[cursor] ?? null;
  const moved = { ...view, selected, at: cursor, line: clamp(line, 0, Math.max(0, visible - 1)) };
  return { ...moved, line: cursor - locate(moved, names, visible).top };
}

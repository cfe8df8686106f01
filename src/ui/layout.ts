import type { Pane, Size } from '../store/view-slice.js';

/** In cells, from the top left corner of the screen. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything is; what has no rectangle is not on screen. Together they cover the screen. */
export interface Layout {
  readonly kind: 'panes';
  readonly header: Rect;
  /** The partitions in one line under the header, where there is no room for their pane. */
  readonly summary: Rect | null;
  readonly panes: Readonly<Record<Pane, Rect | null>>;
  readonly footer: Rect;
}

export interface TooSmall {
  readonly kind: 'too-small';
}

/** What besides the size decides where things go. */
export interface Arrangement {
  readonly focus: Pane;
  /** One pane over the whole screen. */
  readonly zoomed: boolean;
  readonly partitions: number;
}

export const SMALLEST: Size = { columns: 40, rows: 10 };

/** Below this the panes stand on top of each other. */
const WIDE_COLUMNS = 100;
/** Below this the partitions are one line; stacked panes need more before a third one fits. */
const TALL_ROWS = { wide: 24, stacked: 36 };
/** Below this two stacked panes would be too flat to read: only the focused one is shown. */
const STACKED_ROWS = 18;
/** Below this even the line of the partitions is missed. */
const SUMMARY_ROWS = 12;

const NO_PANES: Readonly<Record<Pane, Rect | null>> = {
  stream: null,
  detail: null,
  partitions: null,
};

/** Heading, a line for each partition, and the total where it is not the same as the only one. */
export function partitionLines(partitions: number): number {
  return Math.max(1, partitions + (partitions > 1 ? 2 : 1));
}

function partitionsHeight(rows: number, partitions: number): number {
  return Math.min(partitionLines(partitions) + 2, Math.max(6, Math.floor(rows / 3)));
}

/** The body cut into upper panes and the partitions pane. */
function withPartitions(body: Rect, rows: number, partitions: number): [Rect, Rect] {
  const height = partitionsHeight(rows, partitions);
  const upper = { ...body, height: body.height - height };
  return [upper, { ...body, top: body.top + upper.height, height }];
}

function sideBySide(area: Rect): Pick<Layout['panes'], 'stream' | 'detail'> {
  const width = Math.round(area.width * 0.53);
  return {
    stream: { ...area, width },
    detail: { ...area, left: area.left + width, width: area.width - width },
  };
}

function stacked(area: Rect): Pick<Layout['panes'], 'stream' | 'detail'> {
  const height = Math.ceil(area.height / 2);
  return {
    stream: { ...area, height },
    detail: { ...area, top: area.top + height, height: area.height - height },
  };
}

function panesOf(size: Size, body: Rect, { focus, partitions }: Arrangement): Layout['panes'] {
  const wide = size.columns >= WIDE_COLUMNS;
  const divide = wide ? sideBySide : stacked;
  if (size.rows >= TALL_ROWS[wide ? 'wide' : 'stacked']) {
    const [upper, lower] = withPartitions(body, size.rows, partitions);
    return { ...divide(upper), partitions: lower };
  }
  if (!wide && size.rows < STACKED_ROWS) return { ...NO_PANES, [focus]: body };
  const { stream, detail } = divide(body);
  // Where there is no room for a third pane, the one with the focus takes the place of the detail.
  return focus === 'partitions'
    ? { stream, detail: null, partitions: detail }
    : { stream, detail, partitions: null };
}

/** Where the header, the panes and the footer go on a screen of this size. */
export function layoutOf(size: Size, arrangement: Arrangement): Layout | TooSmall {
  const { columns, rows } = size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return { kind: 'too-small' };
  const line = { left: 0, width: columns, height: 1 };
  const { focus, zoomed } = arrangement;
  const whole = { ...line, top: 1, height: rows - 2 };
  const around = {
    kind: 'panes',
    header: { ...line, top: 0 },
    footer: { ...line, top: rows - 1 },
  } as const;
  if (zoomed) return { ...around, summary: null, panes: { ...NO_PANES, [focus]: whole } };

  const tall = rows >= TALL_ROWS[columns >= WIDE_COLUMNS ? 'wide' : 'stacked'];
  if (tall || rows < SUMMARY_ROWS) {
    return { ...around, summary: null, panes: panesOf(size, whole, arrangement) };
  }
  const below = { ...whole, top: 2, height: rows - 3 };
  return { ...around, summary: { ...line, top: 1 }, panes: panesOf(size, below, arrangement) };
}

import { formatTimestamp, headerText } from '../../decode/metadata.js';
import { summarizeKey } from '../../decode/summary.js';
import { ColumnValues, type ColumnValue, type FieldValue } from '../../filter/column-values.js';
import { readColumns, type Column } from '../../filter/read-columns.js';
import type { Entry, Message } from '../../model/message.js';
import type { Line, Span } from '../../model/styled.js';
import { lineWidth } from '../parts/draw.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { shareOut, type Shares } from './shares.js';
import type { Summaries } from './summaries.js';

/** What stands in a column of a row. */
export interface ShapedCell {
  readonly line: Line;
  /** In cells, if nothing is cut. */
  readonly width: number;
  readonly right: boolean;
  /** The value has no fields: it is shown as it is, over all columns that ask for some. */
  readonly whole: boolean;
}

/** Content makes a column no wider than this while others want the room. */
const WIDEST = 48;
/** A name that is longer is cut from the left: its end says most. */
const WIDEST_NAME = 20;
/** Columns grow by so many cells at once, so that they seldom move. */
const STEP = 4;

/** The columns that somebody chose: what messages have for them, and how wide they are. */
export class Shape {
  readonly columns: readonly Column[];
  readonly names: readonly string[];
  readonly #theme: Theme;
  readonly #values: ColumnValues;
  readonly #known = new WeakMap<Message, readonly ShapedCell[]>();
  /** Widths that columns had once they keep: rows come and go, and columns stay where they are. */
  #wanted: number[];
  #isNumeric: boolean[];

  constructor(columns: readonly Column[], theme: Theme) {
    this.columns = columns;
    this.names = columns.map(({ name }) => name);
    this.#theme = theme;
    this.#values = new ColumnValues(columns);
    this.#wanted = columns.map(({ name }) => Math.min(WIDEST_NAME, lineWidth([span(name)], theme)));
    this.#isNumeric = columns.map(({ source }) => NUMERIC.includes(source.kind));
  }

  cells(message: Message, summaries: Summaries): readonly ShapedCell[] {
    const known = this.#known.get(message);
    if (known !== undefined) return known;
    const cells = this.#values.of(message).map((value) => {
      const line = lineOf(value, message, summaries, this.#theme);
      return {
        line,
        width: lineWidth(line, this.#theme),
        right: isNumber(value),
        whole: value.kind === 'no fields',
      };
    });
    this.#known.set(message, cells);
    return cells;
  }

  /** Takes note of rows that are about to be shown. */
  see(cells: readonly ShapedCell[]): void {
    for (const [index, { width, right, whole }] of cells.entries()) {
      if (whole) continue;
      const wanted = this.#wanted[index] ?? 0;
      if (width > wanted) {
        this.#wanted[index] = Math.min(WIDEST, Math.ceil(width / STEP) * STEP);
      }
      if (right) this.#isNumeric[index] = true;
    }
  }

  /** … of the messages among these entries. Columns are as wide as what is on screen asks for. */
  seeRows(entries: Iterable<Entry | undefined>, summaries: Summaries): void {
    for (const entry of entries) {
      if (entry?.kind === 'message') this.see(this.cells(entry, summaries));
    }
  }

  /** Whether the name of a column stands to the right, as its numbers do. */
  isNumeric(index: number): boolean {
    return this.#isNumeric[index] ?? false;
  }

  /** How `cells` are shared out among the columns, for the rows that were seen. */
  shares(cells: number): Shares {
    return shareOut(this.#wanted, cells);
  }
}

const NUMERIC: readonly string[] = ['partition', 'offset'];

/** Makes shapes, and keeps the one that is shown. */
export class Shapes {
  readonly #theme: Theme;
  #shown: { readonly of: string; readonly shape: Shape } | null = null;

  constructor(theme: Theme) {
    this.#theme = theme;
  }

  /** null where no columns were chosen. `names` were checked when they were chosen. */
  of(topic: string, names: readonly string[]): Shape | null {
    if (names.length === 0) return null;
    const of = [topic, ...names].join(' ');
    if (this.#shown?.of !== of) {
      this.#shown = { of, shape: new Shape(readColumns(names.join(' ')), this.#theme) };
    }
    return this.#shown.shape;
  }
}

function isNumber(value: ColumnValue): boolean {
  if (value.kind === 'number') return true;
  return value.kind === 'fields' && value.values.length === 1 && value.values[0]?.kind === 'number';
}

function lineOf(
  value: ColumnValue,
  message: Message,
  summaries: Summaries,
  { marks, glyphs }: Theme,
): Line {
  switch (value.kind) {
    case 'missing':
      return MISSING;
    case 'beyond':
      return [span(glyphs.ellipsis, 'dim')];
    case 'no fields':
      return summaries.of(message).value;
    case 'number':
      return [span(String(value.of))];
    case 'time':
      return [span(formatTimestamp(value.at))];
    case 'bytes':
      if (value.of === 'key') return summarizeKey(value.bytes, marks);
      return value.of === 'value' ? summaries.of(message).value : headerText(value.bytes);
    case 'fields':
      return value.values.flatMap((one, index) =>
        index === 0 ? [spanOf(one)] : [span(', ', 'dim'), spanOf(one)],
      );
  }
}

/** A field that is not there. */
export const MISSING: Line = [span('-', 'dim')];

function spanOf({ kind, text }: FieldValue): Span {
  if (kind === 'text' && text === '') return span('""', 'dim');
  if (kind === 'null') return span(text, 'null');
  return span(text, kind === 'part' ? 'dim' : 'plain');
}

import { segmentGraphemes, sureWidth, type Grapheme } from './graphemes.js';
import { applySgr, DEFAULT_STYLE, styleOfBlank, type Style } from './sgr.js';

/** One column of one line. */
export interface Cell {
  /** The grapheme; in the further columns of a wide one, the same behind a NUL, so that they differ. */
  readonly text: string;
  /** Columns from here to the next grapheme; 0 in the further columns of a wide one. */
  readonly width: number;
  readonly style: Style;
  /** Whether every terminal gives it the same number of columns. */
  readonly sure: boolean;
}

export interface CellLine {
  /** Exactly as many as the terminal has columns. */
  readonly cells: readonly Cell[];
  /** The style that is in force behind the line. */
  readonly endStyle: Style;
}

export const BLANK: Cell = { text: ' ', width: 1, style: DEFAULT_STYLE, sure: true };

export function sameCell(a: Cell, b: Cell): boolean {
  return a === b || (a.style === b.style && a.text === b.text);
}

export function isBlank(cell: Cell): boolean {
  return cell === BLANK || (cell.text === ' ' && cell.style === DEFAULT_STYLE);
}

// CSI; OSC, DCS, APC, PM and SOS with their strings; any other escape. All but SGR is dropped.
const SEQUENCE =
  /\u001B(?:\[([0-?]*)[ -/]*([@-~])?|[\]P_^X][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[ -/]*[0-~]?)/y;
const SGR_PARAMETERS = /^[0-9;:]*$/;

const PRINTABLE_RUN = /[^\u0000-\u001F\u007F-\u009F]+/y;

/** Cells of one line of a frame: clipped to `columns`, filled up with blanks, free of controls. */
export function parseLine(line: string, columns: number, startStyle: Style): CellLine {
  const row = new Row(columns, startStyle);
  let index = 0;
  while (index < line.length) {
    const unit = line.charCodeAt(index);
    if (unit === 0x1b) index = readSequence(line, index, row);
    else if (isControl(unit)) index++;
    else index = readText(line, index, row);
  }
  return row.finish();
}

function isControl(unit: number): boolean {
  return unit < 0x20 || (unit >= 0x7f && unit < 0xa0);
}

function readSequence(line: string, index: number, row: Row): number {
  SEQUENCE.lastIndex = index;
  const match = SEQUENCE.exec(line);
  if (match === null) return index + 1;
  const [whole, parameters, final] = match;
  if (final === 'm' && parameters !== undefined && SGR_PARAMETERS.test(parameters)) {
    row.style = applySgr(row.style, parameters);
  }
  return index + whole.length;
}

function readText(line: string, index: number, row: Row): number {
  let width = sureWidth(line.charCodeAt(index));
  let at = index;
  // A unit of sure width with another (or a control) behind it is a grapheme of its own.
  while (width > 0) {
    const after = at + 1 < line.length ? line.charCodeAt(at + 1) : 0;
    const widthAfter = sureWidth(after);
    if (widthAfter === 0 && !isControl(after)) break;
    row.put(line.charAt(at), width, true);
    at++;
    width = widthAfter;
  }
  if (at > index) return at;
  PRINTABLE_RUN.lastIndex = index;
  const run = PRINTABLE_RUN.exec(line)?.[0] ?? line.charAt(index);
  for (const grapheme of segmentGraphemes(run)) row.putGrapheme(grapheme);
  return index + run.length;
}

class Row {
  style: Style;
  readonly #columns: number;
  readonly #cells: Cell[] = [];

  constructor(columns: number, style: Style) {
    this.#columns = columns;
    this.style = style;
  }

  putGrapheme({ text, width, sure }: Grapheme): void {
    this.put(text, width, sure);
  }

  put(text: string, width: number, sure: boolean): void {
    const left = this.#columns - this.#cells.length;
    if (left <= 0) return;
    if (width > left) {
      // Half of a wide character cannot be shown; its place stays empty.
      for (let i = 0; i < left; i++) this.#cells.push(BLANK);
      return;
    }
    if (text === ' ') {
      const style = styleOfBlank(this.style);
      this.#cells.push(style === DEFAULT_STYLE ? BLANK : { text, width, style, sure });
      return;
    }
    this.#cells.push({ text, width, style: this.style, sure });
    for (let i = 1; i < width; i++) {
      this.#cells.push({ text: `\0${text}`, width: 0, style: this.style, sure });
    }
  }

  finish(): CellLine {
    while (this.#cells.length < this.#columns) this.#cells.push(BLANK);
    return { cells: this.#cells, endStyle: this.style };
  }
}

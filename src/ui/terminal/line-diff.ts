import { isBlank, sameCell, type Cell } from './cells.js';
import type { Pen } from './pen.js';

/** From this many stale columns on, erasing to the end of the line is shorter than writing blanks. */
const ERASE_FROM = 4;

/** A family of four, joined into two columns by one terminal, takes eight of another. */
const WIDEST_OVERFLOW = 7;

/** A move forward is 4 bytes: over so few plain characters it is shorter to write them once more. */
const WORTH_WRITING = 3;

/** Writes what turns the line `shown` into `wanted`: the changed cells, and as little else as it can. */
export function writeLine(
  pen: Pen,
  row: number,
  shown: readonly Cell[],
  wanted: readonly Cell[],
): void {
  const changed = (column: number): boolean => !sameAt(shown, wanted, column);
  const first = wanted.findIndex((_, column) => changed(column));
  if (first === -1) return;
  const tail = wanted.findLastIndex((cell) => !isBlank(cell)) + 1;
  const content = (column: number): boolean => !isBlankAt(wanted, column);
  if (touchesUnsure(shown, wanted, first)) {
    // Where columns are in doubt leftovers could stay: erase from here and draw the rest anew.
    pen.moveTo(row, first);
    pen.eraseToEndOfLine();
    const needed = (column: number): boolean => content(column) || mayOverflowTo(wanted, column);
    writeRuns(pen, row, wanted, first, wanted.length, needed);
    return;
  }
  let stale = 0;
  for (let column = tail; column < wanted.length; column++) if (changed(column)) stale++;
  const erase = stale >= ERASE_FROM;
  writeRuns(pen, row, wanted, first, erase ? tail : wanted.length, changed);
  if (erase) {
    pen.moveTo(row, Math.max(tail, first));
    pen.eraseToEndOfLine();
  }
}

/** Whether a terminal that draws a grapheme wider than we think may have drawn on this column. */
function mayOverflowTo(wanted: readonly Cell[], column: number): boolean {
  for (let before = Math.max(0, column - WIDEST_OVERFLOW); before < column; before++) {
    if (wanted[before]?.sure === false) return true;
  }
  return false;
}

function sameAt(shown: readonly Cell[], wanted: readonly Cell[], column: number): boolean {
  const old = shown[column];
  const cell = wanted[column];
  return old !== undefined && cell !== undefined && sameCell(old, cell);
}

function isBlankAt(cells: readonly Cell[], column: number): boolean {
  const cell = cells[column];
  return cell === undefined || isBlank(cell);
}

function touchesUnsure(shown: readonly Cell[], wanted: readonly Cell[], from: number): boolean {
  for (let column = from; column < wanted.length; column++) {
    const certain = shown[column]?.sure === true && wanted[column]?.sure === true;
    if (!certain && !sameAt(shown, wanted, column)) return true;
  }
  return false;
}

function writeRuns(
  pen: Pen,
  row: number,
  wanted: readonly Cell[],
  from: number,
  to: number,
  needed: (column: number) => boolean,
): void {
  let column = from;
  while (column < to) {
    const cell = wanted[column];
    if (cell === undefined) return;
    if (cell.width > 0 && needed(column)) {
      bridge(pen, row, wanted, column);
      pen.put(row, column, cell);
    }
    column += Math.max(1, cell.width);
  }
}

/** Gets over a short gap by writing what is there once more, where that costs less than a move. */
function bridge(pen: Pen, row: number, wanted: readonly Cell[], column: number): void {
  const at = pen.columnIn(row);
  if (at < 0 || column - at > WORTH_WRITING) return;
  const between = wanted.slice(at, column);
  const plain = between.every((cell) => cell.style === pen.style && isAscii(cell));
  if (plain)
    between.forEach((cell, index) => {
      pen.put(row, at + index, cell);
    });
}

function isAscii(cell: Cell): boolean {
  return cell.width === 1 && cell.text.charCodeAt(0) < 0x80;
}

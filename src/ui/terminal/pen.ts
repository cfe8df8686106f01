import type { Cell } from './cells.js';
import { DEFAULT_STYLE, sgrBetween, type Style } from './sgr.js';

/** How the cursor came to where it is: how far its column can be trusted. */
type Trust = 'known' | 'behind wide' | 'unknown';

/** The terminal's cursor and pen while the bytes of one frame are being put together. */
export class Pen {
  text = '';
  #style: Style = DEFAULT_STYLE;
  #row = -1;
  #column = -1;
  #trust: Trust = 'unknown';

  /** Writes a cell at its place. */
  put(row: number, column: number, cell: Cell): void {
    // A terminal that counts other columns than we do for a wide grapheme still gets what follows
    // in its place: only a run of wide ones is written without addresses.
    const inWideRun = this.#trust === 'behind wide' && cell.sure && cell.width === 2;
    if (!inWideRun || this.#row !== row || this.#column !== column) this.moveTo(row, column);
    this.setStyle(cell.style);
    this.text += cell.text;
    this.#column += cell.width;
    if (!cell.sure) this.#trust = 'unknown';
    else if (cell.width > 1) this.#trust = 'behind wide';
  }

  moveTo(row: number, column: number): void {
    const forward = column - this.#column;
    if (this.#trust === 'known' && row === this.#row && forward >= 0) {
      if (forward > 0) this.text += forward === 1 ? '\u001B[C' : `\u001B[${forward}C`;
    } else {
      this.text += `\u001B[${row + 1};${column + 1}H`;
    }
    this.#row = row;
    this.#column = column;
    this.#trust = 'known';
  }

  /** The column the cursor is at in `row`, or -1 where it is elsewhere or cannot be trusted. */
  columnIn(row: number): number {
    return row === this.#row && this.#trust === 'known' ? this.#column : -1;
  }

  get style(): Style {
    return this.#style;
  }

  setStyle(style: Style): void {
    this.text += sgrBetween(this.#style, style);
    this.#style = style;
  }

  eraseToEndOfLine(): void {
    this.setStyle(DEFAULT_STYLE);
    this.text += '\u001B[K';
  }

  /** The pen's state is not known here, so the style is set in any case. */
  clearScreen(): void {
    this.text += '\u001B[m\u001B[2J';
    this.#style = DEFAULT_STYLE;
  }
}

import { BLANK, parseLine, type Cell } from './cells.js';
import { writeLine } from './line-diff.js';
import { Pen } from './pen.js';
import type { ScreenOutput, ScreenSize } from './screen-output.js';
import { DEFAULT_STYLE, type Style } from './sgr.js';

/** A line that the terminal shows, with what it was made from. */
interface ShownLine {
  readonly source: string;
  readonly startStyle: Style;
  readonly endStyle: Style;
  readonly cells: readonly Cell[];
}

/**
 * Takes whole frames and writes only what differs from what the terminal shows. While the terminal
 * has not taken the last bytes nothing is written: the newest frame waits, those before it are never
 * sent. Nothing but printable text and the SGR of the 16 colours can come out of it, whatever a frame
 * holds, so no message can send a control sequence to the terminal.
 */
export class FrameWriter {
  #bytesWritten = 0;
  #framesWritten = 0;
  readonly #output: ScreenOutput;
  #size: ScreenSize;
  /** What the terminal shows; null when that is unknown. */
  #shown: readonly ShownLine[] | null = null;
  #waiting: string | null = null;
  #latest: string | null = null;
  readonly #stopListening: () => void;

  constructor(output: ScreenOutput, size: ScreenSize) {
    this.#output = output;
    this.#size = size;
    this.#stopListening = output.onDrain(() => {
      this.#flush();
    });
  }

  /** Bytes sent to the terminal in this run. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** Frames that changed something on the terminal. */
  get framesWritten(): number {
    return this.#framesWritten;
  }

  /** Whether a frame would be written now. */
  get ready(): boolean {
    return this.#output.ready;
  }

  /** Bytes that are known to be on their way to the eye. */
  get inFlight(): number {
    return this.#output.inFlight;
  }

  /** Shows a frame: lines separated by `\n`, from the top; lines that are not there are blank. */
  show(frame: string): void {
    this.#latest = frame;
    this.#waiting = frame;
    this.#flush();
  }

  /** The terminal has another size now: what it shows is unknown until the next frame. */
  resize(size: ScreenSize): void {
    this.#size = size;
    this.#shown = null;
  }

  /** Something else may have written to the terminal: the last frame is drawn anew, in full. */
  invalidate(): void {
    this.#shown = null;
    this.#waiting ??= this.#latest;
    this.#flush();
  }

  close(): void {
    this.#stopListening();
    this.#waiting = null;
  }

  #flush(): void {
    if (this.#waiting === null || !this.#output.ready) return;
    const frame = this.#waiting;
    this.#waiting = null;
    const text = this.#difference(frame);
    if (text === '') return;
    this.#bytesWritten += Buffer.byteLength(text);
    this.#framesWritten++;
    this.#output.write(text);
  }

  #difference(frame: string): string {
    const pen = new Pen();
    if (this.#shown === null) pen.clearScreen();
    const sources = frame.split('\n');
    const lines: ShownLine[] = [];
    let style = DEFAULT_STYLE;
    for (let row = 0; row < this.#size.rows; row++) {
      const before = this.#shown?.[row];
      const line = this.#line(sources[row] ?? '', row, style, before);
      if (line !== before) writeLine(pen, row, before?.cells ?? this.#blankCells(row), line.cells);
      lines.push(line);
      style = line.endStyle;
    }
    pen.setStyle(DEFAULT_STYLE);
    this.#shown = lines;
    return pen.text;
  }

  #line(source: string, row: number, style: Style, before: ShownLine | undefined): ShownLine {
    if (before?.source === source && before.startStyle === style) return before;
    const { cells, endStyle } = parseLine(source, this.#columnsOf(row), style);
    return { source, startStyle: style, endStyle, cells };
  }

  #blankCells(row: number): readonly Cell[] {
    return new Array<Cell>(this.#columnsOf(row)).fill(BLANK);
  }

  /** Writing the last column of the last row makes some terminals scroll: it stays empty. */
  #columnsOf(row: number): number {
    const { columns, rows } = this.#size;
    return row === rows - 1 ? columns - 1 : columns;
  }
}

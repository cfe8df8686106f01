import xterm from '@xterm/headless';

type Emulator = InstanceType<typeof xterm.Terminal>;

/** One column as a terminal shows it: its text, then a letter or number for each thing about its look. */
export type ShownCell = string;

/** A terminal emulator with its contents readable, as a judge of what was written to it. */
export class EmulatedScreen {
  readonly #terminal: Emulator;

  constructor(columns: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  write(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#terminal.write(text, resolve);
    });
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  lines(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) =>
      (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  cells(): ShownCell[][] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) => {
      const line = active.getLine(active.baseY + row);
      return Array.from({ length: this.#terminal.cols }, (__, column) => {
        const cell = line?.getCell(column);
        return cell === undefined ? '' : describeCell(cell);
      });
    });
  }
}

type BufferCell = NonNullable<
  ReturnType<NonNullable<ReturnType<Emulator['buffer']['active']['getLine']>>['getCell']>
>;

function describeCell(cell: BufferCell): ShownCell {
  const text = cell.getWidth() === 0 ? '' : cell.getChars() === '' ? ' ' : cell.getChars();
  const blank = text === ' ';
  const inverse = cell.isInverse() !== 0;
  const drawn = cell.isUnderline() !== 0 || cell.isStrikethrough() !== 0;
  // On a space one cannot see its colour, nor whether it is bold.
  const foreground = blank && !inverse && !drawn ? -1 : cell.getFgColor();
  const parts: (string | number)[] = [text, foreground, cell.getBgColor()];
  if (inverse) parts.push('inverse');
  if (cell.isUnderline() !== 0) parts.push('underline');
  if (cell.isStrikethrough() !== 0) parts.push('strike');
  if (!blank || inverse || drawn) {
    if (cell.isBold() !== 0) parts.push('bold');
    if (cell.isDim() !== 0) parts.push('dim');
    if (cell.isItalic() !== 0) parts.push('italic');
    if (cell.isBlink() !== 0) parts.push('blink');
    if (cell.isInvisible() !== 0) parts.push('hidden');
  }
  return parts.join(' ');
}

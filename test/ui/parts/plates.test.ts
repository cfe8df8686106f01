import { describe, expect, it } from 'vitest';
import type { Size } from '../../../src/store/view-slice.js';
import { Plates } from '../../../src/ui/parts/plates.js';
import { parseLine } from '../../../src/ui/terminal/cells.js';
import { DEFAULT_STYLE } from '../../../src/ui/terminal/sgr.js';
import { visible } from '../../../src/ui/text/visible.js';
import { listStage, TRACKER_GROUP } from '../lists/stage.js';
import { users } from '../support/samples.js';
import { Stage, type StageOptions } from '../support/stage.js';

/** A frame as Ink makes it: what was put at which column, later things over earlier ones; no blanks at the end. */
function row(...placed: readonly (readonly [column: number, text: string])[]): string {
  const cells = Array<string>(40).fill(' ');
  for (const [column, text] of placed) {
    for (const [index, character] of Array.from(text).entries()) cells[column + index] = character;
  }
  return cells.join('').trimEnd();
}

describe('lines that Ink knows only the place of', () => {
  it('stand in the frame where it has put them, side by side and line by line', () => {
    const plates = new Plates();
    const [left, right, below] = [
      plates.take('\u001B[1mleft \u001B[22m', 5),
      plates.take('rïght', 5),
      plates.take('below', 5),
    ];
    const frame = [row([0, left], [5, right], [12, 'x']), row(), row([2, below])].join('\n');
    expect(plates.fill(frame)).toBe('\u001B[1mleft \u001B[22mrïght  x\n\n  below');
  });

  it('cover what they lie over', () => {
    const plates = new Plates();
    const [left, right] = [plates.take('left left ', 10), plates.take('right', 5)];
    const over = plates.take('a note as wide ', 15);
    expect(plates.fill(row([0, left], [10, right], [0, over]))).toBe('a note as wide ');
  });

  it('are other ones in the next frame, and blank where nobody has put one', () => {
    const plates = new Plates();
    const first = plates.take('first', 5);
    expect(plates.fill(first)).toBe('first');
    const again = plates.take('again', 5);
    expect(again).toBe(first);
    expect(plates.fill(again)).toBe('again');
    expect(plates.fill(again)).toBe(' ');
  });

  it('are drawn by Ink itself where there are more than it has characters for', () => {
    const plates = new Plates();
    const lines = Array.from({ length: 7000 }, (_, index) => plates.take(`${index}`, 4));
    expect(lines.at(-1)).toBe('6999');
    expect(plates.fill(lines.join('\n')).split('\n')[6399]).toBe('6399');
  });

  it('cannot be taken for text that came from elsewhere', () => {
    expect(visible('a\uE000b\uF8FFc')).toBe('a\uFFFDb\uFFFDc');
  });
});

/** The terminal's cells of a frame, blanks at the ends of lines included. */
function cellsOf(frame: string, { columns, rows }: Size): unknown[] {
  const lines = frame.split('\n');
  return Array.from(
    { length: rows },
    (_, index) => parseLine((lines[index] ?? '').padEnd(columns), columns, DEFAULT_STYLE).cells,
  );
}

describe('a screen whose lines Ink does not see', () => {
  const sizes = [
    { columns: 80, rows: 24 },
    { columns: 160, rows: 50 },
  ];
  const typed = [
    '',
    ':fil',
    '\u001B',
    ':nonsense\r',
    '\u001B',
    '?',
    '?',
    'kk',
    '\t',
    '\t',
    '/la',
    '\r',
  ];
  const opened = {
    stream: (options: StageOptions) => Promise.resolve(new Stage(users(), options)),
    topics: listStage,
    group: (options: StageOptions) => listStage({ ...options, place: TRACKER_GROUP }),
  };

  it.each(Object.entries(opened))('is the same, cell by cell: %s', async (_name, open) => {
    for (const size of sizes) {
      const plain = await open(size);
      const plated = await open({ ...size, plates: new Plates() });
      for (const keys of typed) {
        const wanted = cellsOf(await plain.type(keys).painted(), size);
        const made = cellsOf(await plated.type(keys).painted(), size);
        expect(made, `${size.columns} x ${size.rows}, ${keys}`).toEqual(wanted);
      }
    }
  });
});

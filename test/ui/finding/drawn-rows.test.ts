import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/model/message.js';
import { DrawnRows } from '../../../src/ui/finding/drawn-rows.js';
import { rowColumns } from '../../../src/ui/stream/columns.js';
import { batchAt, numbered, seenIn, sliced } from '../../support/batches.js';

const entries: readonly Entry[] = seenIn(sliced(batchAt(0n, numbered(6)))).messages;

/** What rows are drawn anew, by their offsets. */
function drawing() {
  const rows = new DrawnRows();
  let drawn: string[] = [];
  const draw = (width: number) => (entry: Entry) => {
    drawn.push(`${entry.offset}`);
    return `${entry.offset} in ${width}`;
  };
  return (from: number, to: number, width = 80) => {
    drawn = [];
    const lines = rows.of(entries.slice(from, to), rowColumns(width, 8), draw(width));
    return { lines, drawn };
  };
}

describe('the rows of results', () => {
  it('are drawn once as long as they are on screen', () => {
    const show = drawing();
    expect(show(0, 3)).toEqual({
      lines: ['0 in 80', '1 in 80', '2 in 80'],
      drawn: ['0', '1', '2'],
    });
    expect(show(0, 3)).toEqual({ lines: ['0 in 80', '1 in 80', '2 in 80'], drawn: [] });
    expect(show(1, 4)).toEqual({ lines: ['1 in 80', '2 in 80', '3 in 80'], drawn: ['3'] });
    expect(show(0, 2)).toEqual({ lines: ['0 in 80', '1 in 80'], drawn: ['0'] });
  });

  it('are drawn anew when their columns are as wide no more', () => {
    const show = drawing();
    show(0, 2);
    expect(show(0, 2, 100)).toEqual({ lines: ['0 in 100', '1 in 100'], drawn: ['0', '1'] });
    expect(show(0, 2, 100).drawn).toEqual([]);
  });
});

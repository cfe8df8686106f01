import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PANES } from '../../src/store/view-slice.js';
import { layoutOf, type Layout, type Rect } from '../../src/ui/layout.js';

function shownIn(layout: Layout): Rect[] {
  const { header, summary, panes, footer } = layout;
  return [header, summary, panes.stream, panes.detail, panes.partitions, footer].filter(
    (rect) => rect !== null,
  );
}

const arrangements = fc.record({
  focus: fc.constantFrom(...PANES),
  zoomed: fc.boolean(),
  partitions: fc.nat(300),
});

describe('the layout', () => {
  it('covers every cell of the screen once, and always shows the focused pane', () => {
    const size = fc.record({
      columns: fc.integer({ min: 40, max: 240 }),
      rows: fc.integer({ min: 10, max: 90 }),
    });
    fc.assert(
      fc.property(size, arrangements, (screen, arrangement) => {
        const layout = layoutOf(screen, arrangement);
        if (layout.kind !== 'panes') throw new Error('it is large enough');
        const covered = new Uint8Array(screen.columns * screen.rows);
        for (const { left, top, width, height } of shownIn(layout)) {
          for (let row = top; row < top + height; row += 1) {
            for (let column = left; column < left + width; column += 1) {
              const cell = row * screen.columns + column;
              covered[cell] = (covered[cell] ?? 0) + 1;
            }
          }
        }
        expect(covered.every((times) => times === 1)).toBe(true);
        expect(layout.panes[arrangement.focus]?.height ?? 0).toBeGreaterThanOrEqual(3);
      }),
    );
  });

  it('gives the partitions at most a third of the screen', () => {
    const layout = layoutOf(
      { columns: 120, rows: 40 },
      { focus: 'stream', zoomed: false, partitions: 200 },
    );
    expect(layout.kind === 'panes' && layout.panes.partitions?.height).toBe(13);
  });

  it('needs 40x10', () => {
    const arrangement = { focus: 'stream', zoomed: false, partitions: 3 } as const;
    expect(layoutOf({ columns: 40, rows: 10 }, arrangement).kind).toBe('panes');
    expect(layoutOf({ columns: 39, rows: 10 }, arrangement).kind).toBe('too-small');
    expect(layoutOf({ columns: 40, rows: 9 }, arrangement).kind).toBe('too-small');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listView, locate, move, type ListView } from '../../src/store/lists/list-view.js';
import { ordered, sortedBy, type ListDefinition } from '../../src/store/lists/ordering.js';
import { byPages, byRows, FIRST, LAST, type Motion } from '../../src/store/motion.js';

interface Row {
  readonly name: string;
  readonly lag: number | null;
}

const LIST: ListDefinition<Row> = {
  name: ({ name }) => name,
  text: ({ name }) => name,
  columns: [
    { id: 'name', value: ({ name }) => name },
    { id: 'lag', value: ({ lag }) => lag, largestFirst: true },
  ],
};

const rows = (...names: string[]): Row[] => names.map((name, lag) => ({ name, lag }));
const names = (of: readonly Row[]) => of.map(({ name }) => name);

describe('the order of a list', () => {
  const some: Row[] = [
    { name: 'b', lag: 1 },
    { name: 'Ab', lag: null },
    { name: 'c', lag: 7 },
    { name: 'a', lag: 1 },
  ];
  const by = (sort: string, descending: boolean, filter = '') =>
    names(ordered(some, LIST, { sort, descending, filter }));

  it('puts equal ones in the order of their names, and unknown ones last, whichever way', () => {
    expect(by('lag', false)).toEqual(['a', 'b', 'c', 'Ab']);
    expect(by('lag', true)).toEqual(['c', 'a', 'b', 'Ab']);
    expect(by('name', true)).toEqual(['c', 'b', 'a', 'Ab']);
    expect(by('', false)).toEqual(['b', 'Ab', 'c', 'a']);
  });

  it('filters by text; small letters match any case, capital ones themselves', () => {
    expect(by('name', false, 'a')).toEqual(['Ab', 'a']);
    expect(by('name', false, 'A')).toEqual(['Ab']);
    expect(by('name', false, 'zz')).toEqual([]);
  });

  it('goes around the columns, and begins with the largest amounts', () => {
    expect(sortedBy(LIST, 'name', 1)).toEqual({ sort: 'lag', descending: true });
    expect(sortedBy(LIST, 'lag', 1)).toEqual({ sort: 'name', descending: false });
    expect(sortedBy(LIST, 'name', -1)).toEqual({ sort: 'lag', descending: true });
    expect(sortedBy(LIST, '', -1)).toEqual({ sort: 'lag', descending: true });
  });
});

describe('the cursor of a list', () => {
  const at = (view: ListView, of: readonly string[], visible = 3) => {
    const { cursor, top } = locate(view, of, visible);
    return `${of[cursor] ?? 'none'} on line ${cursor - top}`;
  };

  it('stays on its row, and on its line of the screen, while rows come in above it', () => {
    const view = move({ ...listView(), selected: 'c' }, ['a', 'b', 'c', 'd', 'e'], 3, byRows(1));
    expect(at(view, ['a', 'b', 'c', 'd', 'e'])).toBe('d on line 1');
    expect(at(view, ['a', 'b', 'b1', 'b2', 'c', 'd', 'e'])).toBe('d on line 1');
  });

  it('goes to the neighbour of a row that went away, and back when it comes again', () => {
    const view = move(listView(), ['a', 'b', 'c', 'd'], 3, byRows(2));
    expect(at(view, ['a', 'b', 'd'])).toBe('d on line 2');
    expect(at(view, ['a'])).toBe('a on line 0');
    expect(at(view, [])).toBe('none on line -1');
    expect(at(view, ['a', 'b', 'c', 'd'])).toBe('c on line 2');
  });

  it('goes to the first match where a filter leaves its row out, and back without the filter', () => {
    const view = move(listView(), ['a1', 'b', 'c', 'a2'], 3, LAST);
    const filtered = { ...view, filter: 'b' };
    expect(at(filtered, ['b'])).toBe('b on line 0');
    expect(at({ ...view, filter: 'a' }, ['a1', 'a2'])).toBe('a2 on line 1');
    expect(at({ ...filtered, filter: '' }, ['a1', 'b', 'c', 'a2'])).toBe('a2 on line 2');
  });

  const motion = fc.constantFrom<Motion>(
    byRows(1),
    byRows(-1),
    byPages(1),
    byPages(-1),
    byPages(0.5),
    FIRST,
    LAST,
  );
  type Step =
    | { readonly kind: 'move'; readonly motion: Motion }
    | { readonly kind: 'sort'; readonly sort: string; readonly descending: boolean }
    | { readonly kind: 'refresh'; readonly rows: readonly Row[] }
    | { readonly kind: 'resize'; readonly visible: number };
  const name = fc.integer({ min: 0, max: 60 }).map((number) => `topic-${number}`);
  const row = fc.record({ name, lag: fc.option(fc.nat(5), { nil: null }) });
  const table = fc.uniqueArray(row, { selector: (one) => one.name, maxLength: 40 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('move' as const), motion }),
    fc.record({
      kind: fc.constant('sort' as const),
      sort: fc.constantFrom('name', 'lag', ''),
      descending: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('refresh' as const), rows: table }),
    fc.record({ kind: fc.constant('resize' as const), visible: fc.integer({ min: 1, max: 12 }) }),
  );

  it('is always on screen, and on its row as long as that is there, whatever happens to the list', () => {
    fc.assert(
      fc.property(table, fc.array(step, { maxLength: 40 }), (first, steps) => {
        let view = listView('name');
        let source: readonly Row[] = first;
        let visible = 5;
        let chosen: string | null = null;
        for (const one of steps) {
          if (one.kind === 'sort') view = { ...view, sort: one.sort, descending: one.descending };
          if (one.kind === 'refresh') source = one.rows;
          if (one.kind === 'resize') visible = one.visible;
          const shown = names(ordered(source, LIST, view));
          if (one.kind === 'move') {
            view = move(view, shown, visible, one.motion);
            chosen = shown.length === 0 ? chosen : view.selected;
          }
          const { top, bottom, cursor } = locate(view, shown, visible);
          if (shown.length === 0) {
            expect(cursor).toBe(-1);
            continue;
          }
          expect(cursor).toBeGreaterThanOrEqual(top);
          expect(cursor).toBeLessThan(bottom);
          expect(bottom - top).toBe(Math.min(visible, shown.length));
          if (chosen !== null && shown.includes(chosen)) expect(shown[cursor]).toBe(chosen);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('comes to every row, and the same number of steps leads back', () => {
    const all = rows(...Array.from({ length: 30 }, (_, index) => `t${index}`)).map(
      ({ name: n }) => n,
    );
    let view = listView();
    for (let index = 1; index < all.length; index += 1) {
      view = move(view, all, 7, byRows(1));
      expect(view.selected).toBe(all[index]);
    }
    expect(at(view, all, 7)).toBe('t29 on line 6');
    for (let index = all.length - 2; index >= 0; index -= 1) view = move(view, all, 7, byRows(-1));
    expect(at(view, all, 7)).toBe('t0 on line 0');
  });
});

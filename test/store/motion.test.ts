import { describe, expect, it } from 'vitest';
import { byPages, byRows, FIRST, LAST, clampTop, scrolled } from '../../src/store/motion.js';

const extent = { count: 100, visible: 10 };

describe('scrolling', () => {
  it('moves by rows and stays within what there is', () => {
    expect(scrolled(5, byRows(3), extent)).toBe(8);
    expect(scrolled(5, byRows(-9), extent)).toBe(0);
    expect(scrolled(88, byRows(9), extent)).toBe(90);
  });

  it('keeps a row of context on a whole page', () => {
    expect(scrolled(0, byPages(1), extent)).toBe(9);
    expect(scrolled(0, byPages(0.5), extent)).toBe(5);
  });

  it('moves at least a row, however small the pane', () => {
    expect(scrolled(5, byPages(1), { count: 100, visible: 1 })).toBe(6);
    expect(scrolled(5, byPages(-0.5), { count: 100, visible: 1 })).toBe(4);
  });

  it('goes to both ends', () => {
    expect(scrolled(50, FIRST, extent)).toBe(0);
    expect(scrolled(50, LAST, extent)).toBe(90);
  });

  it('starts from where it can be when there is less than before', () => {
    expect(scrolled(500, byRows(-1), extent)).toBe(89);
    expect(clampTop(500, { count: 3, visible: 10 })).toBe(0);
  });
});

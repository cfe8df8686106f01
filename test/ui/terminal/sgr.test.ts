import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySgr, sgrBetween, type Style } from '../../../src/ui/terminal/sgr.js';

const code = fc.constantFrom(
  ...[0, 1, 2, 3, 4, 5, 7, 8, 9, 22, 23, 24, 25, 27, 28, 29],
  ...[30, 31, 37, 39, 40, 44, 47, 49, 90, 97, 100, 107],
);
const style: fc.Arbitrary<Style> = fc
  .array(code, { maxLength: 8 })
  .map((codes) => codes.reduce((before, each) => applySgr(before, String(each)), 0));

describe('SGR', () => {
  it('gets from any style to any other', () => {
    fc.assert(
      fc.property(style, style, (from, to) => {
        const sequence = sgrBetween(from, to);
        if (from === to) expect(sequence).toBe('');
        else expect(applySgr(from, sequence.slice(2, -1))).toBe(to);
      }),
    );
  });

  it('knows only the 16 colours of the terminal, and is not confused by others', () => {
    const red = applySgr(0, '31');
    expect(applySgr(red, '38;5;4')).toBe(red);
    expect(applySgr(red, '48;2;1;4;7;1')).toBe(applySgr(red, '1'));
    expect(applySgr(red, '38:2::1:2:3;4:3')).toBe(applySgr(red, '4'));
    expect(applySgr(red, '53;1000;')).toBe(applySgr(red, '0'));
  });

  it('writes the shortest sequence', () => {
    expect(sgrBetween(applySgr(0, '1;31'), applySgr(0, '1;32'))).toBe('\u001B[32m');
    expect(sgrBetween(applySgr(0, '1;31'), 0)).toBe('\u001B[m');
    expect(sgrBetween(applySgr(0, '1;2'), applySgr(0, '2'))).toBe('\u001B[0;2m');
  });
});

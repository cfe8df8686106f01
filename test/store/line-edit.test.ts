import { describe, expect, it } from 'vitest';
import { editLine, lineOf, type Edit } from '../../src/store/line-edit.js';

function after(text: string, ...edits: Edit[]): string {
  const { text: result, cursor } = edits.reduce(editLine, lineOf(text));
  return `${result.slice(0, cursor)}|${result.slice(cursor)}`;
}

describe('editing a line', () => {
  it('inserts where the cursor is', () => {
    expect(after('ac', { kind: 'left' }, { kind: 'insert', text: 'b' })).toBe('ab|c');
  });

  it('makes one line of a paste', () => {
    expect(after('', { kind: 'insert', text: 'two\nlines\u001b[31m' })).toBe('two lines [31m|');
  });

  it('takes a bounded paste', () => {
    expect(after('', { kind: 'insert', text: 'x'.repeat(5000) })).toHaveLength(1001);
  });

  it('moves over and deletes what looks like one character', () => {
    expect(after('a👩‍👩‍👧', { kind: 'backspace' })).toBe('a|');
    expect(after('ae\u0301', { kind: 'left' })).toBe('a|e\u0301');
    expect(after('e\u0301x', { kind: 'start' }, { kind: 'delete' })).toBe('|x');
  });

  it('deletes the word before the cursor, with the blanks behind it', () => {
    expect(after('one two  ', { kind: 'word' })).toBe('one |');
    expect(after('one', { kind: 'word' })).toBe('|');
    expect(after('', { kind: 'word' })).toBe('|');
  });

  it('deletes to the start of the line', () => {
    expect(after('one two', { kind: 'left' }, { kind: 'clear' })).toBe('|o');
  });

  it('stops at both ends', () => {
    expect(after('ab', { kind: 'right' }, { kind: 'delete' })).toBe('ab|');
    expect(after('ab', { kind: 'start' }, { kind: 'left' }, { kind: 'backspace' })).toBe('|ab');
    expect(after('ab', { kind: 'start' }, { kind: 'end' })).toBe('ab|');
  });
});

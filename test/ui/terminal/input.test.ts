import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputParser, parseInput, type InputEvent } from '../../../src/ui/terminal/input.js';
import { FakeTimers } from './fakes.js';

function names(input: string): string[] {
  return parseInput(input).map((event) => (event.type === 'key' ? event.name : `“${event.text}”`));
}

describe('parseInput', () => {
  it.each([
    ['keys that arrive together', 'jjG:', ['j', 'j', 'G', ':']],
    [
      'control characters',
      '\r\t\u0003\u0004\u0015\u0006\u007f\u001a',
      ['enter', 'tab', 'ctrl-c', 'ctrl-d', 'ctrl-u', 'ctrl-f', 'backspace', 'ctrl-z'],
    ],
    ['space', ' ', ['space']],
    ['arrows, CSI and SS3', '\u001B[A\u001BOB\u001B[C\u001BOD', ['up', 'down', 'right', 'left']],
    [
      'home and end of xterm, rxvt and linux',
      '\u001B[H\u001BOF\u001B[7~\u001B[8~\u001B[1~\u001B[4~',
      ['home', 'end', 'home', 'end', 'home', 'end'],
    ],
    [
      'paging and editing keys',
      '\u001B[5~\u001B[6~\u001B[3~\u001B[2~',
      ['pgup', 'pgdn', 'delete', 'insert'],
    ],
    ['shift-tab', '\u001B[Z', ['shift-tab']],
    [
      'function keys of xterm, rxvt and linux',
      '\u001BOP\u001B[11~\u001B[[A\u001B[15~\u001B[24~',
      ['f1', 'f1', 'f1', 'f5', 'f12'],
    ],
    [
      'modifiers',
      '\u001B[1;5A\u001B[1;2B\u001B[5;3~\u001BOa\u001B[b\u001B[6^',
      ['ctrl-up', 'shift-down', 'alt-pgup', 'ctrl-up', 'shift-down', 'ctrl-pgdn'],
    ],
    [
      'keys reported by code',
      '\u001B[27;5;105~\u001B[113;3u\u001B[13u',
      ['ctrl-i', 'alt-q', 'enter'],
    ],
    ['alt', '\u001Bx\u001B\u001B[A\u001B\r', ['alt-x', 'alt-up', 'alt-enter']],
    ['a lone escape, and two', '\u001B', ['esc']],
    ['escape twice', '\u001B\u001B', ['esc', 'esc']],
    ['graphemes', 'é\u0301日👨‍👩‍👧!', ['é\u0301', '日', '👨‍👩‍👧', '!']],
    [
      'mouse reports, focus and answers',
      'a\u001B[M !!\u001B[<0;3;4M\u001B[I\u001B[0n\u001B[?1;2c\u001B]11;rgb:0/0/0\u0007b',
      ['a', 'b'],
    ],
    ['a paste', 'a\u001B[200~two\rlines \u001B[A\u001B[201~b', ['a', '“two\nlines \u001B[A”', 'b']],
  ])('reads %s', (_, input, expected) => {
    expect(names(input)).toEqual(expected);
  });

  it('gives the text that a key types', () => {
    expect(parseInput('j \r')).toEqual([
      { type: 'key', name: 'j', text: 'j' },
      { type: 'key', name: 'space', text: ' ' },
      { type: 'key', name: 'enter', text: '' },
    ]);
  });
});

describe('InputParser', () => {
  function listen(): { events: InputEvent[]; parser: InputParser; timers: FakeTimers } {
    const events: InputEvent[] = [];
    const timers = new FakeTimers();
    const parser = new InputParser({ onEvent: (event) => events.push(event), timers });
    return { events, parser, timers };
  }

  it('takes a lone ESC for the key only when nothing follows it', () => {
    const { events, parser, timers } = listen();
    parser.push('\u001B');
    timers.advance(20);
    parser.push('[A');
    expect(events).toMatchObject([{ name: 'up' }]);
    parser.push('\u001B');
    timers.advance(49);
    expect(events).toHaveLength(1);
    timers.advance(1);
    expect(events).toMatchObject([{ name: 'up' }, { name: 'esc' }]);
    expect(timers.pending).toBe(0);
  });

  it('gives up waiting for the end of a paste', () => {
    const { events, parser, timers } = listen();
    parser.push('\u001B[200~half a');
    parser.push(' paste');
    timers.advance(1_000);
    parser.push('j');
    expect(events).toEqual([
      { type: 'paste', text: 'half a paste' },
      { type: 'key', name: 'j', text: 'j' },
    ]);
  });

  it('reads the same from pieces as from the whole', () => {
    const token = fc.constantFrom(
      ...['j', 'G', ' ', '\r', 'é', '日', '😀', '\u001B[A', '\u001BOB', '\u001B[5~', '\u001B[1;5C'],
      ...['\u001B[200~pasted 日\r\n\u001B[201~', '\u001B[<0;1;2M', '\u001B[Z', '\u0003', '\u001Bx'],
    );
    fc.assert(
      fc.property(fc.array(token), fc.array(fc.nat(), { maxLength: 8 }), (tokens, cuts) => {
        const input = Buffer.from(tokens.join(''));
        const { events, parser } = listen();
        const at = cuts.map((cut) => cut % (input.length + 1)).sort((a, b) => a - b);
        for (const [index, from] of [0, ...at].entries()) {
          parser.push(input.subarray(from, at[index] ?? input.length));
        }
        expect(events).toEqual(parseInput(input.toString()));
      }),
    );
  });

  it('survives anything', () => {
    const unit = fc.constantFrom(
      '\u001B',
      '[',
      'O',
      'M',
      '~',
      '2',
      '0',
      '1',
      ';',
      '\u0007',
      'x',
      '日',
    );
    fc.assert(
      fc.property(fc.array(fc.string({ unit })), (chunks) => {
        const { parser, timers } = listen();
        for (const chunk of chunks) parser.push(chunk);
        timers.advance(2_000);
        expect(timers.pending).toBe(0);
      }),
    );
  });

  it('reads a long burst in reasonable time', () => {
    const { events, parser } = listen();
    parser.push('日本語é'.repeat(20_000));
    expect(events).toHaveLength(80_000);
  });
});

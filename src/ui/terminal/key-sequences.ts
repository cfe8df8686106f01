/** Final letters of `CSI … X` and `SS3 X`, as xterm, screen, tmux and the Linux console send them. */
const LETTERS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'begin',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift-tab',
};

/** rxvt sends shift (CSI) and ctrl (SS3) with an arrow as the small letter. */
const RXVT_ARROWS: Readonly<Record<string, string>> = { a: 'up', b: 'down', c: 'right', d: 'left' };

/** `CSI N ~`: VT220 editing keys, with rxvt's and the Linux console's home and end. */
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pgup',
  6: 'pgdn',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/** The Linux console's `CSI [ A` … `CSI [ E`. */
const LINUX_FUNCTION_KEYS: Readonly<Record<string, string>> = {
  A: 'f1',
  B: 'f2',
  C: 'f3',
  D: 'f4',
  E: 'f5',
};

/** Control characters with a name of their own; the others are `ctrl-` and a letter. */
const CONTROLS: Readonly<Record<number, string>> = {
  0x00: 'ctrl-space',
  0x08: 'backspace',
  0x09: 'tab',
  0x0a: 'enter',
  0x0d: 'enter',
  0x1b: 'esc',
  0x1c: 'ctrl-\\',
  0x1d: 'ctrl-]',
  0x1e: 'ctrl-^',
  0x1f: 'ctrl-_',
  0x20: 'space',
  0x7f: 'backspace',
};

/** Name of a control character (or space, or backspace); undefined for one that is no key (C1). */
export function controlName(code: number): string | undefined {
  const name = CONTROLS[code];
  if (name !== undefined) return name;
  return code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x60)}` : undefined;
}

/** Name of `CSI parameters final`; undefined for what is no key (mouse, focus, answers to queries). */
export function csiName(parameters: string, final: string): string | undefined {
  if (parameters.startsWith('[')) return LINUX_FUNCTION_KEYS[final];
  if (/[<-?]/.test(parameters)) return undefined;
  const numbers = parameters.split(';');
  const first = numbers[0] ?? '';
  const modifier = Number((numbers[1] ?? '1').split(':', 1)[0]);
  switch (final) {
    case '~':
      // xterm's modifyOtherKeys: CSI 27 ; modifier ; code ~
      if (first === '27') return codeName(Number(numbers[2] ?? ''), modifier);
      return modified(NUMBERS[first], modifier);
    case 'u':
      return codeName(Number(first.split(':', 1)[0]), modifier);
    case '^':
      return modified(NUMBERS[first], 5);
    case '$':
      return modified(NUMBERS[first], 2);
    case '@':
      return modified(NUMBERS[first], 6);
    case 'a':
    case 'b':
    case 'c':
    case 'd':
      return modified(RXVT_ARROWS[final], 2);
    default:
      return modified(LETTERS[final], modifier);
  }
}

/** Name of `SS3 final`: application cursor keys, F1 to F4, the keypad's enter, rxvt's ctrl-arrows. */
export function ss3Name(final: string): string | undefined {
  if (final === 'M') return 'enter';
  const arrow = RXVT_ARROWS[final];
  return arrow === undefined ? LETTERS[final] : modified(arrow, 5);
}

function codeName(code: number, modifier: number): string | undefined {
  if (!Number.isInteger(code) || code < 0 || code > 0x10ffff) return undefined;
  return modified(controlName(code) ?? String.fromCodePoint(code), modifier);
}

/** xterm's modifier is one more than the bits shift 1, alt 2, ctrl 4. */
function modified(name: string | undefined, modifier: number): string | undefined {
  if (name === undefined) return undefined;
  const bits = Number.isInteger(modifier) && modifier > 0 ? modifier - 1 : 0;
  const shift = (bits & 1) !== 0 && !name.startsWith('shift-') ? 'shift-' : '';
  return `${(bits & 4) !== 0 ? 'ctrl-' : ''}${(bits & 2) !== 0 ? 'alt-' : ''}${shift}${name}`;
}

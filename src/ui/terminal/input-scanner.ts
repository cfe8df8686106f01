import { controlName, csiName, ss3Name } from './key-sequences.js';

/** One key press. `text` is what it would type, '' for keys that type nothing. */
export interface KeyEvent {
  readonly type: 'key';
  /** `j`, `G`, `enter`, `shift-tab`, `ctrl-c`, `alt-x`, `pgdn`, `f1`, … */
  readonly name: string;
  readonly text: string;
}

/** Text that was pasted, in one piece, with `\n` at line ends; it may hold anything. */
export interface PasteEvent {
  readonly type: 'paste';
  readonly text: string;
}

export type InputEvent = KeyEvent | PasteEvent;

/** What stands at the beginning of some input, and how many units it takes; 0: more must come first. */
interface Scanned {
  readonly length: number;
  readonly event?: KeyEvent;
  readonly pasteBegins?: true;
  /** An answer to “what are you?” (DA1). */
  readonly answer?: true;
}

const INCOMPLETE: Scanned = { length: 0 };
const ESC = '\u001B';

const CSI = /^\u001B\[(\[|[0-?]*)[ -/]*([$@-~])/;
const CSI_BEGINNING = /^\u001B\[(?:\[|[0-?]*[ -/]*)$/;
const STRING = /^\u001B[\]P_^X][^\u0007\u001B]*(?:\u0007|\u001B\\)/;
const STRING_BEGINNING = /^\u001B[\]P_^X][^\u0007\u001B]*\u001B?$/;
const TEXT = /^[^\u0000-\u0020\u007F-\u009F]+/;

const LONGEST_GRAPHEME = 64;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function key(name: string, text = ''): KeyEvent {
  return { type: 'key', name, text };
}

/**
 * Reads one key off the front of `input`. With `complete` nothing more will come, and what looks
 * like the beginning of a sequence is taken for the keys that it may be.
 */
export function scanKey(input: string, complete: boolean): Scanned {
  if (input.startsWith(ESC)) return scanEscape(input, complete);
  const code = input.charCodeAt(0);
  if (code <= 0x20 || (code >= 0x7f && code < 0xa0)) {
    const name = controlName(code);
    if (name === undefined) return { length: 1 };
    return { length: 1, event: key(name, name === 'space' ? ' ' : '') };
  }
  const grapheme = firstGrapheme(input);
  return { length: grapheme.length, event: key(grapheme, grapheme) };
}

function firstGrapheme(input: string): string {
  // Plain letters, the usual case, need no segmenter.
  if (input.charCodeAt(0) < 0x7f && (input.length === 1 || input.charCodeAt(1) < 0x7f)) {
    return input.charAt(0);
  }
  // Only the beginning is looked at, so that a long burst does not cost its square.
  const text = TEXT.exec(input.slice(0, LONGEST_GRAPHEME))?.[0] ?? input.charAt(0);
  for (const { segment } of segmenter.segment(text)) return segment;
  return text;
}

function scanEscape(input: string, complete: boolean): Scanned {
  if (input.length === 1) return complete ? { length: 1, event: key('esc') } : INCOMPLETE;
  const csi = CSI.exec(input);
  if (csi !== null) return scanCsi(input, csi, complete);
  if (CSI_BEGINNING.test(input) && !complete) return INCOMPLETE;
  if (input.startsWith('\u001BO')) return scanSs3(input, complete);
  const string = STRING.exec(input);
  if (string !== null) return { length: string[0].length };
  if (STRING_BEGINNING.test(input) && !complete) return INCOMPLETE;
  return scanAlt(input, complete);
}

function scanCsi(input: string, match: RegExpExecArray, complete: boolean): Scanned {
  const [whole, parameters = '', final = ''] = match;
  // The oldest mouse protocol: three bytes behind the final letter.
  if (final === 'M' && parameters === '') {
    return input.length < whole.length + 3 && !complete
      ? INCOMPLETE
      : { length: Math.min(input.length, whole.length + 3) };
  }
  if (final === '~' && parameters === '200') return { length: whole.length, pasteBegins: true };
  if (final === 'c' && parameters.startsWith('?')) return { length: whole.length, answer: true };
  const name = csiName(parameters, final);
  return name === undefined ? { length: whole.length } : { length: whole.length, event: key(name) };
}

function scanSs3(input: string, complete: boolean): Scanned {
  const final = input.charAt(2);
  if (final === '') return complete ? { length: 2, event: key('alt-O') } : INCOMPLETE;
  const name = ss3Name(final);
  return name === undefined ? { length: 3 } : { length: 3, event: key(name) };
}

/** ESC in front of a key is alt with that key; in front of another escape it is itself. */
function scanAlt(input: string, complete: boolean): Scanned {
  if (input.startsWith(ESC, 1)) {
    const inner = input.length > 2 ? scanKey(input.slice(1), complete) : undefined;
    // rxvt: alt with an arrow is ESC before the arrow's whole sequence.
    if (inner?.event !== undefined && inner.length > 2) {
      return { length: inner.length + 1, event: key(`alt-${inner.event.name}`) };
    }
    return { length: 1, event: key('esc') };
  }
  const inner = scanKey(input.slice(1), complete);
  const event = inner.event === undefined ? {} : { event: key(`alt-${inner.event.name}`) };
  return { length: inner.length + 1, ...event };
}

import type { Line, Span, Tone } from '../model/styled.js';
import { readableString } from './json-text.js';

const INDENT = '  ';
/** Levels that move the text to the right; below that a number says how deep it is. */
const MAX_INDENT = 40;
const OPENS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * Lays JSON text out with two blanks a level. Takes the text as it is written: fields keep their
 * order and numbers every digit. The text must be valid, or the beginning of a valid one. Stops
 * after `maxLines`; `used` is how much of the text the lines show.
 */
export function prettyJson(text: string, maxLines: number): { lines: Line[]; used: number } {
  const page = new Page();
  let used = 0;
  let afterKey = false;
  for (;;) {
    const start = skipBlank(text, used);
    if (start === text.length) return { lines: page.close(), used: start };
    if (page.lines.length >= maxLines) return { lines: page.close(), used };
    const sign = text.charAt(start);
    if (sign === '"') {
      used = stringEnd(text, start);
      const isKey = page.inObject && !afterKey;
      page.value(readableString(text.slice(start, used)), isKey ? 'key' : 'string');
    } else if ('{}[],:'.includes(sign)) {
      used = drawSign(page, text, start);
    } else {
      used = wordEnd(text, start);
      const word = text.slice(start, used);
      page.value(word, toneOf(word));
    }
    afterKey = sign === ':';
  }
}

/** Returns the index behind what was drawn: an empty object or array is drawn in one piece. */
function drawSign(page: Page, text: string, start: number): number {
  const sign = text.charAt(start);
  const close = OPENS[sign];
  if (close === undefined) {
    page.sign(sign);
    return start + 1;
  }
  const next = skipBlank(text, start + 1);
  if (text.charAt(next) !== close) {
    page.open(sign);
    return start + 1;
  }
  page.value(sign + close, 'punctuation');
  return next + 1;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

/** Index behind the string that begins at `start`, or the text's end where it was cut. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x22) return at + 1;
  }
  return text.length;
}

function wordEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && !' \t\r\n{}[],:"'.includes(text.charAt(at))) at += 1;
  return at;
}

function toneOf(word: string): Tone {
  if (word.startsWith('t') || word.startsWith('f')) return 'boolean';
  return word.startsWith('n') ? 'null' : 'number';
}

/** The lines that grow while the tokens come in. */
class Page {
  readonly lines: Line[] = [];
  private current: Span[] = [];
  private readonly opened: string[] = [];
  private readonly indents = new Map<number, Span>();

  get inObject(): boolean {
    return this.opened.at(-1) === '{';
  }

  value(text: string, tone: Tone): void {
    if (this.current.length === 0) this.indent();
    this.current.push({ text, tone });
  }

  open(sign: string): void {
    this.value(sign, 'punctuation');
    this.opened.push(sign);
    this.endLine();
  }

  sign(sign: string): void {
    if (sign === ':') this.current.push({ text: ': ', tone: 'punctuation' });
    else if (sign === ',') {
      this.current.push({ text: ',', tone: 'punctuation' });
      this.endLine();
    } else {
      this.endLine();
      this.opened.pop();
      this.value(sign, 'punctuation');
    }
  }

  close(): Line[] {
    this.endLine();
    return this.lines;
  }

  private endLine(): void {
    if (this.current.length > 0) this.lines.push(this.current);
    this.current = [];
  }

  private indent(): void {
    const depth = this.opened.length;
    if (depth === 0) return;
    const known = this.indents.get(depth);
    const span = known ?? indentOf(depth);
    if (known === undefined) this.indents.set(depth, span);
    this.current.push(span);
  }
}

function indentOf(depth: number): Span {
  if (depth <= MAX_INDENT) return { text: INDENT.repeat(depth), tone: 'plain' };
  return { text: `${INDENT.repeat(MAX_INDENT)}(level ${depth}) `, tone: 'dim' };
}

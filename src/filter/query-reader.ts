import { QueryError } from './query-error.js';

/** What stands in quotes behind a backslash for something else, as in JSON. */
const ESCAPED: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The text of a query with a place in it; the small pieces that a query is read in. */
export class QueryReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The character at a distance from the place; empty outside of the text. */
  peek(distance = 0): string {
    return this.text.charAt(this.at + distance);
  }

  skipSpace(): void {
    while (isSpace(this.peek())) this.at += 1;
  }

  /** Whether what is under the place ends a word: white space, a parenthesis, the end. */
  get isAtBoundary(): boolean {
    return isBoundary(this.peek());
  }

  /** From the place to where the word ends, for showing what to type. */
  restOfWord(from = this.at): string {
    let end = from;
    while (!isBoundary(this.text.charAt(end))) end += 1;
    return this.text.slice(from, end);
  }

  /** A text in quotes of either kind, from the opening one on; its escapes are JSON's, and `\` before anything else. */
  quoted(): string {
    const opening = this.at;
    const quote = this.peek();
    let text = '';
    this.at += 1;
    for (;;) {
      if (this.isAtEnd)
        throw new QueryError(
          opening,
          `this quote is never closed`,
          `close it: ${this.text.slice(opening).trimEnd()}${quote}`,
        );
      const character = this.peek();
      this.at += 1;
      if (character === quote) return text;
      text += character === '\\' ? this.#escape() : character;
    }
  }

  /** What stands behind a backslash in quotes. */
  #escape(): string {
    const hex = /^u[0-9a-fA-F]{4}/.exec(this.text.slice(this.at, this.at + 5));
    if (hex) {
      this.at += 5;
      return String.fromCharCode(parseInt(hex[0].slice(1), 16));
    }
    const character = this.peek();
    this.at += character.length;
    return ESCAPED[character] ?? character;
  }

  /** Throws unless a word ends here. */
  expectBoundary(what: string, from: number): void {
    if (this.isAtBoundary && this.peek() !== '(') return;
    throw new QueryError(
      this.at,
      `${characterAt(this.text, this.at)} comes directly behind ${what}`,
      `put a space between them, or quote it all: ${quotedText(this.text.slice(from, this.at) + this.restOfWord())}`,
    );
  }
}

/** The whole character at a place, also where it takes two units. */
export function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

export function isSpace(character: string): boolean {
  return character !== '' && /\s/.test(character);
}

export function isBoundary(character: string): boolean {
  return character === '' || character === '(' || character === ')' || isSpace(character);
}

/** How a text is typed so that nothing in it means anything but itself. */
export function quotedText(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

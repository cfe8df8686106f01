import { StringDecoder } from 'node:string_decoder';
import { scanKey, type InputEvent } from './input-scanner.js';
import type { Timers } from './timers.js';

export type { InputEvent, KeyEvent, PasteEvent } from './input-scanner.js';

/** ms after which an ESC that nothing followed was the key. */
const ESCAPE_WAIT = 50;

/** ms of silence after which a paste without its end is taken for whole, so that keys work again. */
const PASTE_WAIT = 1_000;

/** A longer paste is cut: nobody meant to type that much into a prompt. */
const LONGEST_PASTE = 1 << 20;

const PASTE_END = '\u001B[201~';

export interface InputParserOptions {
  readonly onEvent: (event: InputEvent) => void;
  /** The terminal said what it is, because it was asked. */
  readonly onAnswer?: () => void;
  /** Without timers an ESC waits for what follows it until `flush`. */
  readonly timers?: Timers;
}

/**
 * Turns what stdin delivers into key presses, one by one: keys that arrive together, sequences and
 * characters that arrive in pieces. Mouse reports and sequences that are no key are swallowed.
 */
export class InputParser {
  readonly #options: InputParserOptions;
  #decoder = new StringDecoder('utf8');
  #rest = '';
  #paste: string | null = null;
  #cancelTimer: (() => void) | null = null;

  constructor(options: InputParserOptions) {
    this.#options = options;
  }

  push(chunk: Buffer | string): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    // A paste whose end never comes must not keep anybody from leaving.
    if (this.#paste !== null && text === '\u0003') this.flush();
    this.#rest += text;
    this.#read(false);
    if (this.#rest === '' && this.#paste === null) return;
    const wait = this.#paste === null ? ESCAPE_WAIT : PASTE_WAIT;
    this.#cancelTimer =
      this.#options.timers?.after(wait, () => {
        this.flush();
      }) ?? null;
  }

  /** Nothing more will come for what has begun: a lone ESC is the key, an unfinished paste is whole. */
  flush(): void {
    if (this.#paste !== null) {
      const text = this.#rest;
      this.#rest = '';
      this.#endPaste(text);
    }
    this.#read(true);
  }

  /** Forgets what has begun. */
  reset(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#decoder = new StringDecoder('utf8');
    this.#rest = '';
    this.#paste = null;
  }

  #read(complete: boolean): void {
    while (this.#rest !== '') {
      if (this.#paste !== null && !this.#readPaste()) return;
      if (this.#rest === '') return;
      const { length, event, pasteBegins, answer } = scanKey(this.#rest, complete);
      if (length === 0) return;
      this.#rest = this.#rest.slice(length);
      if (pasteBegins === true) this.#paste = '';
      if (answer === true) this.#options.onAnswer?.();
      if (event !== undefined) this.#options.onEvent(event);
    }
  }

  /** Whether the end of the paste was there. */
  #readPaste(): boolean {
    const end = this.#rest.indexOf(PASTE_END);
    if (end !== -1) {
      const text = this.#rest.slice(0, end);
      this.#rest = this.#rest.slice(end + PASTE_END.length);
      this.#endPaste(text);
      return true;
    }
    // The end itself may be arriving in pieces.
    const kept = Math.min(this.#rest.length, PASTE_END.length - 1);
    this.#grow(this.#rest.slice(0, this.#rest.length - kept));
    this.#rest = this.#rest.slice(this.#rest.length - kept);
    return false;
  }

  #grow(text: string): void {
    this.#paste = ((this.#paste ?? '') + text).slice(0, LONGEST_PASTE);
  }

  #endPaste(last: string): void {
    this.#grow(last);
    const text = (this.#paste ?? '').replace(/\r\n?/g, '\n');
    this.#paste = null;
    this.#options.onEvent({ type: 'paste', text });
  }
}

/** The events of input that is complete as it is. */
export function parseInput(chunk: string): InputEvent[] {
  const events: InputEvent[] = [];
  const parser = new InputParser({ onEvent: (event) => events.push(event) });
  parser.push(chunk);
  parser.flush();
  return events;
}

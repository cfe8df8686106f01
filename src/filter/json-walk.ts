import { isUtf8 } from 'node:buffer';
import { unescapeJson } from '../decode/json-text.js';
import { scanJson } from '../decode/json-scan.js';
import { skipSpace } from '../decode/json-tokens.js';
import { type PathState, pathStates } from './path-states.js';
import type { PathSegment } from './query-syntax.js';
import { CONTAINER, FALSE, NULL, NUMBER, STRING, type ScalarTest, TRUE } from './scalar-test.js';

/** What is looked for in a JSON text: a place, and what must stand there. */
export interface JsonTerm {
  readonly path: readonly PathSegment[];
  readonly test: ScalarTest;
}

const OBJECT = 1;
const ARRAY = 2;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Bytes of a string that are looked at here before Node is asked for the quote. */
const NEAR = 24;

/** Stacks that a deep text has made larger than this are given up again. */
const KEPT_DEPTH = 1024;

/**
 * Walks once through a JSON text and finds out which terms hold somewhere in it. Nothing is made of the text
 * but what a test has to see: numbers keep their digits, nesting has no limit, and of fields that stand there
 * twice either may match. Whether the bytes are JSON at all is not looked at on the way: few messages come so
 * far that it matters, and `isJson` tells.
 */
export class JsonWalk {
  /** 1 for each term that held in the last text. */
  readonly hits: Uint8Array;
  readonly #root: PathState | null;
  readonly #tests: readonly ScalarTest[];
  #kinds = new Uint8Array(64);
  #states: (PathState | null)[] = [];
  #indexes: number[] = [];
  /** How many terms have not held yet. */
  #open = 0;
  #hasEscapes = false;

  constructor(terms: readonly JsonTerm[]) {
    this.hits = new Uint8Array(terms.length);
    this.#root = pathStates(terms.map(({ path }) => path));
    this.#tests = terms.map(({ test }) => test);
  }

  /** Sets `hits`, which is right if the bytes are JSON. */
  run(bytes: Buffer): void {
    this.hits.fill(0);
    this.#open = this.hits.length;
    this.#hasEscapes = bytes.includes(BACKSLASH);
    this.#walk(bytes);
    if (this.#kinds.length <= KEPT_DEPTH) return;
    this.#kinds = new Uint8Array(64);
    this.#states = [];
    this.#indexes = [];
  }

  #walk(bytes: Buffer): void {
    const end = bytes.length;
    const states = this.#states;
    let kinds = this.#kinds;
    let depth = 0;
    let state = this.#root;
    let at = skipSpace(bytes, 0, end);
    for (;;) {
      // A value begins at `at`; `state` is what is looked for in it.
      const byte = at < end ? bytes[at] : -1;
      const isAsked = state !== null && state.terms.length > 0;
      let isOpen = false;
      if (byte === QUOTE) {
        const from = at + 1;
        at = this.#behindString(bytes, from, end);
        if (isAsked && state) this.#test(state, STRING, bytes, from, at - 1);
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (isAsked && state) this.#test(state, CONTAINER, bytes, at, at);
        if (depth === kinds.length) kinds = this.#grow();
        kinds[depth] = byte === OPEN_OBJECT ? OBJECT : ARRAY;
        states[depth] = state;
        this.#indexes[depth] = 0;
        depth += 1;
        at = skipSpace(bytes, at + 1, end);
        isOpen = true;
      } else {
        const from = at;
        at = behindScalar(bytes, from, end);
        if (isAsked && state) this.#test(state, kindOf(byte ?? 0), bytes, from, at);
      }
      if (this.#open === 0) return;
      // Behind a value, or behind an opening bracket: closing ones, then what comes before the next value.
      for (;;) {
        if (!isOpen) at = skipSpace(bytes, at, end);
        if (depth === 0 || at >= end) return;
        const next = bytes[at];
        if (next !== CLOSE_OBJECT && next !== CLOSE_ARRAY) break;
        depth -= 1;
        at += 1;
        isOpen = false;
      }
      if (!isOpen) at = skipSpace(bytes, at + 1, end);
      const parent = states[depth - 1] ?? null;
      if (kinds[depth - 1] === ARRAY) {
        state = parent === null ? null : this.#element(parent, depth - 1);
        continue;
      }
      const from = at + 1;
      at = this.#behindString(bytes, from, end);
      state = parent === null ? null : this.#member(parent, bytes, from, at - 1);
      at = skipSpace(bytes, skipSpace(bytes, at, end) + 1, end);
    }
  }

  /** Behind the closing quote; behind the end where there is none. */
  #behindString(bytes: Buffer, from: number, end: number): number {
    // Short ones are found sooner than they are asked for.
    const near = Math.min(end, from + NEAR);
    let at = from;
    while (at < near && bytes[at] !== QUOTE) at += 1;
    for (;;) {
      if (at >= near) at = bytes.indexOf(QUOTE, at);
      if (at < 0) return end + 1;
      if (!this.#hasEscapes || !isEscaped(bytes, from, at)) return at + 1;
      at = bytes.indexOf(QUOTE, at + 1);
    }
  }

  #element(parent: PathState, level: number): PathState | null {
    if (!parent.countsElements) return parent.element(0);
    const index = this.#indexes[level] ?? 0;
    this.#indexes[level] = index + 1;
    return parent.element(index);
  }

  #member(parent: PathState, bytes: Buffer, start: number, end: number): PathState | null {
    const { members } = parent;
    if (members.length === 0) return null;
    if (this.#hasEscapes && hasBackslash(bytes, start, end)) {
      const name = unescapeJson(bytes.toString('utf8', start, end));
      return members.find((member) => member.name === name)?.state ?? null;
    }
    for (const { bytes: name, state } of members) {
      if (name.length === end - start && isAt(name, bytes, start)) return state;
    }
    return null;
  }

  #test(state: PathState, kind: number, bytes: Buffer, start: number, end: number): void {
    const escapes = this.#hasEscapes && kind === STRING && hasBackslash(bytes, start, end);
    for (const term of state.terms) {
      if (this.hits[term] !== 0 || !this.#tests[term]?.(kind, bytes, start, end, escapes)) continue;
      this.hits[term] = 1;
      this.#open -= 1;
    }
  }

  #grow(): Uint8Array<ArrayBuffer> {
    const larger = new Uint8Array(this.#kinds.length * 2);
    larger.set(this.#kinds);
    return (this.#kinds = larger);
  }
}

/** Whether the bytes are JSON, exactly as strictly as JSON.parse. */
export function isJson(bytes: Buffer): boolean {
  return isUtf8(bytes) && scanJson(bytes, bytes.length, false).badAt === null;
}

/** Whether an odd number of backslashes stands right before the quote. */
function isEscaped(bytes: Buffer, from: number, quote: number): boolean {
  let at = quote - 1;
  while (at >= from && bytes[at] === BACKSLASH) at -= 1;
  return (quote - 1 - at) % 2 === 1;
}

/** Behind a number or a word; a step further at least, whatever stands there. */
function behindScalar(bytes: Buffer, from: number, end: number): number {
  let at = from + 1;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte <= 0x20) break;
    at += 1;
  }
  return at;
}

function kindOf(byte: number): number {
  if (byte === 0x74) return TRUE;
  if (byte === 0x66) return FALSE;
  return byte === 0x6e ? NULL : NUMBER;
}

function hasBackslash(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === BACKSLASH) return true;
  return false;
}

function isAt(name: Buffer, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < name.length; index += 1) {
    if (bytes[start + index] !== name[index]) return false;
  }
  return true;
}

import { isUtf8 } from 'node:buffer';
import { unescapeJson } from '../decode/json-text.js';
import { scanScalar, scanString, skipSpace } from '../decode/json-tokens.js';
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

/** Stacks that a deep text has made larger than this are given up again. */
const KEPT_DEPTH = 1024;

/**
 * Walks once through a JSON text and finds out which terms hold somewhere in it. Nothing is made of the text
 * but what a test has to see: numbers keep their digits, nesting has no limit, and of fields that stand there
 * twice either may match.
 */
export class JsonWalk {
  /** 1 for each term that held in the last text. */
  readonly hits: Uint8Array;
  readonly #root: PathState | null;
  readonly #tests: readonly ScalarTest[];
  #kinds = new Uint8Array(64);
  #states: (PathState | null)[] = [];
  #indexes: number[] = [];

  constructor(terms: readonly JsonTerm[]) {
    this.hits = new Uint8Array(terms.length);
    this.#root = pathStates(terms.map(({ path }) => path));
    this.#tests = terms.map(({ test }) => test);
  }

  /** Sets `hits`; none where the bytes are not JSON as a whole, exactly as strictly as JSON.parse. */
  run(bytes: Buffer): void {
    this.hits.fill(0);
    const isJson = this.#walk(bytes) && (!this.hits.includes(1) || isUtf8(bytes));
    if (!isJson) this.hits.fill(0);
    if (this.#kinds.length <= KEPT_DEPTH) return;
    this.#kinds = new Uint8Array(64);
    this.#states = [];
    this.#indexes = [];
  }

  #walk(bytes: Buffer): boolean {
    const end = bytes.length;
    const states = this.#states;
    let kinds = this.#kinds;
    let depth = 0;
    let state = this.#root;
    let at = skipSpace(bytes, 0, end);
    for (;;) {
      // A value begins at `at`; `state` is what is looked for in it.
      const byte = bytes[at];
      let isOpen = false;
      if (byte === QUOTE) {
        const from = at + 1;
        at = scanString(bytes, from, end);
        if (at < 0) return false;
        if (state !== null && state.terms.length > 0)
          this.#test(state, STRING, bytes, from, at - 1);
      } else if (byte === 0x7b || byte === 0x5b) {
        if (state !== null && state.terms.length > 0) this.#test(state, CONTAINER, bytes, at, at);
        if (depth === kinds.length) kinds = this.#grow();
        kinds[depth] = byte === 0x7b ? OBJECT : ARRAY;
        states[depth] = state;
        this.#indexes[depth] = 0;
        depth += 1;
        at = skipSpace(bytes, at + 1, end);
        isOpen = true;
      } else {
        const from = at;
        at = scanScalar(bytes, from, end);
        if (at < 0) return false;
        if (state !== null && state.terms.length > 0)
          this.#test(state, kindOf(byte ?? 0), bytes, from, at);
      }
      // Behind a value, or behind an opening bracket: closing ones, then what comes before the next value.
      for (;;) {
        if (depth === 0) return skipSpace(bytes, at, end) === end;
        if (!isOpen) at = skipSpace(bytes, at, end);
        const next = bytes[at];
        if (next !== (kinds[depth - 1] === OBJECT ? 0x7d : 0x5d)) break;
        depth -= 1;
        at += 1;
        isOpen = false;
      }
      if (!isOpen) {
        if (bytes[at] !== 0x2c) return false;
        at = skipSpace(bytes, at + 1, end);
      }
      const parent = states[depth - 1] ?? null;
      if (kinds[depth - 1] === ARRAY) {
        state = parent === null ? null : this.#element(parent, depth - 1);
        continue;
      }
      if (bytes[at] !== QUOTE) return false;
      const from = at + 1;
      at = scanString(bytes, from, end);
      if (at < 0) return false;
      state = parent === null ? null : memberOf(parent, bytes, from, at - 1);
      at = skipSpace(bytes, at, end);
      if (bytes[at] !== 0x3a) return false;
      at = skipSpace(bytes, at + 1, end);
    }
  }

  #element(parent: PathState, level: number): PathState | null {
    if (!parent.countsElements) return parent.element(0);
    const index = this.#indexes[level] ?? 0;
    this.#indexes[level] = index + 1;
    return parent.element(index);
  }

  #test(state: PathState, kind: number, bytes: Buffer, start: number, end: number): void {
    const escapes = kind === STRING && hasBackslash(bytes, start, end);
    for (const term of state.terms) {
      if (this.hits[term] === 0 && this.#tests[term]?.(kind, bytes, start, end, escapes) === true)
        this.hits[term] = 1;
    }
  }

  #grow(): Uint8Array<ArrayBuffer> {
    const larger = new Uint8Array(this.#kinds.length * 2);
    larger.set(this.#kinds);
    return (this.#kinds = larger);
  }
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

function memberOf(parent: PathState, bytes: Buffer, start: number, end: number): PathState | null {
  const { members } = parent;
  if (members.length === 0) return null;
  if (hasBackslash(bytes, start, end)) {
    const name = unescapeJson(bytes.toString('utf8', start, end));
    return members.find((member) => member.name === name)?.state ?? null;
  }
  for (const { bytes: name, state } of members) {
    if (name.length === end - start && isAt(name, bytes, start)) return state;
  }
  return null;
}

function isAt(name: Buffer, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < name.length; index += 1) {
    if (bytes[start + index] !== name[index]) return false;
  }
  return true;
}

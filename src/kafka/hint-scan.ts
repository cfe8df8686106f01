import { isAscii } from 'node:buffer';
import type { ByteHint } from '../model/query.js';
import { type LiteralSearch, literalSearch } from './literal-search.js';

/**
 * A hint at work on one buffer after the other. Stretches are asked for from the front to the back, so that
 * each literal is looked for once in the whole buffer: where it does not come any more, everything behind is
 * ruled out by comparing two numbers.
 */
export interface HintScan {
  /** Begins with another buffer, or with another content of the same one. `isAscii`: it is known to hold nothing else. */
  open(bytes: Buffer, isAscii: boolean): void;
  /** Whether the stretch can hold what the hint asks for; `start` never goes back. */
  mayHold(start: number, end: number): boolean;
}

/** Whether some literal of the hint has a character beyond ASCII: such are not looked for where all is ASCII. */
export function asksBeyondAscii(hint: ByteHint): boolean {
  return hint.kind === 'literal' ? !isAscii(hint.bytes) : hint.of.some(asksBeyondAscii);
}

export function hintScan(hint: ByteHint): HintScan {
  switch (hint.kind) {
    case 'literal':
      return new LiteralScan(literalSearch(hint.bytes, hint.foldAscii), !isAscii(hint.bytes));
    case 'all':
      return new AllScan(hint.of.map(hintScan));
    case 'any':
      return new AnyScan(hint.of.map(hintScan));
  }
}

const NOTHING = Buffer.alloc(0);

class LiteralScan implements HintScan {
  readonly #search: LiteralSearch;
  readonly #isBeyondAscii: boolean;
  #bytes: Buffer = NOTHING;
  /** Where the literal is next, at or behind every stretch that was asked for. */
  #next = -1;

  constructor(search: LiteralSearch, isBeyondAscii: boolean) {
    this.#search = search;
    this.#isBeyondAscii = isBeyondAscii;
  }

  open(bytes: Buffer, isAscii: boolean): void {
    this.#bytes = bytes;
    this.#next = isAscii && this.#isBeyondAscii ? Infinity : -1;
  }

  mayHold(start: number, end: number): boolean {
    const { length } = this.#search;
    if (length === 0) return true;
    if (this.#next < start) {
      const found = this.#search.indexIn(this.#bytes, start);
      this.#next = found < 0 ? Infinity : found;
    }
    return this.#next + length <= end;
  }
}

/** How many stretches are looked at before those that rule out most are put in front. */
const SAMPLE = 256;

class AllScan implements HintScan {
  #parts: { readonly scan: HintScan; ruledOut: number }[];
  #asked = 0;

  constructor(scans: readonly HintScan[]) {
    this.#parts = scans.map((scan) => ({ scan, ruledOut: 0 }));
  }

  open(bytes: Buffer, isAscii: boolean): void {
    for (const { scan } of this.#parts) scan.open(bytes, isAscii);
  }

  mayHold(start: number, end: number): boolean {
    if (++this.#asked === SAMPLE) this.#reorder();
    for (const part of this.#parts) {
      if (part.scan.mayHold(start, end)) continue;
      part.ruledOut++;
      return false;
    }
    return true;
  }

  /** Those that nobody had to ask stay behind; they come to the front when those before them let all pass. */
  #reorder(): void {
    this.#parts.sort((a, b) => b.ruledOut - a.ruledOut);
    for (const part of this.#parts) part.ruledOut = 0;
    this.#asked = 0;
  }
}

class AnyScan implements HintScan {
  readonly #scans: readonly HintScan[];

  constructor(scans: readonly HintScan[]) {
    this.#scans = scans;
  }

  open(bytes: Buffer, isAscii: boolean): void {
    for (const scan of this.#scans) scan.open(bytes, isAscii);
  }

  mayHold(start: number, end: number): boolean {
    for (const scan of this.#scans) if (scan.mayHold(start, end)) return true;
    return false;
  }
}

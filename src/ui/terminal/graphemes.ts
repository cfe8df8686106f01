import stringWidth from 'string-width';

/**
 * How far the terminals of this world agree about a grapheme's width. `sure`: all draw it in the
 * columns that we count. `unsure`: emoji, combining marks, right-to-left and shaped scripts, where
 * they differ; whatever follows it on the line must be placed by address.
 */
export interface Grapheme {
  readonly text: string;
  /** Columns, at least 1. */
  readonly width: number;
  readonly sure: boolean;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Longer clusters are stacks of marks, not letters; a flag of a subdivision has 14 units. */
const LONGEST_CLUSTER = 32;

/** Marks, joiners and the like that a single code point must not be to stand for itself. */
const attached = /[\p{Mark}\p{Format}\p{Default_Ignorable_Code_Point}\p{Surrogate}\p{Control}]/u;

/** What may be inside a grapheme but must not reach the terminal: it reorders or hides text. */
const reordering = /[\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/** 1 or 2 where every terminal agrees on the columns of this code unit, standing alone; else 0. */
export function sureWidth(unit: number): 0 | 1 | 2 {
  if (unit < 0x7f) return unit >= 0x20 ? 1 : 0;
  if (unit < 0xa0) return 0;
  if (unit < 0x300) return unit === 0xad ? 0 : 1;
  if (unit < 0x370) return 0;
  if (unit < 0x590) return unit >= 0x483 && unit <= 0x489 ? 0 : 1;
  if (unit >= 0x1e00 && unit < 0x2000) return 1;
  if (unit >= 0x2000 && unit < 0x2c00) return isNarrowSymbol(unit) ? 1 : 0;
  return isIdeographic(unit) ? 2 : 0;
}

function isNarrowSymbol(unit: number): boolean {
  if (unit >= 0x2010 && unit <= 0x2027) return true;
  if (unit >= 0x2030 && unit <= 0x205e) return true;
  if (unit < 0x2070 || (unit >= 0x20d0 && unit <= 0x20ff)) return false;
  return narrowSymbols[unit - 0x2000] === 1;
}

/** Symbols that are one column wide by Unicode's tables (emoji among them are two). */
const narrowSymbols = Uint8Array.from({ length: 0xc00 }, (_, index) => {
  const text = String.fromCodePoint(0x2000 + index);
  return !attached.test(text) && stringWidth(text) === 1 ? 1 : 0;
});

function isIdeographic(unit: number): boolean {
  if (unit >= 0x3041 && unit <= 0x33ff) return unit !== 0x3099 && unit !== 0x309a;
  if (unit >= 0x3001 && unit <= 0x3029) return true;
  if (unit >= 0x3400 && unit <= 0x4dbf) return true;
  if (unit >= 0x4e00 && unit <= 0x9fff) return true;
  if (unit >= 0xac00 && unit <= 0xd7a3) return true;
  return (unit >= 0xf900 && unit <= 0xfaff) || (unit >= 0xff01 && unit <= 0xff60);
}

/** Graphemes of a text without control characters, for the case that a look at each unit will not do. */
export function segmentGraphemes(text: string): Grapheme[] {
  const graphemes: Grapheme[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const grapheme = toGrapheme(segment);
    if (grapheme !== undefined) graphemes.push(grapheme);
  }
  return graphemes;
}

function toGrapheme(segment: string): Grapheme | undefined {
  if (segment.length === 1) {
    const unit = segment.charCodeAt(0);
    const sure = sureWidth(unit);
    if (sure > 0) return { text: segment, width: sure, sure: true };
    // Half of a pair: a string that was cut in the wrong place.
    if (unit >= 0xd800 && unit <= 0xdfff) return { text: '\uFFFD', width: 1, sure: true };
  }
  const text = cut(segment.replace(reordering, ''));
  const width = stringWidth(text);
  return width === 0 ? undefined : { text, width, sure: false };
}

function cut(cluster: string): string {
  if (cluster.length <= LONGEST_CLUSTER) return cluster;
  let kept = '';
  for (const character of cluster) {
    if (kept.length + character.length > LONGEST_CLUSTER) break;
    kept += character;
  }
  return kept;
}

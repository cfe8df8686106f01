import stringWidth from 'string-width';

/**
 * What a code point does to the cells of a terminal. The kinds are chosen so that the width of a
 * string is the sum of the widths of its code points, whatever stands beside them: Ink counts by
 * grapheme clusters, most terminals count by code points, and only such strings measure the same.
 */
export const KIND = {
  /** Takes one or two cells by itself. */
  base: 1,
  /** A base that emoji sequences are made from. */
  pictograph: 2,
  /** Drawn over the base before it; no cells. */
  mark: 3,
  /** A virama: a mark that would melt the letters around it into one cluster. */
  linker: 4,
  /** A vowel sign that follows its base in a cell of its own. */
  spacing: 5,
  /** Shapes its neighbours and is nothing by itself. */
  dropped: 6,
  /** Skin tones and tags: part of the pictograph before them, odd anywhere else. */
  modifier: 7,
  /** Half of a flag. */
  flag: 8,
  /** Thai and Lao AM: a mark and a vowel in one code point. */
  am: 9,
  /** Vowels and finals of Hangul, which join the syllable before them. */
  jamo: 10,
  control: 11,
  /** Invisible, unassigned, private, or of a width nobody agrees on. */
  odd: 12,
} as const;

export const ZWNJ = 0x200c;
export const ZWJ = 0x200d;
export const REGIONAL_A = 0x1f1e6;

const segmenter = new Intl.Segmenter();
// Kind in the low four bits, width above; 0 is not known yet. Filled as code points turn up.
const known = new Uint8Array(0x110000);

/** Kind of a code point, one of KIND. */
export function kindOf(codePoint: number): number {
  return lookUp(codePoint) & 15;
}

/** Cells of a code point that is drawn: 0, 1 or 2. */
export function cellsOf(codePoint: number): number {
  return lookUp(codePoint) >> 4;
}

function lookUp(codePoint: number): number {
  const entry = known[codePoint] ?? 0;
  if (entry !== 0) return entry;
  const found = classify(codePoint);
  known[codePoint] = found;
  return found;
}

/** Inclusive ranges of what ordinary text holds only to shape its neighbours. */
const DROPPED: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad], // soft hyphen
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x180b, 0x180d], // Mongolian variation selectors
  [0x180f, 0x180f],
  [ZWNJ, 0x200f], // joiners, left-to-right and right-to-left marks
  [0x20e3, 0x20e3], // keycap: leaves its digit
  [0xfe00, 0xfe0f], // variation selectors
  [0xe0100, 0xe01ef],
];

/** Wide since Unicode 16 and narrow before, or of different widths in glibc and in Ink. */
const DISPUTED: readonly (readonly [number, number])[] = [
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x3248, 0x324f],
  [0x4dc0, 0x4dff],
  [0x1171e, 0x1171e],
  [0x1d300, 0x1d376],
];

function classify(codePoint: number): number {
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint <= 0x9f)) return KIND.control;
  if (within(codePoint, DROPPED)) return KIND.dropped;
  if (codePoint >= REGIONAL_A && codePoint <= REGIONAL_A + 25) return KIND.flag | (1 << 4);
  if (codePoint >= 0x1f3fb && codePoint <= 0x1f3ff) return KIND.modifier;
  if (codePoint >= 0xe0020 && codePoint <= 0xe007f) return KIND.modifier;
  if (codePoint >= 0x1160 && codePoint <= 0x11ff) return KIND.jamo;
  if (codePoint === 0x0e33 || codePoint === 0x0eb3) return KIND.am;
  const text = String.fromCodePoint(codePoint);
  if (/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.test(text)) return KIND.odd;
  if (within(codePoint, DISPUTED)) return KIND.odd;
  if (/[\p{Mn}\p{Me}]/u.test(text)) return isOne(`क${text}क`) ? KIND.linker : KIND.mark;
  if (/\p{Mc}/u.test(text)) return spacing(text);
  // Halfwidth voiced sound marks join the letter before them and still take a cell, everywhere.
  if (codePoint === 0xff9e || codePoint === 0xff9f) return KIND.base | (1 << 4);
  if (isOne(`a${text}`) || isOne(`${text}a`) || joinsHangul(codePoint, text)) return KIND.odd;
  const kind = /\p{Extended_Pictographic}/u.test(text) ? KIND.pictograph : KIND.base;
  return kind | (stringWidth(text) << 4);
}

function spacing(text: string): number {
  if (stringWidth(`a${text}`) !== 2 || isOne(`${text}a`)) return KIND.odd;
  return KIND.spacing | (1 << 4);
}

/** Vowels and finals of any script that are segmented like Hangul's; its own letters are fine. */
function joinsHangul(codePoint: number, text: string): boolean {
  const leading =
    (codePoint >= 0x1100 && codePoint <= 0x115f) || (codePoint >= 0xa960 && codePoint <= 0xa97c);
  const syllable = codePoint >= 0xac00 && codePoint <= 0xd7a3;
  return !leading && !syllable && (isOne(`\u1100${text}`) || isOne(`\uac00${text}`));
}

function isOne(text: string): boolean {
  return segmenter.segment(text).containing(0)?.segment.length === text.length;
}

function within(codePoint: number, ranges: readonly (readonly [number, number])[]): boolean {
  return ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
}
